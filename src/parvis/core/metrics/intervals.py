"""95 % intervals of shares and of counts."""

from math import sqrt
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
