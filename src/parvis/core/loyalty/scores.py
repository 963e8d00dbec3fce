"""Scores of satisfaction and recommendation, their intervals, and what silence may hide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.metrics.intervals import Z95
from parvis.core.metrics.surveys import WeightedShare, design_effect, weighted_share

Floats = NDArray[np.float64]
FEWEST = 11
"""Below so many answers nothing is said: neither sure nor safe for those who answered."""
_PROMOTERS, _DETRACTORS = 9, 6
_SCALE_OF_TEN = 10
_ADDED = (0.75, 0.75, 3.0)
"""Promoters, detractors and answers added in all, so that the interval keeps its promise when few
answer: triangular adjustment of Rocks, "Interval estimation for the Net Promoter Score", The
American Statistician 70 (2016)."""


@dataclass(frozen=True, slots=True)
class Score:
    """A value and its 95 % interval, from `n` answers worth `effective` equal ones."""

    value: float
    low: float
    high: float
    n: int
    effective: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Where the true share lies if nothing is supposed of those who did not answer."""

    low: float
    high: float


def satisfied(answers: Floats, weights: Floats | None = None, *, least: float = 4) -> WeightedShare:
    """The weighted share of answers of `least` or more, on the 1 to 5 scale.

    Refused under `FEWEST` answers.
    """
    _check(answers)
    given = np.ones(answers.size) if weights is None else weights
    return weighted_share(answers >= least, given)


def net_promoter(marks: Floats, weights: Floats | None = None) -> Score:
    """Share of marks of 9 and 10 less that of marks of 0 to 6, between -1 and 1.

    The two shares are of one multinomial: variance (p + q - (p - q)²) / n. Source: Reichheld, "The
    one number you need to grow", Harvard Business Review (December 2003). Refused under `FEWEST`
    answers or where a mark is not one from 0 to 10.
    """
    _check(marks)
    if ((marks < 0) | (marks > _SCALE_OF_TEN)).any():
        raise Refused("survey.mark", least=0, most=_SCALE_OF_TEN)
    given = np.ones(marks.size) if weights is None else weights
    pro = float(given[marks >= _PROMOTERS].sum() / given.sum())
    con = float(given[marks <= _DETRACTORS].sum() / given.sum())
    effective = marks.size / design_effect(given)
    low, high = _around(pro * effective, con * effective, effective)
    return Score(pro - con, low, high, marks.size, effective)


def mean_score(answers: Floats, weights: Floats | None = None) -> Score:
    """The weighted mean of answers on a scale, and its interval by linearisation."""
    _check(answers)
    given = np.ones(answers.size) if weights is None else weights
    value = float(given @ answers / given.sum())
    gaps = given * (answers - value)
    n = answers.size
    half = Z95 * float(np.sqrt(n / (n - 1) * (gaps @ gaps))) / float(given.sum())
    return Score(value, value - half, value + half, n, n / design_effect(given))


def if_silent(share: float, answered: int, asked: int) -> Silence:
    """Bounds of the share among all those asked, whatever the silent ones think.

    Source: Manski, "Nonparametric bounds on treatment effects", American Economic Review 80 (1990).
    """
    rate = answered / asked
    return Silence(share * rate, share * rate + 1 - rate)


def _around(pro: float, con: float, size: float) -> tuple[float, float]:
    more_pro, more_con, more = _ADDED
    p, q = (pro + more_pro) / (size + more), (con + more_con) / (size + more)
    half = Z95 * float(np.sqrt((p + q - (p - q) ** 2) / (size + more)))
    return max(-1.0, p - q - half), min(1.0, p - q + half)


def _check(answers: Floats) -> None:
    if answers.size < FEWEST:
        raise Refused("survey.too_few", n=answers.size, fewest=FEWEST)
