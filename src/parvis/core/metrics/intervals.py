"""95 % intervals of shares and of counts."""

from math import hypot, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
"""Two-sided 95 % point of the normal distribution."""


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Score interval of a share, both ends in [0, 1]; `trials` is at least 1.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927).
    """
    z2 = Z95 * Z95
    centre = (successes + z2 / 2) / (trials + z2)
    spread = successes * (trials - successes) / trials + z2 / 4
    half = Z95 * sqrt(spread) / (trials + z2)
    return max(0.0, centre - half), min(1.0, centre + half)


def poisson(count: int) -> tuple[float, float]:
    """Interval of the mean of a Poisson law observed once.

    Byar's closed form of Garwood's exact interval, within 0.6 % of it from 0 events on and
    within 0.2 % from 11 on. Source: Breslow and Day, "Statistical Methods in Cancer Research"
    II (IARC, 1987), p. 69.
    """
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z95 / (3 * sqrt(count))) ** 3 if count else 0.0
    return max(0.0, low), above * (1 - 1 / (9 * above) + Z95 / (3 * sqrt(above))) ** 3


def square_and_add(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Interval of a difference, from two independent values, each with the ends of its interval.

    Where 0 is outside, the two are told apart; inside, no change is announced. Sources: Newcombe,
    "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998), method 10; Zou and Donner, the same 27 (2008), for any two intervals.
    """
    (one, low1, high1), (other, low2, high2) = first, second
    below, above = hypot(one - low1, high2 - other), hypot(high1 - one, other - low2)
    return one - other - below, one - other + above


def newcombe(successes: tuple[int, int], trials: tuple[int, int]) -> tuple[float, float]:
    """Interval of the difference of two shares, the first minus the second."""
    first, second = ((s / n, *wilson(s, n)) for s, n in zip(successes, trials, strict=True))
    return square_and_add(first, second)
