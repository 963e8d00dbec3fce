"""Public holidays and closures, computed for any year from dated rules (`calendars/*.toml`)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Any

from parvis.core.calendar.hours import WEEKDAYS
from parvis.core.entries import Entries
from parvis.core.errors import Refused

NO_HOLIDAYS = "none"
_NEAREST = "nearest"
_FIXED = re.compile(r"(\d\d)-(\d\d)")
_ONCE = re.compile(r"\d{4}-\d\d-\d\d")
_EASTER = re.compile(r"easter([+-]\d{1,3})")
_NTH = re.compile(r"([1-4]|last) (mon|tue|wed|thu|fri|sat|sun) (\d\d)")
_WEEK = timedelta(days=7)
_LEAP = 2024


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off. `on` is `05-08`, `2026-05-15`, `easter+39`, `4 thu 11` or `last mon 05`.

    `since` and `until` are the first and last years in which the rule holds.
    """

    name: str
    on: str
    since: int
    until: int

    def day(self, year: int) -> date | None:
        """The day off of `year`; None if there is none, or if it falls outside the calendar."""
        return _day(self.on, year) if self.since <= year <= self.until else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of a territory, and its time zone.

    `extends` names a calendar whose days hold here too. With `weekends` = "nearest", a day off
    that falls on a Saturday is also taken on the Friday before, on a Sunday on the Monday after.
    """

    id: str
    title: str
    timezone: str
    holidays: tuple[Holiday, ...] = ()
    extends: str = ""
    weekends: str = ""


def calendar_from(data: Mapping[str, Any], file: str) -> Calendar:
    """The calendar that `file` defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    calendar = Calendar(
        id=entries.text("id"),
        title=entries.text("title"),
        timezone=entries.text("timezone"),
        holidays=tuple(_holiday(table) for table in _tables(entries, data)),
        extends=entries.text("extends", ""),
        weekends=entries.text("weekends", ""),
    )
    entries.text("source")
    if calendar.weekends not in ("", _NEAREST):
        entries.refuse("definition.not_among", "weekends", value=calendar.weekends,
                       expected=_NEAREST)  # fmt: skip
    entries.end()
    return calendar


def _tables(entries: Entries, data: Mapping[str, Any]) -> tuple[Entries, ...]:
    return entries.tables("holiday") if "holiday" in data else ()


def _holiday(entries: Entries) -> Holiday:
    holiday = Holiday(
        name=entries.text("name"),
        on=entries.text("on"),
        since=int(entries.number("since", float(MINYEAR))),
        until=int(entries.number("until", float(MAXYEAR))),
    )
    entries.end()
    if not _is_day(holiday.on):
        entries.refuse("calendar.day", "on", value=holiday.on)
    return holiday


def _is_day(on: str) -> bool:
    try:
        return _day(on, int(on[:4]) if _ONCE.fullmatch(on) else _LEAP) is not None
    except ValueError:
        return False


def calendar_named(name: str, calendars: Mapping[str, Calendar]) -> Calendar:
    """The calendar `name` with the days of those it extends; Refused if there is none."""
    if name == NO_HOLIDAYS:
        return Calendar(NO_HOLIDAYS, "", "Europe/Paris")
    if name not in calendars:
        known = ", ".join((*sorted(calendars), NO_HOLIDAYS))
        raise Refused("calendar.unknown", name=name, known=known)
    calendar = calendars[name]
    if not calendar.extends:
        return calendar
    others = {key: other for key, other in calendars.items() if key != name}
    parent = calendar_named(calendar.extends, others)
    return replace(
        calendar,
        holidays=(*parent.holidays, *calendar.holidays),
        extends="",
        weekends=calendar.weekends or parent.weekends,
    )


def days_off(calendar: Calendar, first: date, last: date) -> frozenset[date]:
    """Every day off from `first` to `last`, both included."""
    # A day off of January may be taken in December, one of December in January.
    years = range(max(MINYEAR, first.year - 1), min(MAXYEAR, last.year + 1) + 1)
    days = (day for year in years for day in _of_year(calendar, year))
    return frozenset(day for day in days if first <= day <= last)


def _of_year(calendar: Calendar, year: int) -> Iterator[date]:
    for holiday in calendar.holidays:
        day = holiday.day(year)
        if day is not None:
            yield day
            if calendar.weekends == _NEAREST:
                yield day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _day(on: str, year: int) -> date | None:
    """The day that `on` gives in `year`; None if there is none; ValueError if `on` is no day."""
    if _ONCE.fullmatch(on):
        day = date.fromisoformat(on)
        return day if day.year == year else None
    if found := _EASTER.fullmatch(on):
        return easter(year) + timedelta(days=int(found[1]))
    if found := _NTH.fullmatch(on):
        return _nth(found[1], WEEKDAYS.index(found[2]), int(found[3]), year)
    if found := _FIXED.fullmatch(on):
        month, number = int(found[1]), int(found[2])
        is_leap_day = (month, number) == (2, 29) and not _is_leap(year)
        return None if is_leap_day else date(year, month, number)
    return None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _nth(rank: str, weekday: int, month: int, year: int) -> date:
    start = date(year, month, 1)
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    if rank != "last":
        return first + (int(rank) - 1) * _WEEK
    fifth = first + 4 * _WEEK
    return fifth if fifth.month == month else fifth - _WEEK


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, *Astronomical Algorithms*, chapter 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    lunar = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - lunar + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
