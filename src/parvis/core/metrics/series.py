"""Figures of a series of months: its season, and its trend once the season is set aside."""

from collections.abc import Mapping, Sequence

import numpy as np

from parvis.core.metrics.definition import Kind
from parvis.core.metrics.operands import Keys, Made, Operands, groups, missing
from parvis.core.metrics.period import MONTHS_FR, Grain, parse_period, step_after
from parvis.core.metrics.trend import MONTHS, Floats, trend
from parvis.core.privacy.disclosure import Cell

CALENDAR_MONTH = "calendar_month"
_OF_NOTHING = frozenset({Kind.COUNT, Kind.DISTINCT, Kind.SUM})
"""The kinds that are 0 in a month without rows; others are then unknown."""


def seasons(of: Operands) -> Made:
    """The season of the whole months known: the first and the last are left out."""
    months = sorted(of.above.cells, key=lambda cell: parse_period(cell.keys[0]).start)[1:-1]
    known = {cell.keys[0]: cell.value for cell in months if cell.value is not None}
    if len(known) < len(months) or len(months) < len(MONTHS_FR):
        return (CALENDAR_MONTH,), [], missing((), *months)
    found = seasonality(known)
    cells = [Cell((name,), found[name], None, None, None) for name in MONTHS_FR if name in found]
    return (CALENDAR_MONTH,), cells, Cell((), 1.0, None, None, of.above.total.n)


def seasonality(months: Mapping[str, float]) -> dict[str, float]:
    """Mean of each calendar month over the mean of all; `months` by their label (2024-03)."""
    mean = sum(months.values()) / len(months)
    by_name: dict[str, list[float]] = {}
    for label, value in months.items():
        by_name.setdefault(MONTHS_FR[int(label[-2:]) - 1], []).append(value)
    return {name: sum(values) / len(values) / mean for name, values in by_name.items()}


def trends(of: Operands) -> Made:
    """The slope per year of each group of cells that differ by their month alone."""
    by = of.question.by
    place = by.index(Grain.MONTH)
    found = groups(of.above, by, place)
    cells = [_trend_of(of, rest, group, place) for rest, group in found.items()]
    kept = tuple(name for name in by if name != Grain.MONTH)
    if kept:
        return kept, cells, missing(())
    return kept, [], cells[0] if cells else missing((), of.above.total)


def _trend_of(of: Operands, rest: Keys, group: Sequence[Cell], place: int) -> Cell:
    """Of the whole months known: the first and the last are left out."""
    is_zero_without = of.above.metric.kind in _OF_NOTHING
    values = _whole_months({cell.keys[place]: cell.value for cell in group},
                           0.0 if is_zero_without else np.nan)  # fmt: skip
    found = trend(values, MONTHS)
    if found is None:
        return missing(rest, *group)
    return Cell(rest, found.slope, found.low, found.high, sum(cell.n or 0 for cell in group))


def _whole_months(months: Mapping[str, float | None], without: float) -> Floats:
    """The values in order, NaN where hidden, `without` where there is no row at all."""
    starts = {parse_period(key).start: value for key, value in months.items()}
    day, last = min(starts), max(starts)
    values = []
    while day <= last:
        value = starts.get(day, without)
        values.append(np.nan if value is None else value)
        day = step_after(day, Grain.MONTH)
    return np.array(values[1:-1], dtype=np.float64)
