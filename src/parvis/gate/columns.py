"""The SQL by which each column of a fact is made from the fields of a contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parvis.core.facts import Column, Rule
from parvis.core.ingest.contract import Contract
from parvis.core.privacy.generalise import UNKNOWN
from parvis.engines.duckdb.connect import literal, name

SQL_TYPES = {
    Rule.DAY: "DATE",
    Rule.CATEGORY: "VARCHAR",
    Rule.NUMBER: "DOUBLE",
    Rule.HOURS_OBSERVED: "DOUBLE",
    Rule.IS_CLOSED: "BOOLEAN",
    Rule.ON_TIME: "BOOLEAN",
    Rule.PERSON: "UUID",
}
OBSERVED = "_observed"
_LAST_OF_DAY = "INTERVAL '86399999999 microseconds'"


@dataclass(frozen=True, slots=True)
class Rows:
    """Typed rows under one contract: the SQL type of each field there is, and the contract."""

    types: Mapping[str, str]
    contract: Contract

    def has(self, fields: tuple[str, ...]) -> bool:
        """Whether all of `fields` are there."""
        return all(field in self.types for field in fields)

    def instant(self, field: str, *, ends_day: bool = False) -> str:
        """`field` as an instant; a date is its first instant, or its last if `ends_day`."""
        column, zone = name(field), literal(self.contract.timezone)
        kind = self.types[field]
        if kind == "TIMESTAMP WITH TIME ZONE":
            return column
        if kind == "DATE" and ends_day:
            return f"timezone({zone}, CAST({column} AS TIMESTAMP) + {_LAST_OF_DAY})"
        return f"timezone({zone}, CAST({column} AS TIMESTAMP))"

    def day(self, field: str) -> str:
        """The local day of `field`."""
        if self.types[field] == "DATE":
            return name(field)
        zone = literal(self.contract.timezone)
        return f"CAST(timezone({zone}, {self.instant(field)}) AS DATE)"


def expression(column: Column, rows: Rows) -> str:
    """The SQL of `column` over `rows`; a PERSON is made apart, from its identity."""
    if not rows.has(column.sources):
        missing = literal(UNKNOWN) if column.rule is Rule.CATEGORY else "NULL"
        return f"CAST({missing} AS {SQL_TYPES[column.rule]})"
    return f"CAST({_MAKERS[column.rule](rows, *column.sources)} AS {SQL_TYPES[column.rule]})"


def _day(rows: Rows, field: str) -> str:
    return rows.day(field)


def _category(rows: Rows, field: str) -> str:
    return f"coalesce(nullif(trim(CAST({name(field)} AS VARCHAR)), ''), {literal(UNKNOWN)})"


def _number(rows: Rows, field: str) -> str:
    return name(field)


def _hours(rows: Rows, start: str, end: str) -> str:
    begun, stopped = rows.instant(start), f"coalesce({rows.instant(end)}, {OBSERVED})"
    hours = f"(epoch({stopped}) - epoch({begun})) / 3600"
    return f"CASE WHEN {stopped} >= {begun} THEN {hours} END"


def _is_closed(rows: Rows, end: str) -> str:
    return f"{name(end)} IS NOT NULL"


def _on_time(rows: Rows, end: str, due: str) -> str:
    ended, limit = rows.instant(end), rows.instant(due, ends_day=True)
    is_late = f"WHEN {OBSERVED} > {limit} THEN false"
    return f"CASE WHEN {ended} IS NOT NULL THEN {ended} <= {limit} {is_late} END"


_MAKERS: dict[Rule, Callable[..., str]] = {
    Rule.DAY: _day,
    Rule.CATEGORY: _category,
    Rule.NUMBER: _number,
    Rule.HOURS_OBSERVED: _hours,
    Rule.IS_CLOSED: _is_closed,
    Rule.ON_TIME: _on_time,
}
