"""Opening hours of a week, as people write them: "mon-fri 08:30-12:00,13:30-17:00"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn

from parvis.core.errors import Refused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_JOURS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_RANKS = {name: rank for names in (WEEKDAYS, _JOURS) for rank, name in enumerate(names)}
_PERIOD = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_DAY_SECONDS = 86_400

Period = tuple[int, int]
"""Start and excluded end, in seconds of the wall clock since midnight."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The periods of each day, Monday first, in order and apart; an empty day is closed."""

    days: tuple[tuple[Period, ...], ...]

    @property
    def seconds(self) -> int:
        """Seconds open in a week."""
        return sum(end - start for periods in self.days for start, end in periods)


def hours_from(spec: str) -> WeekHours:
    """The week that `spec` says: groups "DAYS PERIODS", separated by ";".

    DAYS are `mon`, `mon-fri` or `mon,wed`, in English or French (`lun-ven`); PERIODS are
    `08:30-12:00,13:30-17:00`, and `24:00` ends a day. Refused in one sentence otherwise, and
    if nothing is open.
    """
    week: list[list[Period]] = [[] for _ in WEEKDAYS]
    for group in spec.split(";"):
        for day in _days_of(group, spec):
            week[day] += _periods_of(group, spec)
    hours = WeekHours(tuple(_in_order(periods, spec) for periods in week))
    if not hours.seconds:
        raise Refused("hours.none")
    return hours


def _days_of(group: str, spec: str) -> Iterator[int]:
    words = group.split(maxsplit=1)
    for part in words[0].lower().split(",") if words else ():
        first, _, last = part.partition("-")
        if first not in _RANKS or (last or first) not in _RANKS:
            _refuse("hours.day", part, spec)
        start, end = _RANKS[first], _RANKS[last or first]
        yield from (rank % 7 for rank in range(start, end + 1 + 7 * (end < start)))


def _periods_of(group: str, spec: str) -> list[Period]:
    words = group.split(maxsplit=1)
    texts = words[1].replace(" ", "").split(",") if len(words) > 1 else []
    return [_period(text, spec) for text in texts]


def _period(text: str, spec: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if found is None:
        _refuse("hours.period", text, spec)
    opening, opening_minute, closing, closing_minute = map(int, found.groups())
    start, end = 60 * (60 * opening + opening_minute), 60 * (60 * closing + closing_minute)
    if max(opening_minute, closing_minute) > 59 or max(start, end) > _DAY_SECONDS:
        _refuse("hours.period", text, spec)
    if end <= start:
        _refuse("hours.backwards", text, spec)
    return start, end


def _in_order(periods: list[Period], spec: str) -> tuple[Period, ...]:
    ordered = sorted(periods)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            _refuse("hours.overlap", f"{start // 3600:02}:{start // 60 % 60:02}", spec)
    return tuple(ordered)


def _refuse(rule: str, value: str, spec: str) -> NoReturn:
    raise Refused(rule, value=value, spec=spec)
