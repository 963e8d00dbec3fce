"""Where one more place helps most: the question, and what an answer must respect.

The solver is a port: an exact one gives the bound that proves how far an answer can be from the
best (`gap`). Hakimi (1964) for the p-median, Church and ReVelle (1974) for coverage.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from parvis.core.offer.access import Floats, Ints


class Goal(StrEnum):
    """What is best: the least distance travelled, or the most people within reach."""

    MEDIAN = "median"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Question:
    """`minutes`: (cells, sites), infinite where there is no way; `weights`: (cells,).

    A weight is the number of people, times whatever equity gives them. `kept`: sites that stay;
    `opened`: how many sites in all, those kept included. `capacity`: (sites,) people each may
    serve, infinite where it does not matter; `demand`: (cells,) people who take a place, those of
    `weights` where None. `reach`: minutes, for coverage.
    """

    minutes: Floats
    weights: Floats
    kept: Ints
    opened: int
    goal: Goal
    capacity: Floats
    reach: float
    demand: Floats | None = None

    @property
    def takers(self) -> Floats:
        """How many people of each cell take a place: (cells,)."""
        return self.weights if self.demand is None else self.demand


@dataclass(frozen=True, slots=True)
class Answer:
    """`sites`: ranks opened; `serves`: (cells,) the site of each cell, -1 for none.

    `value`: weighted minutes, or people covered. `bound`: no answer can be better than that.
    `minutes`: (cells,) mean way of those who are served, NaN for none.
    """

    sites: tuple[int, ...]
    serves: Ints
    value: float
    bound: float
    minutes: Floats

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a share of it; 0 is proven optimal."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-12)


class Solver(Protocol):
    """Whatever answers a question of siting."""

    def solve(self, question: Question, seconds: float) -> Answer:
        """The best answer found in `seconds`, with its bound; Refused if there is none."""
        ...


def value_of(question: Question, sites: Ints) -> float:
    """What a choice of sites is worth when each cell goes to the nearest: no capacity counted."""
    best = question.minutes[:, sites].min(axis=1)
    if question.goal is Goal.COVERAGE:
        return float(question.weights[best <= question.reach].sum())
    some = question.weights > 0
    return float((question.weights[some] * best[some]).sum())


def equity_weights(population: Floats, incomes: Floats, strength: float) -> Floats:
    """People weigh more where incomes are low: (median / income) ** `strength`; 0: all the same.

    Cells whose income is not known weigh as the median.
    """
    known = np.isfinite(incomes) & (incomes > 0)
    if not known.any():
        return population
    order = np.argsort(incomes[known])
    cumulated = np.cumsum(population[known][order])
    middle = incomes[known][order][np.searchsorted(cumulated, cumulated[-1] / 2)]
    factor = np.where(known, middle / np.where(known, incomes, 1.0), 1.0) ** strength
    return population * factor
