"""The town whose portal this is: its authority, its door, whether it is open now."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.http import HttpRequest

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import neighbours as around
from parvis.apps.catalogue.models import Place
from parvis.apps.catalogue.selectors import published_titles
from parvis.core.calendar.holidays import Calendar, calendar_named, days_off
from parvis.core.calendar.hours import WeekHours, hours_from
from parvis.core.catalogue.hours import said_now, said_week
from parvis.core.errors import NotVisible


def town(request: HttpRequest) -> Authority:
    """The authority whose portal was asked for; NotVisible in a home that has none yet."""
    found: Authority | None = request.town  # type: ignore[attr-defined]
    if found is None:
        raise NotVisible
    return found


def neighbours(request: HttpRequest) -> list[Authority]:
    """The authorities that the residents of this one also turn to, and that have a portal."""
    known: list[Authority] | None = request.neighbours  # type: ignore[attr-defined]
    found = known if known is not None else list(around(town(request)))
    return [place for place in found if published_titles(place.code)[:1]]


@dataclass(frozen=True, slots=True)
class Door:
    """A place as the portal shows it: `now` says whether it is open, `week` its hours."""

    place: Place
    now: str
    week: list[tuple[str, str]]


def door(place: Place, now: datetime) -> Door:
    """`place` at the instant `now`; it says nothing of hours that it does not have."""
    if not place.hours:
        return Door(place, "", [])
    week = _week(place.hours)
    return Door(place, said_now(week, now, is_day_off), said_week(week))


def is_day_off(day: date) -> bool:
    """Whether `day` is a public holiday in France, or a closure of the town's own calendar."""
    return day in _days_off(_calendar(), day.year)


def _calendar() -> Calendar:
    known = wired.calendars()
    return known["town"] if "town" in known else calendar_named("FR", known)


@lru_cache(maxsize=8)
def _days_off(calendar: Calendar, year: int) -> frozenset[date]:
    return frozenset(days_off(calendar, date(year, 1, 1), date(year, 12, 31)))


@lru_cache(maxsize=256)
def _week(spec: str) -> WeekHours:
    return hours_from(spec)
