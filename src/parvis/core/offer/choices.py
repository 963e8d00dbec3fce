"""What a choice of places gives: the best proven, those nearly as good counted, never guessed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats, Ints
from parvis.core.offer.ground import Ground, ways_of
from parvis.core.offer.siting import Answer, Goal, Question, Solver, equity_weights, value_of
from parvis.core.offer.streets import Mode

MOST_TRIED = 20_000
"""Choices counted one by one to list those nearly as good; beyond, only exchanges of one place."""
MOST_SOLVED = 60
"""The same where each choice is a problem to solve, because places are limited."""
NEARLY = 0.02
MOST_LISTED = 12
_SECONDS = 20.0
Sites = tuple[int, ...]


class Aim(StrEnum):
    """What a choice is good for: the least way to go, the most people within reach, or the least
    way when each place takes so many people and no more.
    """

    DISTANCE = "distance"
    COVERAGE = "couverture"
    CAPACITY = "capacite"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: `more` places (fewer if negative), how one travels, minutes accepted.

    `equity`: how much more people weigh where incomes are low; 0: all the same.
    """

    more: int
    mode: Mode
    reach: float
    equity: float
    aim: Aim


@dataclass(frozen=True, slots=True)
class Choice:
    """Places opened (ranks), and what they give: mean minutes, people beyond `reach`,
    inequality of minutes, mean minutes of the poorest and of the richest fifth, and hours a week
    that an inhabitant finds open within `reach` on average (NaN: unknown).

    `behind`: how much worse than the best found, as a share.
    """

    sites: Sites
    mean_minutes: float
    beyond: float
    inequality: float
    poorest: float
    richest: float
    hours: float
    behind: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Today's places, the best choice with its proven gap, those nearly as good, and the one that
    was asked beside them (None: none, or one that cannot serve everybody)."""

    today: Choice | None
    best: Choice
    gap: float
    nearly: tuple[Choice, ...]
    is_complete: bool
    beside: Choice | None = None


def compare_sites(ground: Ground, wish: Wish, solver: Solver, beside: int | None = None
                  ) -> Comparison:  # fmt: skip
    """Where `more` places help most (fewer if negative), those open today kept if one adds.

    `beside`: a place to open (or close) whatever it is worth, to see what it would give.
    """
    minutes = ground.minutes(wish.mode)
    opened = np.flatnonzero(ground.is_open)
    names = opened if wish.more < 0 else np.arange(len(ground.is_open))
    question = _question(ground, wish, minutes, opened)
    answer = solver.solve(question, _SECONDS)
    near, is_complete = _nearly(question, answer, solver)
    told = [_choice(ground, minutes, names[list(sites)], wish.reach, behind, ways)
            for sites, behind, ways in near]  # fmt: skip
    nothing = float("nan")
    today = None
    if opened.size:
        today = _choice(ground, minutes, opened, wish.reach, nothing, None)
    ways = answer.minutes if wish.aim is Aim.CAPACITY else None
    best = _choice(ground, minutes, names[list(answer.sites)], wish.reach, 0.0, ways)
    others = tuple(one for one in told if set(one.sites) != set(best.sites))
    asked = None
    if beside is not None and _is_one(wish, opened, beside):
        sites = _with(wish, names, opened, beside)
        value, ways = _worth(question, solver)(sites)
        if np.isfinite(value):
            behind = _behind(question, value, answer.value)
            asked = _choice(ground, minutes, names[list(sites)], wish.reach, behind, ways)
    return Comparison(today, best, answer.gap, others[:MOST_LISTED], is_complete, asked)


def _is_one(wish: Wish, opened: Ints, beside: int) -> bool:
    """Whether one more, or one fewer, may be that place."""
    return (wish.more == 1 and beside not in opened) or (wish.more == -1 and beside in opened)


def _with(wish: Wish, names: Ints, opened: Ints, beside: int) -> Sites:
    """Ranks, in the question, of the places that are open once `beside` opens or closes."""
    stay = [*opened.tolist(), beside] if wish.more > 0 else [j for j in opened if j != beside]
    rank = {int(site): place for place, site in enumerate(names.tolist())}
    return tuple(rank[int(site)] for site in stay)


def _question(ground: Ground, wish: Wish, minutes: Floats, opened: Ints) -> Question:
    weights = equity_weights(ground.population, ground.incomes, wish.equity)
    kept = opened if wish.more >= 0 else np.zeros(0, dtype=np.int64)
    goal = Goal.COVERAGE if wish.aim is Aim.COVERAGE else Goal.MEDIAN
    capacity, demand = np.full(len(ground.is_open), np.inf), None
    if wish.aim is Aim.CAPACITY:
        capacity, demand = _capacity(ground), ground.demand
        weights = equity_weights(ground.demand, ground.incomes, wish.equity)
    asked = Question(minutes, weights, kept, opened.size + wish.more, goal, capacity, wish.reach,
                     demand)  # fmt: skip
    if wish.more >= 0:
        return asked
    # One fewer: only places that are open may stay.
    return replace(asked, minutes=minutes[:, opened], capacity=capacity[opened])


def _capacity(ground: Ground) -> Floats:
    unknown = int(np.isnan(ground.capacity).sum())
    if unknown:
        raise Refused("siting.no_capacity", count=unknown)
    return ground.capacity


_Near = tuple[Sites, float, Floats | None]


def _nearly(question: Question, answer: Answer, solver: Solver) -> tuple[list[_Near], bool]:
    """Choices worth the best but for `NEARLY`, the best first; whether every choice was counted.

    Each with how far behind it is, and the way of each zone where places are limited.
    """
    is_limited = np.isfinite(question.capacity).any()
    most = MOST_SOLVED if is_limited else MOST_TRIED
    kept = question.kept.tolist()
    others = [j for j in range(question.minutes.shape[1]) if j not in set(kept)]
    wanted = question.opened - len(kept)
    worth = _worth(question, solver)
    found = []
    for sites in _tried(kept, others, wanted, answer, most):
        value, ways = worth(sites)
        behind = _behind(question, value, answer.value)
        if behind <= NEARLY + 1e-12:
            found.append((sites, max(behind, 0.0), ways))
    return sorted(found, key=lambda one: one[1]), _count(len(others), wanted) <= most


def _behind(question: Question, value: float, best: float) -> float:
    if not best > 0:
        return 0.0 if value == best else float("inf")
    return 1 - value / best if question.goal is Goal.COVERAGE else value / best - 1


def _worth(question: Question, solver: Solver) -> Callable[[Sites], tuple[float, Floats | None]]:
    """What a choice is worth, and the way of each zone where places are limited; infinite where it
    cannot serve everybody."""

    def solved(sites: Sites) -> tuple[float, Floats | None]:
        try:
            found = solver.solve(replace(question, kept=np.array(sites)), _SECONDS)
        except Refused:
            return float("inf"), None
        return found.value, found.minutes

    if np.isfinite(question.capacity).any():
        return solved
    return lambda sites: (value_of(question, np.array(sites)), None)


def _tried(kept: Sequence[int], others: Sequence[int], wanted: int, answer: Answer, most: int
           ) -> Sequence[Sites]:  # fmt: skip
    if _count(len(others), wanted) <= most:
        return [(*kept, *some) for some in combinations(others, wanted)]
    chosen = [site for site in answer.sites if site not in set(kept)]
    return [
        (*kept, *(site for site in chosen if site != out), into)
        for out in chosen for into in others if into not in chosen
    ]  # fmt: skip


def _count(n: int, k: int) -> float:
    return float(np.prod([(n - i) / (i + 1) for i in range(k)]))


def _choice(ground: Ground, minutes: Floats, sites: Ints, reach: float, behind: float,
            ways: Floats | None) -> Choice:  # fmt: skip
    nearest = minutes[:, sites].min(axis=1) if ways is None else ways
    told = ways_of(ground, nearest, reach)
    open_hours = (minutes[:, sites] <= reach) @ ground.hours_a_week[sites]
    hours = float(np.average(open_hours, weights=ground.population))
    return Choice(tuple(int(site) for site in sites), told.mean, told.beyond, told.inequality,
                  told.poorest, told.richest, hours, behind)  # fmt: skip
