"""Rows of attendance forecast together: what was counted, what is wanted, what is announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from parvis.core.offer.forecast.features import Announced, features_of
from parvis.core.offer.forecast.panel import WEEK, Flags, Floats, Ints
from parvis.core.offer.forecast.run import Forecast, Learner, Run
from parvis.core.offer.forecast.table import (
    CLOSED,
    Known,
    announced,
    closed,
    has_kinds,
    kind_of,
    number,
    panel_of,
    plain,
    unusual,
)

COVERAGE = 0.9
OPEN_DAYS = 56
"""A series is open on a weekday if it was counted on one within so many days."""
EPOCH = date(1970, 1, 1)
_FLAGGED = 5


@dataclass(frozen=True, slots=True)
class Rows:
    """Series and days, one entry each; `keys` are the words that tell the series."""

    keys: list[tuple[str, ...]]
    days: Ints
    counts: Floats

    def __len__(self) -> int:
        return len(self.keys)


def iso(day: int) -> str:
    """The day `day` days after the first of 1970, as ISO."""
    return (EPOCH + timedelta(days=day)).isoformat()


def to_come(past: Rows, horizon: int, first: int | None = None) -> Rows:
    """Each series on the coming days of the week on which it was counted lately.

    From the day after the last, or from `first` if that is later; `horizon` days.
    """
    origin = int(past.days.max()) + 1
    lately = past.days > origin - OPEN_DAYS - 1
    week = zip(past.keys, past.days.tolist(), lately.tolist(), strict=True)
    opened = {(key, day % WEEK) for key, day, is_late in week if is_late}
    series = sorted({key for key, _ in opened})
    begin = max(origin, first if first is not None else origin)
    found = [
        (key, day) for day in range(begin, begin + horizon) for key in series
        if (key, day % WEEK) in opened
    ]  # fmt: skip
    days = np.array([day for _, day in found], dtype=np.int64)
    return Rows([key for key, _ in found], days, np.full(days.size, np.nan))


def forecast_rows(past: Rows, wanted: Rows, events: Sequence[Known], names: Sequence[str],
                  length: int, learner: Learner) -> Forecast:  # fmt: skip
    """Forecast `wanted` in blocks of `length` days; its counts are seen only by later blocks.

    `names` are those of the keys.
    """
    ranks = {key: rank for rank, key in enumerate(sorted({*past.keys, *wanted.keys}))}
    keys = past.keys + wanted.keys
    days = np.concatenate([past.days, wanted.days])
    counts = np.concatenate([past.counts, wanted.counts])
    series = np.array([ranks[key] for key in keys], dtype=np.int64)
    order = np.lexsort((series, days))
    told = _told(events, names, [keys[rank] for rank in order], days[order])
    panel = panel_of(series[order], days[order], counts[order], unusual(told))
    is_wanted = order >= len(past)
    origin = int(wanted.days.min(initial=int(days.max(initial=0))))
    features = features_of(panel, told, origin=origin, length=length)
    found = Run(panel, features, learner, origin, COVERAGE).forecast(is_wanted, length)
    shut = closed(told, len(keys)) | _shut_by_evidence(told, ~is_wanted)
    back = np.argsort(order)[len(past) :]
    return Forecast(*(np.where(shut, 0.0, part)[back] for part in
                      (found.value, found.low, found.high)))  # fmt: skip


def _told(events: Sequence[Known], names: Sequence[str], keys: Sequence[tuple[str, ...]],
          days: Ints) -> list[Announced]:  # fmt: skip
    columns = {name: [key[rank] for key in keys] for rank, name in enumerate(names)}
    told = announced(events, columns, [iso(day) for day in days.tolist()])
    return told + [kind_of(name, cells) for name, cells in columns.items() if has_kinds(cells)]


def _shut_by_evidence(told: Sequence[Announced], is_past: Flags) -> Flags:
    """Rows under a flag that held on several days of the past, none of which anyone counted."""
    found = np.zeros(is_past.size, dtype=bool)
    for each in told:
        if each.raised is not None and each.raised.size >= _FLAGGED:
            is_up = np.nan_to_num(each.values) == 1.0
            if not (is_up & is_past).any():
                found |= is_up
    return found


def unlearnt(events: Sequence[Known], past: Rows, wanted: Rows) -> list[str]:
    """The flags up on a day wanted that were never up on a day counted, save closures.

    A first strike is forecast as any other day: who reads it must be told.
    """
    counted, asked = (set(map(iso, set(rows.days.tolist()))) for rows in (past, wanted))
    found = []
    for each in events:
        up = {row[-1] for row, cell in each.values.items() if number(cell) == 1.0}
        if up & asked and not up & counted and plain(each.name) not in CLOSED:
            found.append(each.name)
    return found
