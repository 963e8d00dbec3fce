"""School days of a demonstration, from its approximate holidays (zone B).

Approximate on purpose: the official calendar is data that a town loads. Holidays are given
as ISO weeks.
"""

from collections.abc import Iterator
from datetime import date, timedelta

_HOLIDAY_WEEKS = frozenset({8, 9, 16, 17, 43, 44, 52, 53, 1, *range(28, 36)})
_CANTEEN_WEEKDAYS = frozenset({0, 1, 3, 4})


def days(start: date, end: date) -> Iterator[date]:
    """Each day from `start` to `end`, `end` excluded."""
    return (start + timedelta(n) for n in range((end - start).days))


def canteen_days(start: date, end: date) -> list[date]:
    """Days on which a school canteen serves: no Wednesday, no weekend, no holidays."""
    return [d for d in days(start, end) if _is_served(d)]


def _is_served(day: date) -> bool:
    return day.weekday() in _CANTEEN_WEEKDAYS and day.isocalendar().week not in _HOLIDAY_WEEKS
