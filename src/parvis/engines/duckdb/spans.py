"""Months as conditions on days: ranges, which an engine answers by skipping what lies outside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from parvis.core.facts import Fact
from parvis.core.metrics.period import Grain, step_after, step_of
from parvis.engines.duckdb.connect import name

_FEW = 100_000
"""Rows whose years are written at once: more are taken a year at a time, to hold in memory."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, `end` excluded, whose rows are written at once."""

    start: date
    end: date

    def holds(self, day: str) -> str:
        """The condition that the SQL `day` lies in it."""
        return f"{day} >= DATE '{self.start}' AND {day} < DATE '{self.end}'"

    def order(self, day: str) -> list[str]:
        """What rows are sorted by first: one year after the other, as if each was written alone."""
        return [f"year({day})"] if step_after(self.start, Grain.YEAR) < self.end else []


def years_of(months: Mapping[date, int]) -> list[Span]:
    """The years of some rows, counted by month; all of them together where rows are few."""
    years = sorted({step_of(month, Grain.YEAR) for month in months})
    if years and sum(months.values()) <= _FEW:
        return [Span(years[0], step_after(years[-1], Grain.YEAR))]
    return [Span(year, step_after(year, Grain.YEAR)) for year in years]


def within(fact: Fact, months: Collection[date], grain: Grain = Grain.MONTH) -> str:
    """The condition that a row lies in a step of `grain` that holds one of `months`."""
    return within_days(name(fact.time), months, grain)


def within_days(day: str, months: Collection[date], grain: Grain = Grain.MONTH) -> str:
    """The same of the day that the SQL `day` gives."""
    starts = sorted({step_of(month, grain) for month in months})
    spans = (
        f"({day} >= DATE '{start}' AND {day} < DATE '{step_after(start, grain)}')"
        for start in starts
    )
    return f"({' OR '.join(spans)})"
