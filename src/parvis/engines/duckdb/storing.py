"""The tables of a release as DuckDB keeps them: rows in the order in which they are asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from parvis.core.facts import Fact
from parvis.core.metrics.period import Grain, step_after
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.rollups import build_rollups, renew_rollups, renewal_of_cohorts
from parvis.engines.duckdb.spans import Span, within, years_of

_MANY = 500_000
"""Rows of a year that is sorted a month at a time: more at once would not hold in memory."""


@dataclass(frozen=True, slots=True)
class Held:
    """The dated rows of a table: how many each month has, by its first day, in order; the first and
    last days of each authority."""

    months: Mapping[date, int]
    extents: dict[str, tuple[date, date]]

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(self.months.values())


def held_in(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str) -> Held:
    """What `rows` (a relation of the fact's columns) hold."""
    day = name(fact.time)
    found: list[tuple[str, date, int, date, date]] = connection.execute(
        f"SELECT authority, CAST(date_trunc('month', {day}) AS DATE), count(*), min({day}), "
        f"max({day}) FROM {rows} WHERE {day} IS NOT NULL GROUP BY 1, 2 ORDER BY 2, 1"
    ).fetchall()
    months: dict[date, int] = {}
    extents: dict[str, tuple[date, date]] = {}
    for authority, month, count, first, last in found:
        months[month] = months.get(month, 0) + count
        extents[authority] = extents.get(authority, (first, last))[0], last
    return Held(months, dict(sorted(extents.items())))


def store(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str, table: str) -> Held:
    """Create `table` of `rows` (a relation of the fact's columns), sorted, and its roll-ups.

    Within a stretch authority and day come first, so that a period is read at once; every column
    follows, for the same rows must always be written in the same order.
    """
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {rows} LIMIT 0")
    held, day = held_in(connection, fact, rows), name(fact.time)
    for span in _stretches(held.months):
        _insert(connection, fact, rows, table, span.holds(day), span.order(day))
    build_rollups(connection, fact, table, held.months)
    return held


def renew(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    rows: str,
    table: str,
    months: Collection[date],
) -> None:
    """Put `rows` in the place of those of `months`; the roll-ups follow.

    The table then holds what `store` would have made of all rows, the new months last.
    """
    where, entity = within(fact, months), name(fact.entity)
    touched = " UNION ".join(
        f"SELECT {entity} AS e FROM {source} WHERE {where}" for source in (table, rows)
    )
    cohorts = renewal_of_cohorts(connection, fact, table, touched, months)
    connection.execute(f"DELETE FROM {table} WHERE {where}")
    for month in sorted(months):
        _insert(connection, fact, rows, table, within(fact, [month]))
    renew_rollups(connection, fact, table, months)
    if cohorts:
        cohorts.end()


def _insert(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    rows: str,
    table: str,
    where: str,
    before: Sequence[str] = (),
) -> None:
    others = sorted(c.name for c in fact.columns if c.name != fact.time)
    order = [*before, "authority", name(fact.time), *(name(column) for column in others)]
    connection.execute(
        f"INSERT INTO {table} SELECT * FROM {rows} WHERE {where} ORDER BY {', '.join(order)}"
    )


def _stretches(months: Mapping[date, int]) -> list[Span]:
    """Years, or their months where they hold many rows."""
    stretches = []
    for span in years_of(months):
        inside = [month for month in months if span.start <= month < span.end]
        if sum(months[month] for month in inside) > _MANY:
            stretches += [Span(month, step_after(month, Grain.MONTH)) for month in inside]
        else:
            stretches.append(span)
    return stretches
