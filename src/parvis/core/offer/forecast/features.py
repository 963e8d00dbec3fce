"""What is known of a day before its block begins: levels, calendar, what the town announces.

The learner forecasts the ratio of a count to its usual level: `base`, the exponential average of
the same series on the same weekday. Nothing here looks at a block's own counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.offer.forecast.panel import (
    WEEK,
    Floats,
    Ints,
    Panel,
    daily_mean,
    level,
    year_before,
)

BASE_SHARE, QUICK, SLOW, SERIES, STEADY = 0.3, 0.5, 0.12, 0.1, 0.02
"""Weights of the newest day in the averages; close to the best on Nantes 2011-2015, and flat."""
FAR = 60
"""Days beyond which an announced event no longer matters."""
_UNUSUAL = 0.8


@dataclass(frozen=True, slots=True)
class Announced:
    """Something known ahead for each row: a flag, a number or a category (as ranks).

    `values`: (rows,), NaN where nothing was said. `raised`: the sorted days on which a flag that
    holds for all series is up, whether anyone is counted then or not; None for anything else.
    """

    name: str
    values: Floats
    raised: Ints | None
    is_category: bool


@dataclass(frozen=True, slots=True)
class Features:
    """`table`: (rows, columns), NaN where unknown; `base`: the usual level of each row."""

    table: Floats
    base: Floats
    categories: tuple[bool, ...]


def features_of(
    panel: Panel, announced: Sequence[Announced], *, origin: int, length: int
) -> Features:
    """The features of every row, for blocks of `length` days counted from day `origin`."""
    blocks = panel.blocks(origin, length)
    same_day = panel.series * WEEK + panel.weekdays
    base = level(panel, same_day, blocks, BASE_SHARE)
    steady = level(panel, panel.series, blocks, SERIES)
    base = np.where(np.isfinite(base), base, steady)
    columns = [*_levels(panel, same_day, blocks, base, steady), *_calendar(panel)]
    columns += _residuals(panel, blocks, base)
    categories = [False] * len(columns)
    for each in announced:
        added = _announced(panel, each, base)
        columns += added
        categories += [each.is_category, *[False] * (len(added) - 1)]
    return Features(np.column_stack(columns), base, tuple(categories))


def ratios(panel: Panel, base: Floats) -> Floats:
    """The logarithm of each count over its usual level, within reason; NaN where not known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(np.maximum(panel.counts, 0.5) / base)
    return np.clip(found, -3.0, 3.0)


def _levels(
    panel: Panel, same_day: Ints, blocks: Ints, base: Floats, steady: Floats
) -> list[Floats]:
    """Other averages of the same series, relative to its base."""
    others = [
        level(panel, same_day, blocks, QUICK),
        level(panel, same_day, blocks, SLOW),
        steady,
        level(panel, panel.series, blocks, STEADY),
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        return [np.log(base), *(np.log(other / base) for other in others)]


def _calendar(panel: Panel) -> list[Floats]:
    """Weekday, day of the year, days since and until the next day on which anyone is counted."""
    dates = panel.days.astype("datetime64[D]")
    of_year = (dates - dates.astype("datetime64[Y]")).astype(np.float64)
    days, rank = np.unique(panel.days, return_inverse=True)
    pause = np.diff(days, prepend=days[:1] if days.size else 0)
    since = np.minimum(pause, FAR).astype(np.float64)[rank]
    return [panel.weekdays.astype(np.float64), of_year, since]


def _residuals(panel: Panel, blocks: Ints, base: Floats) -> list[Floats]:
    """How far the last blocks fell from their base, per series and in all, and a year before."""
    found = ratios(panel, base)
    usual = np.where(panel.is_usual, np.clip(found, -_UNUSUAL, _UNUSUAL), np.nan)
    everywhere = np.zeros_like(panel.series)
    ago = year_before(panel, usual)
    return [
        level(panel, panel.series, blocks, 0.2, usual),
        level(panel, panel.series, blocks, 0.05, usual),
        level(panel, everywhere, blocks, 0.02, usual),
        ago,
        daily_mean(panel, ago),
    ]


def _announced(panel: Panel, each: Announced, base: Floats) -> list[Floats]:
    if each.raised is not None:
        return [np.nan_to_num(each.values), *distances(panel.days, each.raised)]
    if each.is_category:
        return [each.values]
    with np.errstate(divide="ignore", invalid="ignore"):
        return [each.values, np.log(np.where(each.values > 0, each.values, np.nan) / base)]


def distances(days: Ints, raised: Ints) -> list[Floats]:
    """Days until the next of the sorted `raised`, since the last, and how long the next lasts.

    A school holiday of two months is not expected as one of a day is: `raised` days that follow
    one another are one event.
    """
    if not raised.size:
        return [np.full(days.size, float(FAR)), np.full(days.size, float(FAR)), np.zeros(days.size)]
    after = np.searchsorted(raised, days, side="left")
    next_one = np.minimum(after, raised.size - 1)
    until = np.where(after < raised.size, raised[next_one] - days, FAR)
    before = np.searchsorted(raised, days, side="right") - 1
    since = np.where(before >= 0, days - raised[np.maximum(before, 0)], FAR)
    event = np.cumsum(np.diff(raised, prepend=raised[0]) > 1)
    lasts = np.bincount(event)[event][next_one]
    return [np.minimum(each, FAR).astype(np.float64) for each in (until, since, lasts)]
