"""The town whose portal this is: its authority, its door, whether it is open now."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from django.http import HttpRequest

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import neighbours as around
from parvis.apps.catalogue.models import Place
from parvis.apps.catalogue.selectors import published_titles
from parvis.core.calendar.holidays import Calendar, calendar_named, days_off
from parvis.core.calendar.hours import hours_from
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
    week: tuple[tuple[str, str], ...]


def door(place: Place, now: datetime) -> Door:
    """`place` at the instant `now`; it says nothing of hours that it does not have."""
    if not place.hours:
        return Door(place, "", ())
    minute = now.replace(second=0, microsecond=0)
    return Door(place, *_said(place.hours, minute, _calendar()))


@lru_cache(maxsize=512)
def _said(
    spec: str, minute: datetime, calendar: Calendar
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Hours hold to the minute: the same is said all through it, on every page."""
    week = hours_from(spec)
    return said_now(week, minute, partial(_is_off, calendar)), tuple(said_week(week))


def _is_off(calendar: Calendar, day: date) -> bool:
    return day in _days_off(calendar, day.year)


def _calendar() -> Calendar:
    """Public holidays in France, or those and the closures of the town's own calendar."""
    known = wired.calendars()
    return known["town"] if "town" in known else calendar_named("FR", known)


@lru_cache(maxsize=8)
def _days_off(calendar: Calendar, year: int) -> frozenset[date]:
    return frozenset(days_off(calendar, date(year, 1, 1), date(year, 12, 31)))
