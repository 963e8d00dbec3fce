"""When a service is open, and how much it has worked between two instants, by the million."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from parvis.core.calendar.holidays import Calendar, days_off
from parvis.core.calendar.hours import WeekHours
from parvis.core.calendar.zones import DAY, Ints, Offsets, day_number, day_of, offsets

_THURSDAY = 3
"""The weekday of 1970-01-01, Monday being 0."""
_NONE: Ints = np.empty(0, dtype=np.int64)
UNKNOWN = -(1 << 60)
_FOREVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Opening:
    """When a service is open: weeks of hours, each from its day on, less the days off.

    `weeks` are in order; before the first day, nothing is open. Hours are those of the wall
    clocks of `zone`: a period holds at every instant at which they show a time of it.
    """

    weeks: tuple[tuple[date, WeekHours], ...]
    calendar: Calendar
    zone: ZoneInfo

    def between(self, first: date, last: date) -> "Timeline":
        """The timeline of the days from `first` to `last`, both included."""
        days = self._open_days(first, last)
        local = [self._local(days, week) for week in self._in_force(first, last)]
        starts = np.concatenate([start for start, _ in local] or [_NONE])
        ends = np.concatenate([end for _, end in local] or [_NONE])
        order = np.argsort(starts, kind="stable")
        zone = _over(self.zone, first, last)
        opens, closes = _as_instants(starts[order], ends[order], zone)
        return Timeline(opens, closes, np.unique(starts // DAY), zone)

    def clocks(self, times: Ints) -> Offsets:
        """The offsets of its time zone around `times`, instants or wall clocks."""
        return _over(self.zone, *span(times))

    def _open_days(self, first: date, last: date) -> Ints:
        days = np.arange(day_number(first), day_number(last) + 1, dtype=np.int64)
        off = [day_number(day) for day in days_off(self.calendar, first, last)]
        return days[~np.isin(days, off)]

    def _in_force(self, first: date, last: date) -> Iterator[tuple[int, int, WeekHours]]:
        """The weeks of hours that matter, each with its first day and the day it ends."""
        starts = [day_number(day) for day, _ in self.weeks]
        ends = [*starts[1:], day_number(last) + 1]
        for start, end, (_, hours) in zip(starts, ends, self.weeks, strict=True):
            if end > day_number(first):
                yield start, end, hours

    @staticmethod
    def _local(days: Ints, week: tuple[int, int, WeekHours]) -> tuple[Ints, Ints]:
        """Starts and ends of the periods of `days` under `week`, on wall clocks."""
        start, end, hours = week
        held = days[(days >= start) & (days < end)]
        starts, ends = [_NONE], [_NONE]
        for weekday, periods in enumerate(hours.days):
            midnights = held[(held + _THURSDAY) % 7 == weekday] * DAY
            starts += [midnights + opening for opening, _ in periods]
            ends += [midnights + closing for _, closing in periods]
        return np.concatenate(starts), np.concatenate(ends)


def _over(zone: ZoneInfo, first: date, last: date) -> Offsets:
    return offsets(zone, first.year - 1, last.year + 1)


def _as_instants(starts: Ints, ends: Ints, zone: Offsets) -> tuple[Ints, Ints]:
    """The periods as instants: while an offset holds, those of its part of the wall clock.

    So an hour that the spring change skips is not worked, and one that the autumn change
    repeats is worked twice.
    """
    opens, closes = [_NONE], [_NONE]
    until = [*zone.since[1:].tolist(), _FOREVER]
    for since, end, ahead in zip(zone.since.tolist(), until, zone.ahead.tolist(), strict=True):
        held = slice(
            np.searchsorted(ends, since + ahead, side="right"),
            np.searchsorted(starts, end + ahead, side="left"),
        )
        opens.append(np.maximum(starts[held] - ahead, since))
        closes.append(np.minimum(ends[held] - ahead, end))
    return np.concatenate(opens), np.concatenate(closes)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Periods open, as instants in order and apart; `days` are those that have one.

    Nothing is known outside the days it was made for: times before are as its start, times
    after as its end.
    """

    opens: Ints
    closes: Ints
    days: Ints
    zone: Offsets

    @property
    def totals(self) -> Ints:
        """Seconds worked from the start to the end of each period."""
        total: Ints = np.cumsum(self.closes - self.opens)
        return total

    def worked(self, instants: Ints) -> Ints:
        """Seconds worked from the start of the timeline to each instant."""
        rank = np.searchsorted(self.opens, instants, side="right")
        totals = np.concatenate([[0], self.totals])
        closes = np.concatenate([[-_FOREVER], self.closes])
        # Of the period that holds the instant, what comes after it is not worked yet.
        worked: Ints = totals[rank] - np.maximum(closes[rank] - instants, 0)
        return worked

    def elapsed(self, starts: Ints, ends: Ints) -> Ints:
        """Seconds worked between `starts` and `ends`; negative if an end comes first."""
        return self.worked(ends) - self.worked(starts)

    def after(self, starts: Ints, seconds: Ints) -> Ints:
        """The first instants by which `seconds` more are worked; UNKNOWN past the timeline.

        A delay that ends with a period ends at its close, not at the next opening.
        """
        if not self.opens.size:
            return np.where(seconds > 0, UNKNOWN, starts)
        targets = self.worked(starts) + seconds
        rank = np.searchsorted(self.totals, targets, side="left")
        within = np.minimum(rank, self.opens.size - 1)
        reached = self.closes[within] - (self.totals[within] - targets)
        known = np.where(rank < self.opens.size, reached, UNKNOWN)
        return np.where(seconds > 0, known, starts)

    def working_day(self, days: Ints, counts: Ints) -> Ints:
        """The working day reached `counts` working days after `days`; UNKNOWN past the timeline.

        The day itself does not count: from a Friday or a Saturday, the first is Monday.
        """
        if not self.days.size:
            return np.where(counts > 0, UNKNOWN, days)
        rank = np.searchsorted(self.days, days, side="right") + counts - 1
        within = np.clip(rank, 0, self.days.size - 1)
        known = np.where(rank < self.days.size, self.days[within], UNKNOWN)
        return np.where(counts > 0, known, days)


def span(instants: Ints) -> tuple[date, date]:
    """The days that surely hold `instants` in every time zone; 1970-01-01 if there are none."""
    if not instants.size:
        return day_of(0), day_of(0)
    return day_of(int(instants.min()) // DAY - 1), day_of(int(instants.max()) // DAY + 1)
