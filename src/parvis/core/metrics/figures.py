"""From exact aggregates to figures: the formula of each kind of metric."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.definition import Additivity, Interval, Kind, Metric, Protection
from parvis.core.metrics.intervals import poisson, wilson
from parvis.core.metrics.query import AMOUNTS, SIDED
from parvis.core.metrics.surveys import wilson_at
from parvis.core.metrics.survival import Curve, kaplan_meier, quantile
from parvis.core.privacy.cellkey import Persons
from parvis.core.privacy.suppression import Support

Values = Sequence[Any]
"""The measures of one group, in the order of `core.metrics.query.measures_of`."""


@dataclass(frozen=True, slots=True)
class Part:
    """An exact amount that a value is made of, and the persons who bring it."""

    amount: float
    persons: Persons


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact figure, not to be shown; `value` None when the data do not determine it.

    `base`: the rows it rests on and their persons. `parts`: what `estimate` makes the value of;
    none for a quantile of durations, which is no function of amounts.
    """

    keys: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    support: Support
    base: Part
    parts: tuple[Part, ...] = ()


Estimate = tuple[float | None, float | None, float | None]


def figure(metric: Metric, keys: tuple[str, ...], values: Values) -> Figure:
    """The figure of one group."""
    rows = int(values[0] or 0)
    own, guarded = _split(metric, values)
    base = Part(float(rows), _persons(guarded[:2]))
    support = _support(metric, rows, own, guarded)
    if metric.kind in DURATIONS:
        return Figure(keys, *DURATIONS[metric.kind](metric, rows, own), support, base)
    parts = _parts(metric, base, own, guarded)
    if not rows and metric.additivity is Additivity.SEMI_ADDITIVE:
        return Figure(keys, None, None, None, support, base, parts)
    found = estimate(metric, [part.amount for part in parts])
    return Figure(keys, *found, support, base, parts)


def _split(metric: Metric, values: Values) -> tuple[Values, Values]:
    """The measures of the formula, and those of the protection."""
    guarded = GUARDED[metric.protection](metric.kind)
    return values[1 : len(values) - guarded], values[len(values) - guarded :]


def _persons_measures(kind: Kind) -> int:
    return 6 if kind in SIDED else 3 if kind in AMOUNTS else 2


GUARDED: dict[Protection, Callable[[Kind], int]] = {
    Protection.NONE: lambda kind: 0,
    Protection.PERSONS: _persons_measures,
    Protection.BUSINESS: lambda kind: 3 if kind in SIDED else 1,
}
"""How many measures the protection of each class needs, after those of the formula."""


def _persons(guarded: Values) -> Persons:
    if len(guarded) < 2:
        return Persons(int(guarded[0] or 0) if guarded else 0)
    return Persons(int(guarded[0] or 0), int(guarded[1] or 0))


def _support(metric: Metric, rows: int, own: Values, guarded: Values) -> Support:
    if metric.protection is Protection.PERSONS:
        sides = tuple(int(count or 0) for count in guarded[2::2]) if len(guarded) == 6 else ()
        largest = float(guarded[2] or 0) if len(guarded) == 3 else 0.0
        return Support(rows, int(guarded[0] or 0), sides, largest=largest)
    persons, *others = (int(count or 0) for count in guarded or (0,))
    return Support(rows, persons, tuple(others))


def _parts(metric: Metric, base: Part, own: Values, guarded: Values) -> tuple[Part, ...]:
    if metric.kind is Kind.COUNT:
        return (base,)
    if metric.kind is Kind.WEIGHTED:
        yes, all_, squares = (float(amount or 0) for amount in own)
        return (Part(yes, _persons(guarded[2:4])), Part(all_ - yes, _persons(guarded[4:6])),
                Part(squares, base.persons))  # fmt: skip
    if metric.kind is Kind.SHARE:
        true = float(own[0] or 0)
        for_, against = (_persons(guarded[2:4]), _persons(guarded[4:6]))
        return (Part(true, for_), Part(base.amount - true, against))
    parts = tuple([Part(float(amount or 0), base.persons) for amount in own])
    return (*parts, base) if metric.kind is Kind.MEAN else parts


def estimate(metric: Metric, amounts: Sequence[float]) -> Estimate:
    """The value that `amounts` make, and its interval; None where they determine none."""
    return _FORMULAS[metric.kind](metric, amounts)


def _count(metric: Metric, amounts: Sequence[float]) -> Estimate:
    if metric.interval is Interval.POISSON:
        return (amounts[0], *poisson(round(amounts[0])))
    return amounts[0], None, None


def _single(metric: Metric, amounts: Sequence[float]) -> Estimate:
    return amounts[0], None, None


def _ratio(metric: Metric, amounts: Sequence[float]) -> Estimate:
    above, below = amounts
    return (above / below if below else None), None, None


def _share(metric: Metric, amounts: Sequence[float]) -> Estimate:
    successes, total = round(amounts[0]), round(sum(amounts))
    return (successes / total, *wilson(successes, total)) if total else (None, None, None)


def _weighted(metric: Metric, amounts: Sequence[float]) -> Estimate:
    """Wilson's interval at the size of the simple sample that would be as sure (Kish)."""
    yes, no, squares = amounts
    whole = yes + no
    if whole <= 0 or squares <= 0:
        return None, None, None
    return yes / whole, *wilson_at(yes / whole, whole**2 / squares)


def _duration(metric: Metric, rows: int, own: Values) -> Estimate:
    if not rows or metric.quantile is None:
        return None, None, None
    found = quantile(_hours(own[0]), _hours(own[1]), metric.quantile)
    return found.value, found.low, found.high


def _hours(values: Sequence[float]) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _quantile(metric: Metric, rows: int, own: Values) -> Estimate:
    return _duration(metric, rows, (own[0], ()))


def _survival(metric: Metric, rows: int, own: Values) -> Estimate:
    if not rows or metric.horizon_years is None:
        return None, None, None
    ended, there = (_hours(values) for values in own)
    horizon = metric.horizon_years * HOURS_A_YEAR
    if max(ended.max(initial=0.0), there.max(initial=0.0)) < horizon:
        return None, None, None
    return _at(kaplan_meier(ended, there), horizon)


def _at(curve: Curve, hours: float) -> Estimate:
    """The share still there after `hours`; everybody before the first end."""
    rank = int(np.searchsorted(curve.times, hours, side="right")) - 1
    if rank < 0:
        return 1.0, None, None
    low, high = float(curve.low[rank]), float(curve.high[rank])
    return float(curve.surviving[rank]), low, None if np.isnan(high) else high


HOURS_A_YEAR = 24 * 365.25
"""Of a Julian year."""


_FORMULAS: dict[Kind, Callable[[Metric, Sequence[float]], Estimate]] = {
    Kind.COUNT: _count,
    Kind.DISTINCT: _single,
    Kind.SUM: _single,
    Kind.MEAN: _ratio,
    Kind.RATIO: _ratio,
    Kind.SHARE: _share,
    Kind.WEIGHTED: _weighted,
}
DURATIONS: dict[Kind, Callable[[Metric, int, Values], Estimate]] = {
    Kind.QUANTILE: _quantile,
    Kind.DURATION: _duration,
    Kind.SURVIVAL: _survival,
}
"""The kinds that are no function of amounts."""
