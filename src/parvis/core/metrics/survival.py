"""Quantiles of durations when some are not over yet (Kaplan and Meier, JASA 53, 1958)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
_COUNTED = 100_000
"""Whole durations below it (days of three lives) are counted, not sorted."""
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
    durations = np.concatenate([ended, still_open])
    is_over = np.arange(durations.size) < ended.size
    return survival(durations, is_over)


def survival(durations: Floats, is_over: NDArray[np.bool_]) -> Curve:
    """The same curve, of durations that are over or still running."""
    times, deaths, at_risk = _tally(durations, is_over)
    surviving: Floats = np.cumprod(1 - deaths / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        log_surviving = np.log(surviving)
        spread = np.exp(Z95 * np.sqrt(greenwood) / -log_surviving)
        low, high = surviving**spread, surviving ** (1 / spread)
    nobody_left = at_risk == deaths
    low[nobody_left], high[nobody_left] = 0.0, np.nan
    return Curve(times, surviving, low, high)


def _tally(durations: Floats, is_over: NDArray[np.bool_]) -> tuple[Floats, Counts, Counts]:
    """The distinct times of an end, how many end then, and how many are still going just before."""
    if not (durations.size and _are_counted(durations)):
        return _sorted_tally(durations, is_over)
    units = durations.astype(np.int64)
    each = np.bincount(2 * units + is_over, minlength=2 * int(units.max()) + 2).reshape(-1, 2)
    ends, at_risk = each[:, 1], each.sum(axis=1)[::-1].cumsum()[::-1]
    times = np.flatnonzero(ends)
    return times.astype(np.float64), ends[times], at_risk[times]


def _are_counted(durations: Floats) -> bool:
    """Whether durations are whole units, few enough to be counted without sorting."""
    is_within = 0 <= durations.min() <= durations.max() < _COUNTED
    return bool(is_within and (durations == np.rint(durations)).all())


def _sorted_tally(durations: Floats, is_over: NDArray[np.bool_]) -> tuple[Floats, Counts, Counts]:
    times, deaths = np.unique(durations[is_over], return_counts=True)
    at_risk = durations.size - np.searchsorted(np.sort(durations), times, side="left")
    return times, deaths, at_risk


def _first_below(times: Floats, line: Floats, target: float) -> float | None:
    reached = np.flatnonzero(line <= target + _ROUNDING)
    return float(times[reached[0]]) if reached.size else None
