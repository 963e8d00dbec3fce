"""Attackers who know every rule and parameter, and not the secret. Each says how often it is right.

An attack runs through the code that publishes; what it is told is only what is published. Beliefs
are Bayes-optimal: the true law of the noise is used, with even prior odds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod, sqrt

import numpy as np
from numpy.typing import NDArray

from parvis.core.facts import Fact
from parvis.core.metrics.definition import Metric, Protection
from parvis.core.metrics.period import Grain
from parvis.core.privacy.cellkey import LAW, SHOWN_FROM, VARIANCE, Persons, Perturbation
from parvis.core.privacy.closed import base_of
from parvis.core.privacy.views import STEPS_OF_A_YEAR, Cut, partitions

SIZES = np.array(list(LAW))
CHANCES = np.array(list(LAW.values()))
BETWEEN = np.convolve(CHANCES, CHANCES)
"""The law of the difference of two noises, from -6 to 6."""


@dataclass(frozen=True)
class Score:
    """How often a guess was right, with its 95 % upper bound."""

    right: int
    trials: int

    @property
    def share(self) -> float:
        """Of the trials."""
        return self.right / self.trials

    @property
    def upper(self) -> float:
        """Wilson's bound of the share."""
        z, n, p = 1.96, self.trials, self.share
        return (p + z * z / 2 / n + z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n)


def _trials(
    counts: NDArray[np.int64], draw: np.random.Generator
) -> Iterator[tuple[Perturbation, Persons, Persons, bool, bool]]:
    """Trials where so many persons are known, all drawn at once.

    Of each, the noise, the persons known, those who are there, whether the one sought is, and the
    coin of who cannot tell. Of keys of persons only the sum counts; no two sets have the same.
    """
    count = len(counts)
    secrets, keys = draw.bytes(32 * count), draw.integers(0, counts * 2**32)
    drawn = (counts, keys, draw.integers(0, 2**32, count), *(draw.integers(0, 2, (2, count)) > 0))
    rows = zip(*(part.tolist() for part in drawn), strict=True)
    for rank, (size, key, sought, is_there, coin) in enumerate(rows):
        known = Persons(size, key)
        persons = _with(known, sought) if is_there else known
        noise = Perturbation(secrets[32 * rank : 32 * rank + 32])
        yield noise, known, persons, is_there, coin


def _with(persons: Persons, record_key: int) -> Persons:
    return Persons(persons.count + 1, persons.key + record_key)


def _chance(law: NDArray[np.float64], value: int) -> float:
    reach = len(law) // 2
    return float(law[value + reach]) if abs(value) <= reach else 0.0


def differencing(trials: int, seed: int, wide: str, narrow: str) -> Score:
    """Two shown cells that hold the same persons, or differ by one: which is it?

    `wide` and `narrow` are their coordinates. Were they the same, equal sets would be given equal
    noise and any difference would prove presence: the attacker believes that too.
    """
    draw = np.random.default_rng(seed)
    right = 0
    drawn = _trials(draw.integers(20, 300, trials), draw)
    for rank, (noise, others, both, is_there, coin) in enumerate(drawn):
        # From 16 persons on a count is always shown.
        one = noise.count(f"{wide}{rank}", both) or 0
        other = noise.count(f"{narrow}{rank}", others) or 0
        there, absent = _odds(one - other, wide == narrow)
        right += (coin if there == absent else there > absent) is is_there
    return Score(right, trials)


@cache
def _odds(gap: int, is_same_cell: bool) -> tuple[float, float]:
    """How likely the gap is where the person is there, and where not."""
    absent = float(gap == 0) if is_same_cell else _chance(BETWEEN, gap)
    return _chance(BETWEEN, gap - 1), absent


def neighbour(trials: int, seed: int, others: int) -> Score:
    """One cell, all of whose persons but one are known by name: is the last one there?"""
    draw = np.random.default_rng(seed)
    right = 0
    for noise, _, persons, is_there, coin in _trials(np.full(trials, others), draw):
        shown = noise.count("cell", persons)
        there, absent = _of_shown(shown, others + 1), _of_shown(shown, others)
        right += (coin if there == absent else there > absent) is is_there
    return Score(right, trials)


@cache
def _of_shown(shown: int | None, count: int) -> float:
    """How likely it is to be shown this, or nothing, of so many persons."""
    if count < 11:
        return float(shown is None)
    if shown is not None:
        return _chance(CHANCES, shown - count)
    return float(CHANCES[count + SIZES < SHOWN_FROM].sum())


def counted_together(metrics: Iterable[Metric]) -> list[list[Metric]]:
    """The metrics on persons, those that count the same persons together: their views add up."""
    found: dict[object, list[Metric]] = {}
    for metric in metrics:
        if metric.protection is Protection.PERSONS and not metric.kind.is_derived:
            found.setdefault((base_of("", metric), metric.only_values), []).append(metric)
    return list(found.values())


def views_of(together: Sequence[Metric], fact: Fact) -> list[tuple[Cut, int]]:
    """Every declared partition of a yearly cell of these metrics, with its number of parts.

    Any step of the calendar may be asked as a period, down to what the fact knows; a state has one
    day, and no part.
    """
    order = list(Grain)
    grains = () if fact.is_snapshot else order[order.index(fact.grain) :]
    cuts: set[Cut] = set()
    for metric in together:
        names = [name for name in metric.dimensions if name not in list(Grain)]
        sizes = {name: SIZES_OF_A_TOWN.get(name, 4) for name in names}
        cuts |= set(partitions(sizes, grains, fact.hierarchies))
    steps = {grain.value: count for grain, count in STEPS_OF_A_YEAR.items()}
    known = {**SIZES_OF_A_TOWN, **steps}
    return [(cut, prod(known.get(name, 4) for name in cut)) for cut in sorted(cuts)]


def averaging(trials: int, seed: int, views: Sequence[tuple[tuple[str, ...], int]]) -> Score:
    """The exact count of a cell, from the sum of the shown parts of each of its `views`.

    Every part is shown, as in a cell of thousands: the worst case. The noises of the parts are
    independent draws of the law, since their coordinates differ; the most likely count is guessed.
    """
    draw = np.random.default_rng(seed)
    candidates = np.arange(-_REACH, _REACH + 1)
    belief = np.zeros((trials, candidates.size))
    for _, parts in views:
        sums = draw.multinomial(parts, CHANCES, trials) @ SIZES
        belief += _log_law(parts, sums[:, None] - candidates)
    best = belief >= belief.max(axis=1, keepdims=True) - 1e-9
    chosen = (draw.random(best.shape) * best).argmax(axis=1)
    return Score(int((candidates[chosen] == 0).sum()), trials)


_REACH = 8
_EXACT_UP_TO = 12
"""Above this many parts the law of their sum is taken for normal."""


def _log_law(parts: int, sums: NDArray[np.int64]) -> NDArray[np.float64]:
    """How likely each sum of the noises of so many parts is."""
    if parts > _EXACT_UP_TO:
        normal: NDArray[np.float64] = -(sums**2) / (2 * VARIANCE * parts)
        return normal
    law = CHANCES
    for _ in range(parts - 1):
        law = np.convolve(law, CHANCES)
    reach = len(law) // 2
    inside = np.clip(sums + reach, 0, len(law) - 1)
    return np.where(np.abs(sums) <= reach, np.log(law[inside]), -np.inf)


SIZES_OF_A_TOWN = {
    "sex": 2, "resident": 2, "age_band": 8, "qf_band": 6, "children": 4, "channel": 5,
    "category": 8, "district": 10, "school": 6, "place": 6, "residency": 2, "area": 2,
    "iris": 10, "arrival": 2,
}  # fmt: skip
"""Values of the dimensions of a town, at least; 4 where the name is not here."""
