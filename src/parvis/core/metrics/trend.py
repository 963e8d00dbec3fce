"""The slope of a monthly series once its season is set aside, and whether chance explains it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]
MONTHS = 12
FEWEST_YEARS = 3
"""Below, three months of each name do not make a season."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Trend:
    """Slope per year with its 95 % interval, p-value of no trend, and the series without season.

    `is_said`: chance does not explain the slope.
    """

    slope: float
    low: float
    high: float
    p_value: float
    adjusted: Floats

    @property
    def is_said(self) -> bool:
        """Whether the trend may be announced."""
        return self.p_value < 0.05


def trend(values: Floats, season: int = MONTHS) -> Trend | None:
    """The trend of `values` at equal steps, NaN where unknown; None under three years known.

    Each month is compared with the same month of other years only: a season, however strong, is no
    trend. Test of Kendall, slope of Sen: Hirsch, Slack and Smith, "Techniques of trend analysis for
    monthly water quality data", Water Resources Research 18 (1982); interval of the slope: Gilbert,
    "Statistical Methods for Environmental Pollution Monitoring" (1987), section 17.4. Months are
    taken as independent, given the trend.
    """
    years = [values[start::season][~np.isnan(values[start::season])] for start in range(season)]
    if min(len(each) for each in years) < FEWEST_YEARS:
        return None
    pairs = [_slopes(values[start::season]) for start in range(season)]
    slopes = np.sort(np.concatenate(pairs))
    score = int(sum(np.sign(each).sum() for each in pairs))
    deviation = sqrt(sum(_variance(each) for each in years))
    z = (score - np.sign(score)) / deviation if deviation else 0.0
    low, high = _ends(slopes, deviation)
    return Trend(float(np.median(slopes)), low, high, 2 * _NORMAL.cdf(-abs(z)),
                 adjusted(values, season))  # fmt: skip


def adjusted(values: Floats, season: int = MONTHS) -> Floats:
    """`values` less what each month of the year is above or below the mean, the trend taken out.

    Classical decomposition: deviations from a centred moving average of one season, averaged by
    month and centred (Kendall, Stuart and Ord, "The Advanced Theory of Statistics" III, 1983, 46).
    """
    deviations = values - _moving_average(values, season)
    with np.errstate(invalid="ignore"):
        means = np.array([_mean(deviations[start::season]) for start in range(season)])
    result: Floats = values - np.resize(means - means.mean(), values.size)
    return result


def _moving_average(values: Floats, season: int) -> Floats:
    """Over one season, centred; an even one counts its two ends by half."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    half = len(weights) // 2
    inside = np.convolve(values, weights / season, mode="valid")
    ends = np.full(half, np.nan)
    return np.concatenate([ends, inside, ends])


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else 0.0


def _slopes(values: Floats) -> Floats:
    """The slope per year between every two known years of one month."""
    times = np.flatnonzero(~np.isnan(values))
    first, second = np.triu_indices(times.size, 1)
    found: Floats = (values[times[second]] - values[times[first]]) / (times[second] - times[first])
    return found


def _variance(values: Floats) -> float:
    """Of Kendall's score without trend, ties counted."""
    n = values.size
    _, ties = np.unique(values, return_counts=True)
    tied = (ties * (ties - 1) * (2 * ties + 5)).sum()
    return float((n * (n - 1) * (2 * n + 5) - tied) / 18)


def _ends(slopes: Floats, deviation: float) -> tuple[float, float]:
    """The slopes between which the true one lies, by their ranks."""
    half = Z95 * deviation
    below, above = (slopes.size - half) / 2, (slopes.size + half) / 2
    ranks = np.arange(1, slopes.size + 1)
    low, high = np.interp([below, above + 1], ranks, slopes)
    return float(low), float(high)
