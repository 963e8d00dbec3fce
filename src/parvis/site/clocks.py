"""Clocks of files of cases: instants read and written as they came, counted by the core."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parvis.core.calendar.holidays import calendar_from, calendar_named
from parvis.core.calendar.hours import WeekHours, hours_from
from parvis.core.calendar.opening import Opening, span
from parvis.core.calendar.zones import DAY, Ints, zone_named
from parvis.core.casework.clocks import hours_after, working_days_after
from parvis.core.casework.delays import Delay, Unit, delay_from, end_of, months_after
from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.engines.tables import Columns, read_columns, write_rows

Parsed = TypeVar("Parsed")
Flags = NDArray[np.bool_]

_READING, _COUNTING, _WRITTEN = "Lecture des cas", "Calcul", "Cas écrits"
_LONG = 4_000_000
"""Bytes of a file that takes about a second."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?")
_EPOCH = date(1970, 1, 1).toordinal()
_CLOSED = WeekHours(((),) * 7)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file of elapsed times holds."""

    out: Path
    cases: int
    hours_worked: int


@dataclass(frozen=True, slots=True)
class Dated:
    """What a file of due dates holds."""

    out: Path
    cases: int


def opening_of(home: Home, *, hours: str | None, holidays: str, zone: str) -> Opening:
    """When a service is open: never if `hours` is None. Refused if a name or a spec is wrong."""
    own = home.calendars if home.calendars.is_dir() else None
    known = {}
    for file, data in read_definitions("calendars", own):
        calendar = calendar_from(data, file)
        known[calendar.id] = calendar
    chosen = calendar_named(holidays, known)
    week = _CLOSED if hours is None else hours_from(hours)
    return Opening(((date.min, week),), chosen, zone_named(zone or chosen.timezone))


def write_elapsed(cases: Path, opening: Opening, out: Path, progress: Progress) -> Measured:
    """Write `id,worked_seconds`; Refused names the line of a case that cannot be counted."""
    progress = _shown(cases, progress)
    read = read_columns(cases, ("id", "start", "end"))
    starts, _ = _instants(read, "start", opening)
    ends, _ = _instants(read, "end", opening)
    for rank in np.flatnonzero(ends < starts)[:1].tolist():
        raise Refused("clock.backwards", where=read.where(rank, "end"),
                      start=read.values["start"][rank], end=read.values["end"][rank])  # fmt: skip
    progress(0.7, _COUNTING)
    line = opening.between(*span(np.concatenate([starts, ends])))
    worked = line.elapsed(starts, ends)
    write_rows(out, ("id", "worked_seconds"),
               zip(read.values["id"], worked.tolist(), strict=True))  # fmt: skip
    progress(1.0, _WRITTEN)
    return Measured(out, len(read.lines), round(int(worked.sum()) / 3600))


def write_due(cases: Path, opening: Opening, out: Path, progress: Progress) -> Dated:
    """Write `id,due_at,claimable_on`: a due date is written as its start was.

    Hours end at an instant; days and months with the last second of a day. It may be claimed
    the day after.
    """
    progress = _shown(cases, progress)
    read = read_columns(cases, ("id", "start", "delay"))
    starts, has_offset = _instants(read, "start", opening)
    delays = _parsed(read, "delay", cache(delay_from))
    _check_hours(read, delays, opening)
    progress(0.7, _COUNTING)
    due = _due(starts, delays, opening)
    local = opening.clocks(due).to_local(due)
    texts = _written(local, local - due, has_offset)
    claimable = np.datetime_as_string((local // DAY + 1).astype("datetime64[D]"))
    write_rows(out, ("id", "due_at", "claimable_on"),
               zip(read.values["id"], texts, claimable.tolist(), strict=True))  # fmt: skip
    progress(1.0, _WRITTEN)
    return Dated(out, len(read.lines))


def _shown(cases: Path, progress: Progress) -> Progress:
    """The progress to tell, begun: that of a file that takes more than a blink, else none."""
    if not cases.is_file() or cases.stat().st_size < _LONG:
        return lambda done, label: None
    progress(0.0, _READING)
    return progress


def _due(starts: Ints, delays: Sequence[Delay], opening: Opening) -> Ints:
    """The instants at which `delays` from `starts` run out."""
    units = np.array([delay.unit.value for delay in delays], dtype=str)
    counts = np.array([delay.count for delay in delays], dtype=np.int64)
    due = np.zeros(starts.size, dtype=np.int64)
    for unit in Unit:
        of = np.flatnonzero(units == unit.value)
        if of.size:
            due[of] = _COUNTED[unit](opening, starts[of], counts[of])
    return due


def _hours(opening: Opening, starts: Ints, counts: Ints) -> Ints:
    return hours_after(opening, starts, counts * 3600)


def _working_days(opening: Opening, starts: Ints, counts: Ints) -> Ints:
    return _closing(opening, working_days_after(opening, _days(opening, starts), counts))


def _months(opening: Opening, starts: Ints, counts: Ints) -> Ints:
    return _closing(opening, months_after(_days(opening, starts), counts))


def _days(opening: Opening, starts: Ints) -> Ints:
    days: Ints = opening.clocks(starts).to_local(starts) // DAY
    return days


def _closing(opening: Opening, days: Ints) -> Ints:
    """The instants at which days end."""
    ends = end_of(days)
    return opening.clocks(ends).to_instants(ends)


_COUNTED = {Unit.HOURS: _hours, Unit.WORKING_DAYS: _working_days, Unit.MONTHS: _months}


def _check_hours(read: Columns, delays: Sequence[Delay], opening: Opening) -> None:
    """Hours and working days need opening hours, which were not given."""
    if opening.weeks[0][1].seconds:
        return
    for rank, delay in enumerate(delays):
        if delay.unit is not Unit.MONTHS:
            raise Refused("hours.none", where=read.where(rank, "delay"))


def _instants(read: Columns, field: str, opening: Opening) -> tuple[Ints, Flags]:
    """The instants of a column, and which of them came with an offset."""
    found = _parsed(read, field, instant_of)
    times = np.array([time for time, _ in found], dtype=np.int64)
    has_offset = np.array([given for _, given in found], dtype=bool)
    naive = opening.clocks(times).to_instants(times)
    return np.where(has_offset, times, naive), has_offset


def _parsed(read: Columns, field: str, parse: Callable[[str], Parsed]) -> list[Parsed]:
    """The values of a column, parsed; a refusal says on which line it stands."""
    found: list[Parsed] = []
    try:
        for text in read.values[field]:
            found.append(parse(text))
    except Refused as refusal:
        where = read.where(len(found), field)
        raise Refused(refusal.rule, where=where, **refusal.facts) from None
    return found


def instant_of(text: str) -> tuple[int, bool]:
    """Whole seconds since 1970, of wall clocks if naive; and whether an offset was given."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = _french(text)
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise Refused("clock.century", value=text)
    seconds = (time.toordinal() - _EPOCH) * DAY + _since_midnight(time)
    offset = time.utcoffset()
    return (seconds, False) if offset is None else (seconds - round(offset.total_seconds()), True)


def _since_midnight(time: datetime) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def _french(text: str) -> datetime:
    found = _FRENCH.fullmatch(text)
    if found is None:
        raise Refused("clock.instant", value=text)
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  a wall clock
    except ValueError:
        raise Refused("clock.instant", value=text) from None


def _written(local: Ints, ahead: Ints, has_offset: Flags) -> list[str]:
    """ISO 8601 to the second; with the offset of the time zone where the start had one."""
    texts = np.datetime_as_string(local.astype("datetime64[s]"))
    if not has_offset.any():
        return list(texts.tolist())
    offsets = {each: _offset(each) for each in np.unique(ahead).tolist()}
    given = zip(texts.tolist(), ahead.tolist(), has_offset.tolist(), strict=True)
    return [text + offsets[each] if is_given else text for text, each, is_given in given]


def _offset(ahead: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=timezone(timedelta(seconds=ahead)))
    return moment.isoformat()[len("1970-01-01T00:00:00") :]
