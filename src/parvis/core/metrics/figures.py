"""From exact aggregates to figures: the formula of each kind of metric."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.core.metrics.definition import Interval, Kind, Metric, Protection
from parvis.core.metrics.intervals import poisson, wilson
from parvis.core.metrics.survival import quantile
from parvis.core.privacy.suppression import Support

Values = Sequence[Any]
"""The measures of one group, in the order of `core.metrics.query.measures_of`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact figure, not to be shown; `value` None when the data do not determine it."""

    keys: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    support: Support


Estimate = tuple[float | None, float | None, float | None]


def figure(metric: Metric, keys: tuple[str, ...], values: Values) -> Figure:
    """The figure of one group."""
    rows = int(values[0] or 0)
    own, guarded = _split(metric, values)
    value, low, high = _FORMULAS[metric.kind](metric, rows, own)
    return Figure(keys, value, low, high, _support(metric, rows, guarded))


def _split(metric: Metric, values: Values) -> tuple[Values, Values]:
    """The measures of the formula, and those of the protection."""
    if metric.protection is Protection.NONE:
        return values[1:], ()
    guarded = 3 if metric.kind is Kind.SHARE else 1
    return values[1:-guarded], values[-guarded:]


def _support(metric: Metric, rows: int, guarded: Values) -> Support:
    persons, *sides = (int(count or 0) for count in guarded or (0,))
    return Support(rows, persons, tuple(sides))


def _count(metric: Metric, rows: int, own: Values) -> Estimate:
    if metric.interval is Interval.POISSON:
        return (float(rows), *poisson(rows))
    return float(rows), None, None


def _single(metric: Metric, rows: int, own: Values) -> Estimate:
    return float(own[0] or 0), None, None


def _ratio(metric: Metric, rows: int, own: Values) -> Estimate:
    above, below = (float(part or 0) for part in own)
    return (above / below if below else None), None, None


def _share(metric: Metric, rows: int, own: Values) -> Estimate:
    if not rows:
        return None, None, None
    successes = int(own[0] or 0)
    return (successes / rows, *wilson(successes, rows))


def _duration(metric: Metric, rows: int, own: Values) -> Estimate:
    if not rows or metric.quantile is None:
        return None, None, None
    found = quantile(own[0], own[1], metric.quantile)
    return found.value, found.low, found.high


_FORMULAS: dict[Kind, Callable[[Metric, int, Values], Estimate]] = {
    Kind.COUNT: _count,
    Kind.DISTINCT: _single,
    Kind.SUM: _single,
    Kind.RATIO: _ratio,
    Kind.SHARE: _share,
    Kind.DURATION: _duration,
}
