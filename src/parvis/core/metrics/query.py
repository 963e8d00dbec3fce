"""A question put to a metric, and the engine-neutral plan that computes it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Grain(StrEnum):
    """Calendar steps a time column may be grouped by."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, `end` excluded; `label` as the user wrote it."""

    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a metric, by dimensions, over a period, where dimensions have values.

    `by` holds column names of the fact or grains; `period` None means all that is known.
    """

    metric: str
    authority: str
    by: tuple[str, ...] = ()
    period: Period | None = None
    where: tuple[tuple[str, str], ...] = ()


class Aggregate(StrEnum):
    """What an engine computes for a group."""

    ROWS = "rows"
    PERSONS = "persons"
    SUM = "sum"
    KNOWN = "known"
    TRUE = "true"


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate, over `column` where it needs one."""

    aggregate: Aggregate
    column: str = ""


@dataclass(frozen=True, slots=True)
class GroupBy:
    """One output key: a column as it is, or a day column cut at a grain."""

    column: str
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine runs: no SQL, no names beyond those of a fact."""

    fact: str
    authority: str
    time: str
    entity: str
    period: Period | None
    group_by: tuple[GroupBy, ...]
    filters: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """Exact aggregates: one row per group, keys first (as text), then the measures in order."""

    keys: int
    rows: tuple[tuple[object, ...], ...]
