"""The shipped calendars, and openings made of them."""

from datetime import date
from zoneinfo import ZoneInfo

from parvis.core.calendar.holidays import Calendar, calendar_from, calendar_named, days_off
from parvis.core.calendar.hours import hours_from
from parvis.core.calendar.opening import Opening
from parvis.engines.definitions import read_definitions

SHIPPED = {calendar.id: calendar for calendar in (
    calendar_from(data, file) for file, data in read_definitions("calendars"))}  # fmt: skip
OFFICE = "mon-fri 08:30-12:00,13:30-17:00"


def named(name: str) -> Calendar:
    """A shipped calendar with the days of those it extends."""
    return calendar_named(name, SHIPPED)


def off(name: str, year: int) -> set[str]:
    """The days off of a year, as MM-DD."""
    days = days_off(named(name), date(year, 1, 1), date(year, 12, 31))
    return {day.isoformat()[5:] for day in days}


def opening(hours: str = OFFICE, name: str = "none", zone: str = "Europe/Paris") -> Opening:
    """A service open under these hours since ever."""
    return Opening(((date.min, hours_from(hours)),), named(name), ZoneInfo(zone))
