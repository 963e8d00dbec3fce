"""Many series of daily counts side by side, and the blocks of days forecast at once."""

from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WEEK = 7
_THURSDAY = 3
"""1 January 1970 was a Thursday: day 0 of `days`."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One row per series and day, sorted by day. All arrays have one entry per row.

    `series`: rank of the series; `days`: days since 1970; `counts`: what was observed, NaN where it
    is not known yet; `is_usual`: whether the day says what is normal (no strike, no closure).
    """

    series: Ints
    days: Ints
    counts: Floats
    is_usual: Flags

    @property
    def weekdays(self) -> Ints:
        """Monday is 0."""
        return (self.days + _THURSDAY) % WEEK

    def blocks(self, origin: int, length: int) -> Ints:
        """The block of each row: `length` days forecast together, 0 begins on day `origin`."""
        return (self.days - origin) // length


def level(
    panel: Panel, groups: Ints, blocks: Ints, share: float, values: Floats | None = None
) -> Floats:
    """The exponential average of each row's group, as known before the row's block begins.

    `groups`: (rows,) any labels; `share`: the weight of the newest value, in (0, 1]; `values`: what
    is averaged, the counts by default. Only usual days that are known weigh. NaN before the first.
    """
    values = panel.counts if values is None else values
    weighs = panel.is_usual & np.isfinite(values)
    known: dict[int, float] = {}
    waiting: dict[int, tuple[int, list[float]]] = {}
    found = np.full(groups.size, np.nan)
    rows = zip(groups.tolist(), blocks.tolist(), values.tolist(), weighs.tolist(), strict=True)
    for row, (group, block, value, counts) in enumerate(rows):
        since, pending = waiting.get(group, (block, []))
        if since != block:
            known[group] = _followed(known.get(group), pending, share)
            since, pending = block, []
        found[row] = known.get(group, np.nan)
        if counts:
            pending.append(value)
        waiting[group] = (since, pending)
    return found


def _followed(start: float | None, values: list[float], share: float) -> float:
    reached = np.nan if start is None else start
    for value in values:
        reached = value if isnan(reached) else reached + share * (value - reached)
    return reached


def year_before(panel: Panel, values: Floats) -> Floats:
    """The value of the same series on the same weekday 52 weeks before; NaN where there is none."""
    shift = 52 * WEEK
    wide = int(panel.days.max(initial=0)) + shift + 1
    keys = panel.series * wide + panel.days
    order = np.argsort(keys)
    wanted = keys - shift
    place = np.minimum(np.searchsorted(keys[order], wanted), max(keys.size - 1, 0))
    is_there = keys[order][place] == wanted
    return np.where(is_there, values[order][place], np.nan)


def daily_mean(panel: Panel, values: Floats) -> Floats:
    """The mean of `values` over all series on each row's day, NaN left out."""
    days, rank = np.unique(panel.days, return_inverse=True)
    is_known = np.isfinite(values)
    total = np.bincount(rank, np.where(is_known, values, 0.0), minlength=days.size)
    number = np.bincount(rank, is_known.astype(np.float64), minlength=days.size)
    with np.errstate(invalid="ignore"):
        return (total / number)[rank]
