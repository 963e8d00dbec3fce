"""Themes that rise: many comparisons at once, and few false announcements among them."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FALSE_DISCOVERIES = 0.05
"""Expected part of the announced changes that are none."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Moves:
    """For each theme: rate now over rate before, its interval, p-value, and whether it is said.

    The intervals are wide enough for the selection: among those that are said, 95 % hold the true
    ratio, whatever their number (Benjamini and Yekutieli, "False discovery rate-adjusted multiple
    confidence intervals for selected parameters", JASA 100, 2005). A theme is said if and only if
    its interval leaves out 1.
    """

    ratio: Floats
    low: Floats
    high: Floats
    p_value: Floats
    is_said: Flags


def benjamini_hochberg(p_values: Floats, rate: float = FALSE_DISCOVERIES) -> Flags:
    """Which of several tests are discoveries, false ones among them kept to `rate` on average.

    Source: Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
    """
    order = np.argsort(p_values, kind="stable")
    bounds = rate * np.arange(1, p_values.size + 1) / max(p_values.size, 1)
    below = np.flatnonzero(p_values[order] <= bounds)
    found = np.zeros(p_values.size, dtype=bool)
    if below.size:
        found[order[: below[-1] + 1]] = True
    return found


def moves(now: Floats, before: Floats, *, exposure: float = 1.0, noise: float = 0.0) -> Moves:
    """Compare the counts of each theme `now` with those `before`.

    `exposure`: how much longer than before the period now is. `noise`: the variance of what was
    added to each count to protect it. Under no change, given their sum, the count now is binomial
    (Przyborowski and Wilenski, Biometrika 31, 1940); noise is an overdispersion. Score test and
    the interval that inverts it; without any event the ratio is NaN and nothing is said.
    """
    share = exposure / (1 + exposure)
    total = now + before
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = total * share * (1 - share)
        excess = 1 + noise * (share**2 + (1 - share) ** 2) / spread
        size = total / excess
        score = (now / total - share) / np.sqrt(share * (1 - share) / size)
        p_value = np.where(total > 0, 2 * _beyond(np.abs(score)), 1.0)
        is_said = benjamini_hochberg(p_value)
        level = FALSE_DISCOVERIES * max(int(is_said.sum()), 1) / max(now.size, 1)
        low, high = _wilson(now / total, size, _NORMAL.inv_cdf(1 - level / 2))
        ratio, low, high = (part / (1 - part) / exposure for part in (now / total, low, high))
    return Moves(ratio, low, high, p_value, is_said)


def p_value_of(score: float) -> float:
    """The chance that a standard normal variable lies farther from 0 than `score`."""
    return 2 * _NORMAL.cdf(-abs(score))


def _beyond(scores: Floats) -> Floats:
    """The chance that a standard normal variable exceeds each score."""
    return np.array([_NORMAL.cdf(-score) if score == score else 0.5 for score in scores.tolist()])


def _wilson(share: Floats, size: Floats, z: float) -> tuple[Floats, Floats]:
    centre = (share * size + z * z / 2) / (size + z * z)
    half = z * np.sqrt(share * (1 - share) * size + z * z / 4) / (size + z * z)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
