"""Quantiles of durations when some are not over yet (Kaplan and Meier, JASA 53, 1958)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]
_ROUNDING = 1e-12
"""Products of a million ratios drift by about this much; S(t) = 1/2 must count as reached."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile with its 95 % interval; None where the curve does not go that far."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still going after each of `times`, and its 95 % band."""

    times: Floats
    surviving: Floats
    low: Floats
    high: Floats


def quantile(ended: Floats, still_open: Floats, level: float) -> Quantile:
    """The time by which a share `level` is over, open cases counted as censored.

    Interval of Brookmeyer and Crowley (Biometrics 38, 1982): the times at which the band of
    the curve crosses 1 - `level`.
    """
    curve = kaplan_meier(ended, still_open)
    value, low, high = (
        _first_below(curve.times, line, 1 - level)
        for line in (curve.surviving, curve.low, curve.high)
    )
    return Quantile(value, low, high)


def kaplan_meier(ended: Floats, still_open: Floats) -> Curve:
    """The curve at each distinct time of an end; a case still open at that time is at risk.

    Band: Greenwood's variance on the log(-log) scale, which keeps it within [0, 1]; without
    value (NaN) once nobody is left.
    """
    times, deaths = np.unique(ended, return_counts=True)
    everyone = np.sort(np.concatenate([ended, still_open]))
    at_risk = everyone.size - np.searchsorted(everyone, times, side="left")
    surviving: Floats = np.cumprod(1 - deaths / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        log_surviving = np.log(surviving)
        spread = np.exp(Z95 * np.sqrt(greenwood) / -log_surviving)
        low, high = surviving**spread, surviving ** (1 / spread)
    nobody_left = at_risk == deaths
    low[nobody_left], high[nobody_left] = 0.0, np.nan
    return Curve(times, surviving, low, high)


def _first_below(times: Floats, line: Floats, target: float) -> float | None:
    reached = np.flatnonzero(line <= target + _ROUNDING)
    return float(times[reached[0]]) if reached.size else None
