"""How far apart the extremes of several values are by chance alone: the law of a range."""

from functools import cache
from math import erf, hypot, sqrt

import numpy as np
from numpy.typing import NDArray

_LEVEL = 0.95
_GRID = np.linspace(-8.0, 8.0, 641)
_WIDEST = 12.0
"""Beyond the range of any number of values that a page could show."""


def are_farther_than_chance(gap: float, deviations: tuple[float, float], among: int) -> bool:
    """Whether the highest and the lowest of `among` values, chosen because they are, differ.

    `deviations`: the standard deviation of each. Two values picked beforehand differ beyond 1.96
    deviations of their difference; the extremes of twenty equal ones do so more often than not.
    Source: Tukey's honestly significant difference, with Kramer's mean of unequal variances
    ("Extension of multiple range tests to group means with unequal numbers of replications",
    Biometrics 12, 1956).
    """
    return gap > range_of(among) / sqrt(2) * hypot(*deviations)


@cache
def range_of(among: int) -> float:
    """What the range of so many independent standard normal values exceeds once in twenty.

    The studentised range with infinite degrees of freedom.
    """
    low, high = 0.0, _WIDEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _chance_within(middle, among) < _LEVEL else (low, middle)
    return high


def _chance_within(width: float, among: int) -> float:
    """The chance that all values lie within `width` of the lowest."""
    density = np.exp(-(_GRID**2) / 2) / sqrt(2 * np.pi)
    others = (_below(_GRID + width) - _below(_GRID)) ** (among - 1)
    return float(among * np.trapezoid(density * others, _GRID))


def _below(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([(1 + erf(value / sqrt(2))) / 2 for value in values.tolist()])
