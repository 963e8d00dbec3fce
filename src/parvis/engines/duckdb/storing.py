"""The tables of a release as DuckDB keeps them: rows in the order in which they are asked for."""

from collections.abc import Collection
from datetime import date

import duckdb

from parvis.core.facts import Fact
from parvis.core.metrics.period import Grain, step_after
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.rollups import build_rollups, renew_rollups, renewal_of_cohorts
from parvis.engines.duckdb.spans import within

_MANY = 500_000
"""Rows of a year that is sorted a month at a time: more at once would not hold in memory."""


def store(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str, table: str) -> None:
    """Create `table` of `rows` (a relation of the fact's columns), sorted, and its roll-ups.

    Within a stretch authority and day come first, so that a period is read at once; every column
    follows, for the same rows must always be written in the same order.
    """
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {rows} LIMIT 0")
    for start, end in _stretches(connection, fact, rows):
        day = name(fact.time)
        _insert(connection, fact, rows, table, f"{day} >= DATE '{start}' AND {day} < DATE '{end}'")
    build_rollups(connection, fact, table)


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
    connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str, table: str, where: str
) -> None:
    others = sorted(c.name for c in fact.columns if c.name != fact.time)
    order = ", ".join(["authority", name(fact.time), *(name(column) for column in others)])
    connection.execute(f"INSERT INTO {table} SELECT * FROM {rows} WHERE {where} ORDER BY {order}")


def months_of(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str) -> dict[date, int]:
    """How many rows each month has, by its first day, in order."""
    month = f"CAST(date_trunc('month', {name(fact.time)}) AS DATE)"
    found: list[tuple[date, int]] = connection.execute(
        f"SELECT {month}, count(*) FROM {rows} WHERE {name(fact.time)} IS NOT NULL "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(found)


def _stretches(
    connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str
) -> list[tuple[date, date]]:
    """Years, or their months where they hold many rows; each as first day and the day after."""
    months = months_of(connection, fact, rows)
    of_year: dict[int, int] = {}
    for start, count in months.items():
        of_year[start.year] = of_year.get(start.year, 0) + count
    by_month = [start for start in months if of_year[start.year] > _MANY]
    years = [date(year, 1, 1) for year, count in of_year.items() if count <= _MANY]
    return sorted(
        [(s, step_after(s, Grain.MONTH)) for s in by_month]
        + [(s, step_after(s, Grain.YEAR)) for s in years]
    )
