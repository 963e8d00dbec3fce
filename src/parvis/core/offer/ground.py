"""Zones and places of a service, and what a choice of places gives: compared, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from parvis.core.calendar.hours import hours_from
from parvis.core.offer.access import Floats, gini
from parvis.core.offer.siting import Answer, Goal, Question, Solver, equity_weights, value_of
from parvis.core.offer.streets import Mode, Spots, Streets, straight_minutes, street_minutes

MOST_TRIED = 20_000
"""Choices counted one by one to list those nearly as good; beyond, only exchanges of one place."""
NEARLY = 0.02
MOST_LISTED = 12
_SECONDS = 20.0


@dataclass(frozen=True)
class Ground:
    """Zones with their people and incomes (NaN where not known), and places, open or possible.

    `hours_a_week` is NaN where the town does not say when a place is open.
    """

    zones: Spots
    population: Floats
    incomes: Floats
    sites: Spots
    is_open: tuple[bool, ...]
    hours_a_week: Floats
    streets: Streets | None

    def minutes(self, mode: Mode) -> Floats:
        """Minutes (zones, sites): along streets where there are, else straight and labelled so."""
        if self.streets is None:
            return straight_minutes(self.zones, self.sites, mode)
        return street_minutes(self.streets, self.zones, self.sites, mode)

    @property
    def way(self) -> str:
        """How distances are measured, in French."""
        if self.streets is None:
            return "à vol d’oiseau, allongé de 30 %"
        return f"par les rues ({self.streets.source})"


def week_hours(spec: str) -> float:
    """Hours open in a week: "mon-fri 08:30-12:00"; NaN for nothing said."""
    if not spec.strip():
        return float("nan")
    return hours_from(spec).seconds / 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """Places opened (ranks), and what they give: weighted mean minutes, people beyond `reach`,
    inequality of minutes, mean minutes of the poorest and of the richest fifth, and hours a week
    that an inhabitant finds open within `reach` on average (NaN: unknown).

    `behind`: how much worse than the best found, as a share.
    """

    sites: tuple[int, ...]
    mean_minutes: float
    beyond: float
    inequality: float
    poorest: float
    richest: float
    hours: float
    behind: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Today's places, the best choice with its proven gap, and those nearly as good."""

    today: Choice | None
    best: Choice
    gap: float
    nearly: tuple[Choice, ...]
    is_complete: bool


def compare_sites(ground: Ground, more: int, mode: Mode, reach: float, equity: float,
                  solver: Solver) -> Comparison:  # fmt: skip
    """Where `more` places help most (fewer if negative), those open today kept if one adds."""
    minutes = ground.minutes(mode)
    weights = equity_weights(ground.population, ground.incomes, equity)
    opened = np.flatnonzero(ground.is_open)
    kept = opened if more >= 0 else np.zeros(0, dtype=np.int64)
    free = np.full(len(ground.is_open), np.inf)
    question = Question(minutes, weights, kept, opened.size + more, Goal.MEDIAN, free, reach)
    if more < 0:
        # One fewer: only places that are open may stay.
        question = replace(question, minutes=minutes[:, opened], capacity=free[opened])
    answer = solver.solve(question, _SECONDS)
    names = opened if more < 0 else np.arange(len(ground.is_open))
    near, is_complete = _nearly(question, answer)
    told = [_choice(ground, minutes, names[list(sites)], reach, value / answer.value - 1)
            for sites, value in near]  # fmt: skip
    today = _choice(ground, minutes, opened, reach, float("nan")) if opened.size else None
    best = _choice(ground, minutes, names[list(answer.sites)], reach, 0.0)
    others = tuple(one for one in told if set(one.sites) != set(best.sites))
    return Comparison(today, best, answer.gap, others[:MOST_LISTED], is_complete)


def _nearly(question: Question, answer: Answer) -> tuple[list[tuple[tuple[int, ...], float]], bool]:
    """Choices worth the best but for `NEARLY`, the best first; whether every choice was counted."""
    kept = question.kept.tolist()
    others = [j for j in range(question.minutes.shape[1]) if j not in set(kept)]
    wanted = question.opened - len(kept)
    tried = list(_tried(kept, others, wanted, answer))
    values = [value_of(question, np.array(sites)) for sites in tried]
    found = [(sites, value) for sites, value in zip(tried, values, strict=True)
             if value <= answer.value * (1 + NEARLY)]  # fmt: skip
    return sorted(found, key=lambda pair: pair[1]), _count(len(others), wanted) <= MOST_TRIED


def _tried(kept: Sequence[int], others: Sequence[int], wanted: int, answer: Answer
           ) -> Sequence[tuple[int, ...]]:  # fmt: skip
    if _count(len(others), wanted) <= MOST_TRIED:
        return [(*kept, *some) for some in combinations(others, wanted)]
    chosen = [site for site in answer.sites if site not in set(kept)]
    return [
        (*kept, *(site for site in chosen if site != out), into)
        for out in chosen for into in others if into not in chosen
    ]  # fmt: skip


def _count(n: int, k: int) -> float:
    return float(np.prod([(n - i) / (i + 1) for i in range(k)]))


def _choice(ground: Ground, minutes: Floats, sites: np.ndarray, reach: float, behind: float
            ) -> Choice:  # fmt: skip
    nearest = minutes[:, sites].min(axis=1)
    people = ground.population
    known = np.isfinite(nearest)
    mean = float((nearest * people)[known].sum() / people[known].sum())
    poorest, richest = _fifths(ground, nearest)
    open_hours = (minutes[:, sites] <= reach) @ ground.hours_a_week[sites]
    hours = float(np.average(open_hours, weights=people))
    return Choice(tuple(int(site) for site in sites), mean, float(people[nearest > reach].sum()),
                  gini(nearest[known], people[known]), poorest, richest, hours, behind)  # fmt: skip


def _fifths(ground: Ground, nearest: Floats) -> tuple[float, float]:
    """Mean minutes of the poorest and of the richest fifth of the people; NaN without incomes."""
    known = np.isfinite(ground.incomes) & np.isfinite(nearest)
    if not known.any():
        return float("nan"), float("nan")
    order = np.flatnonzero(known)[np.argsort(ground.incomes[known])]
    share = np.cumsum(ground.population[order]) / ground.population[order].sum()
    ends = (order[share <= 0.2], order[share > 0.8])
    poor, rich = (
        float(np.average(nearest[some], weights=ground.population[some]))
        if some.size and ground.population[some].sum() > 0 else float("nan")
        for some in ends
    )  # fmt: skip
    return poor, rich
