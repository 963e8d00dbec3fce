"""Periods as towns write them: years, halves, quarters, months, days and school years."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from parvis.core.errors import Refused


class Grain(StrEnum):
    """Calendar steps a time column may be grouped by; a school year starts in September."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"


NESTS: dict[Grain, frozenset[Grain]] = {
    Grain.DAY: frozenset(Grain),
    Grain.MONTH: frozenset(Grain) - {Grain.DAY},
    Grain.QUARTER: frozenset({Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR}),
    Grain.HALF_YEAR: frozenset({Grain.HALF_YEAR, Grain.YEAR}),
    Grain.YEAR: frozenset({Grain.YEAR}),
    Grain.SCHOOL_YEAR: frozenset({Grain.SCHOOL_YEAR}),
}
"""For each step, the steps that are made of whole ones of it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, `end` excluded; `label` as the user wrote it."""

    start: date
    end: date
    label: str


MONTHS_FR = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()

_STEPS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF_YEAR: 6, Grain.YEAR: 12}
_SCHOOL_YEAR_STARTS = 9


def parse_period(text: str) -> Period:
    """The period that `text` names (2024, 2024-S1, 2024-T3, 2024-09, 2024-09-15, 2024/2025)."""
    try:
        return _parse(text.strip())
    except (ValueError, OverflowError) as error:
        raise Refused("period.unreadable", text=text) from error


def _parse(text: str) -> Period:
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text):
            start, end = read(*(int(part) for part in match.groups()))
            return Period(start, end, text)
    raise ValueError(text)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, 1), _months_later(date(year, month, 1), count)


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, 1)


def _half(year: int, rank: int) -> tuple[date, date]:
    return _months(year, 6 * rank - 5, 6)


def _quarter(year: int, rank: int) -> tuple[date, date]:
    return _months(year, 3 * rank - 2, 3)


def _day(year: int, month: int, day: int) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day) + timedelta(days=1)


def _school_year(year: int, following: int) -> tuple[date, date]:
    if following != year + 1:
        raise ValueError(following)
    return _months(year, _SCHOOL_YEAR_STARTS, 12)


_READERS: tuple[tuple[re.Pattern[str], Callable[..., tuple[date, date]]], ...] = (
    (re.compile(r"([0-9]{4})"), lambda year: _months(year, 1, 12)),
    (re.compile(r"([0-9]{4})-S([12])"), _half),
    (re.compile(r"([0-9]{4})-T([1-4])"), _quarter),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), lambda year, month: _months(year, month, 1)),
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), _day),
    (re.compile(r"([0-9]{4})/([0-9]{4})"), _school_year),
)


def key_of(day: date, grain: Grain) -> str:
    """The label of the step of `grain` that holds `day`; `parse_period` reads it back."""
    return _LABELS[grain](step_of(day, grain))


_LABELS: dict[Grain, Callable[[date], str]] = {
    Grain.DAY: lambda start: f"{start:%Y-%m-%d}",
    Grain.MONTH: lambda start: f"{start:%Y-%m}",
    Grain.QUARTER: lambda start: f"{start:%Y}-T{(start.month + 2) // 3}",
    Grain.HALF_YEAR: lambda start: f"{start:%Y}-S{(start.month + 5) // 6}",
    Grain.YEAR: lambda start: f"{start:%Y}",
    Grain.SCHOOL_YEAR: lambda start: f"{start:%Y}/{start.year + 1:04}",
}


def step_of(day: date, grain: Grain) -> date:
    """The first day of the step of `grain` that holds `day`."""
    if grain is Grain.DAY:
        return day
    if grain is Grain.SCHOOL_YEAR:
        year = day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1
        return date(year, _SCHOOL_YEAR_STARTS, 1)
    step = _STEPS[grain]
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def step_after(day: date, grain: Grain) -> date:
    """The first day of the step after the one that holds `day`."""
    if grain is Grain.DAY:
        return day + timedelta(days=1)
    length = 12 if grain is Grain.SCHOOL_YEAR else _STEPS[grain]
    return _months_later(step_of(day, grain), length)


def title_of(period: Period) -> str:
    """The period in French: `1er semestre 2024`, `septembre 2024`, `année scolaire 2024-2025`."""
    start, label = period.start, period.label
    if "/" in label:
        return f"année scolaire {label.replace('/', '-')}"
    if "-S" in label or "-T" in label:
        noun = "semestre" if "-S" in label else "trimestre"
        return f"{_ordinal(int(label[-1]))} {noun} {start.year}"
    by_length = {4: f"{start.year}", 7: f"{MONTHS_FR[start.month - 1]} {start.year}"}
    return by_length.get(len(label), _day_title(start))


def _ordinal(rank: int) -> str:
    return f"{rank}{'er' if rank == 1 else 'e'}"


def _day_title(day: date) -> str:
    rank = _ordinal(1) if day.day == 1 else str(day.day)
    return f"{rank} {MONTHS_FR[day.month - 1]} {day.year}"


def grain_of(period: Period) -> Grain:
    """The calendar step that the label of `period` names."""
    return next(g for g in Grain if key_of(period.start, g) == period.label)


def year_before(period: Period) -> Period:
    """The same step one year earlier; 29 February falls back on the 28th."""
    start = period.start
    is_leap_day = (start.month, start.day) == (2, 29)
    earlier = start.replace(year=start.year - 1, day=28 if is_leap_day else start.day)
    return parse_period(key_of(earlier, grain_of(period)))


def period_before(period: Period) -> Period:
    """The step of the same length just before."""
    return parse_period(key_of(period.start - timedelta(days=1), grain_of(period)))


def months_before(period: Period, count: int) -> Period | None:
    """The same step `count` months earlier; None where there is no such day."""
    earlier = _months_later(period.start, -count)
    try:
        return parse_period(key_of(earlier.replace(day=period.start.day), grain_of(period)))
    except ValueError:
        return None


def months_of(period: Period) -> int:
    """How many months it lasts; 0 for a day."""
    years, months = period.end.year - period.start.year, period.end.month - period.start.month
    return 12 * years + months if grain_of(period) is not Grain.DAY else 0


def intersection(one: Period | None, other: Period) -> Period:
    """The days common to both, maybe none (start = end); `None` is all days."""
    if one is None:
        return other
    start = max(one.start, other.start)
    return Period(start, max(start, min(one.end, other.end)), other.label)
