"""Months as conditions on days: ranges, which an engine answers by skipping what lies outside."""

from collections.abc import Collection
from datetime import date

from parvis.core.facts import Fact
from parvis.core.metrics.period import Grain, step_after, step_of
from parvis.engines.duckdb.connect import name


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
