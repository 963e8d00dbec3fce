"""When a place is open, said as people say it: now, next, and week by week."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from parvis.core.calendar.hours import Period, WeekHours
from parvis.core.french import NBSP, PARIS, enumerate_words

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
AHEAD = 14
"""Days looked into for the next opening."""
_HOUR, _MINUTE, _DAY = 3600, 60, 86_400

IsOff = Callable[[date], bool]
"""Whether a day is a day off: holidays and the town's own closures."""


def clock(seconds: int) -> str:
    """A time of day: "8 h 30", "17 h"."""
    minutes = seconds % _HOUR // _MINUTE
    return f"{seconds // _HOUR}{NBSP}h" + (f"{NBSP}{minutes:02d}" if minutes else "")


def said_now(hours: WeekHours, now: datetime, is_off: IsOff) -> str:
    """ "Ouvert jusqu’à 17 h 30", "Ouvre à 13 h 30", "Ouvre mardi à 8 h 30" or "Fermé"."""
    local = now.astimezone(PARIS)
    at = _HOUR * local.hour + _MINUTE * local.minute + local.second
    for start, end in _periods(hours, local.date(), is_off):
        if start <= at < end:
            return f"Ouvert jusqu’à {clock(end)}"
        if at < start:
            return f"Ouvre à {clock(start)}"
    return _said_next(hours, local.date(), is_off)


def _said_next(hours: WeekHours, today: date, is_off: IsOff) -> str:
    for ahead in range(1, AHEAD + 1):
        day = today + timedelta(days=ahead)
        for start, _ in _periods(hours, day, is_off):
            when = "demain" if ahead == 1 else DAYS[day.weekday()]
            return f"Ouvre {when} à {clock(start)}"
    return "Fermé"


def _periods(hours: WeekHours, day: date, is_off: IsOff) -> tuple[Period, ...]:
    return () if is_off(day) else hours.days[day.weekday()]


def said_week(hours: WeekHours) -> list[tuple[str, str]]:
    """Days that have the same periods, together: ("lundi à vendredi", "8 h 30 – 12 h")."""
    return [(_said_days(days), _said_periods(periods)) for days, periods in _grouped(hours)]


def _grouped(hours: WeekHours) -> Iterator[tuple[list[int], tuple[Period, ...]]]:
    """Open days by their periods, in the order of their first day."""
    by_periods: dict[tuple[Period, ...], list[int]] = {}
    for rank, periods in enumerate(hours.days):
        if periods:
            by_periods.setdefault(periods, []).append(rank)
    for periods, days in by_periods.items():
        yield days, periods


def _said_days(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAYS[days[0]]} à {DAYS[days[-1]]}"
    return enumerate_words(DAYS[rank] for rank in days)


def _said_periods(periods: tuple[Period, ...]) -> str:
    return enumerate_words(f"{clock(start)}\u2009–\u2009{clock(end)}" for start, end in periods)
