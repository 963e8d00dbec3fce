"""Working time counted minute by minute, knowing nothing of the code under test."""

from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

Week = Mapping[int, list[tuple[int, int]]]
"""Periods of each weekday, Monday being 0, in minutes since midnight."""


class Minutes:
    """Which minutes are open, from one UTC day to another: the wall clock of each is read."""

    def __init__(self, first: date, last: date, zone: str) -> None:
        self.start, end = (
            int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) for d in (first, last)
        )
        place = ZoneInfo(zone)
        seen = [datetime.fromtimestamp(t, place) for t in range(self.start, end, 60)]
        self.days = np.array([d.toordinal() for d in seen])
        self.minutes = np.array([60 * d.hour + d.minute for d in seen])

    def open_seconds(self, week: Week, off: Set[date]) -> "Counted":
        """The count of seconds open under these hours and days off."""
        is_open = np.zeros(self.days.size, dtype=bool)
        weekdays = (self.days - 1) % 7
        for weekday, periods in week.items():
            for opening, closing in periods:
                within = (self.minutes >= opening) & (self.minutes < closing)
                is_open |= (weekdays == weekday) & within
        is_open &= ~np.isin(self.days, [day.toordinal() for day in off])
        return Counted(self.start, is_open)


class Counted:
    """Seconds open up to an instant, from the minutes that are."""

    def __init__(self, start: int, is_open: np.ndarray) -> None:
        self.start, self.is_open = start, is_open
        self.before = np.concatenate([[0], np.cumsum(is_open) * 60])

    def between(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Seconds open between instants, in seconds since 1970."""
        return self._until(ends) - self._until(starts)

    def _until(self, instants: np.ndarray) -> np.ndarray:
        minute, second = np.divmod(instants - self.start, 60)
        return self.before[minute] + self.is_open[minute] * second
