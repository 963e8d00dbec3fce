"""What is planted in two hundred synthetic towns, found again by the estimators of loyalty."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from parvis.core.loyalty.cohorts import after_incident
from parvis.core.loyalty.experiment import effect_on_ratio, effect_on_share
from parvis.core.loyalty.habits import FEWEST_USES, groups_of
from parvis.core.loyalty.yearly import odds_of_stopping
from parvis.core.population import planted
from parvis.core.population.library import Library, library
from parvis.core.population.town import Asked, make_town
from parvis.core.ports import Progress
from parvis.site.bench.figures import Figure
from parvis.site.margins import margins_of
from parvis.site.synth import first_names

TOWN, PERSONS, YEARS, SEEDS = "41269", 4_000, 5, 200
COVERED, ALARMS, RAND = 180, 18, 0.8
GROUP_SEEDS = range(300, 330)
"""Other towns than those on which the coding of habits was chosen."""
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What one town says: which 95 % intervals hold what was planted, which nulls alarm."""

    holds: dict[str, bool]
    alarms: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Groups:
    """Adjusted Rand index where groups are planted (0 if none is told), that of who would know the
    planted profiles, and whether groups are told where none is."""

    rand: float
    oracle: float
    told_of_none: bool


def measure_planted(progress: Progress) -> Iterator[Figure]:
    """Coverage and alarms over `SEEDS` towns; groups in those of `GROUP_SEEDS`."""
    with ProcessPoolExecutor(_WORKERS) as pool:
        found = list(pool.map(one_town, range(SEEDS), chunksize=5))
        progress(0.6, "loyalty: segments")
        groups = list(pool.map(groups_of_town, GROUP_SEEDS))
    note = f"{SEEDS} villes de {PERSONS} personnes"
    for name in found[0].holds:
        held = sum(one.holds[name] for one in found)
        yield Figure(f"loyalty.planted.{name}", held, "couverts", "graines", SEEDS,
                     f">= {COVERED} sur {SEEDS}", held >= COVERED, note)  # fmt: skip
    for name in found[0].alarms:
        said = sum(one.alarms[name] for one in found)
        yield Figure(f"loyalty.null.{name}", said, "alarmes", "graines", SEEDS,
                     f"<= {ALARMS} sur {SEEDS}", said <= ALARMS, note)  # fmt: skip
    yield from _group_figures(groups)


def _group_figures(groups: list[Groups]) -> Iterator[Figure]:
    rands = sorted(one.rand for one in groups)
    told = sum(one.told_of_none for one in groups)
    oracle = min(one.oracle for one in groups)
    yield Figure("loyalty.segments.rand", rands[0], "ARI", "qui connaîtrait les profils", oracle,
                 f">= {RAND}", rands[0] >= RAND,
                 f"la pire de {len(groups)} villes, médiane {np.median(rands):.3f}")  # fmt: skip
    yield Figure("loyalty.segments.of_none", told, "annoncés", "villes", len(groups),
                 "aucun où rien n’est planté", told == 0,
                 "mêmes prêts, rendus au hasard")  # fmt: skip


def one_town(seed: int) -> Found:
    """Campaign and placebo by lot; what goes with stopping; a break where none was planted."""
    made = _library(seed)
    counts = _before_and_in_window(made)
    campaign = effect_on_ratio(*counts["lecture"])
    placebo = effect_on_ratio(*counts["agenda"])
    years = made.years
    table = np.column_stack([years.loans < planted.LOW_USE, years.is_young, years.is_woman])
    odds = odds_of_stopping(table.astype(float), years.stopped == 1).intervals
    truths = (planted.CHURN_INTERCEPT, planted.CHURN_LOW_USE, planted.CHURN_YOUNG)
    names = ("churn_intercept", "churn_low_use", "churn_young")
    holds = {n: bool(low <= t <= high) for n, t, (_, low, high) in zip(names, truths, odds[:3],
                                                                       strict=True)}  # fmt: skip
    borrowed, written, _ = counts["agenda"]
    share = effect_on_share(*_shares(borrowed > 0, written))
    hit = np.random.default_rng(seed).random(years.stopped.size) < 0.3
    broken = after_incident(hit, years.stopped == 0, np.ones(hit.size, bool))
    return Found(
        {"campaign": campaign.low <= planted.CAMPAIGN_RATIO <= campaign.high, **holds},
        {
            "placebo_ratio": not placebo.low <= planted.PLACEBO_RATIO <= placebo.high,
            "placebo_share": share.is_said,
            "churn_sex": not odds[3, 1] <= planted.CHURN_WOMAN <= odds[3, 2],
            "incident": broken.is_said,
        },
    )


def groups_of_town(seed: int) -> Groups:
    """The groups told of a town's borrowers, and of the same loans dealt at random."""
    from sklearn.metrics import adjusted_rand_score

    made = _library(seed)
    counts = _uses(made)
    found = groups_of(counts, planted.DOCUMENTS, seed)
    rand, known = 0.0, counts.sum(axis=1) >= FEWEST_USES
    profiles = np.log(np.array(list(planted.SEGMENTS.values())))
    likely = counts[known] @ profiles.T + np.log(planted.SEGMENT_SHARES)
    oracle = float(adjusted_rand_score(made.segment[known], likely.argmax(axis=1)))
    if found is not None:
        rand = float(adjusted_rand_score(made.segment[found.known], found.segments.of))
    people, things = counts.shape
    what = np.random.default_rng(seed).permutation(np.repeat(np.arange(things), counts.sum(axis=0)))
    who = np.repeat(np.arange(people), counts.sum(axis=1))
    dealt = np.bincount(who * things + what, minlength=counts.size).reshape(counts.shape)
    of_none = groups_of(dealt.astype(np.int64), planted.DOCUMENTS, seed)
    return Groups(rand, oracle, of_none is not None)


def _library(seed: int) -> Library:
    town = make_town(margins_of(TOWN), first_names(), Asked(PERSONS, seed, YEARS))
    return library(town.setting)


def _owners(made: Library) -> np.ndarray:
    """The rank of the card holder of each loan of the export."""
    register = made.register
    holder = dict(zip(register.ids.tolist(), np.searchsorted(
        np.unique(register.person), register.person).tolist(), strict=True))  # fmt: skip
    return np.array([holder[card] for card in made.sheets[0].column("Carte").tolist()])


def _uses(made: Library) -> np.ndarray:
    kinds = made.sheets[0].column("Type de document")
    what = np.array([planted.DOCUMENTS.index(kind) for kind in kinds.tolist()])
    counts = np.zeros((len(made.segment), len(planted.DOCUMENTS)), np.int64)
    np.add.at(counts, (_owners(made), what), 1)
    return counts


def _before_and_in_window(
    made: Library,
) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each letter: loans in its window, who was written to, loans of the year before."""
    when, who = made.sheets[0].column("Date de prêt"), _owners(made)
    found = {}
    for name, (on, cards, sent) in made.letters.items():
        inside, before = (
            np.bincount(who[kept], minlength=len(made.segment))[cards].astype(float)
            for kept in (_in(when, on, planted.CAMPAIGN_DAYS), _in(when, on - 365, 365))
        )
        found[name] = (inside, sent == 1, before)
    return found


def _in(when: np.ndarray, start: int, days: int) -> np.ndarray:
    return (when >= start) & (when < start + days)


def _shares(did: np.ndarray, written: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
    successes = int((did & written).sum()), int((did & ~written).sum())
    return successes, (int(written.sum()), int((~written).sum()))
