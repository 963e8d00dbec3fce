"""Appointments and deadlines for any agenda: iCalendar, as RFC 5545 writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Parvis//Portail//FR"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something at an hour, or on a whole day when `starts` is a day. `uid` never changes; a
    change raises `sequence`, so that the agenda replaces what it holds."""

    uid: str
    title: str
    starts: datetime | date
    minutes: int = 0
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def as_icalendar(entries: Iterable[Entry], name: str, now: datetime) -> bytes:
    """`entries` as one calendar called `name`; times in UTC, which every agenda reads."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, now))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts)
    if isinstance(entry.starts, datetime):
        event.add("dtend", entry.starts + timedelta(minutes=entry.minutes))
    for name in ("text", "place", "url"):
        value = getattr(entry, name)
        if value:
            event.add({"text": "description", "place": "location", "url": "url"}[name], value)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
