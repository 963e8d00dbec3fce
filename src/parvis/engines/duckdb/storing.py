"""The tables of a release as DuckDB keeps them: rows in the order in which they are asked for."""

from datetime import date

import duckdb

from parvis.core.facts import Fact
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.rollups import build_rollups


def store(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: str, table: str) -> None:
    """Create `table` of `rows` (a relation of the fact's columns), sorted, and its roll-ups.

    A year is sorted at a time: twenty million rows at once would not hold in memory. Within it
    authority and day come first, so that a period is read in one stretch; every column follows,
    for the same rows must always be written in the same order.
    """
    day = name(fact.time)
    others = sorted(c.name for c in fact.columns if c.name != fact.time)
    order = ", ".join(["authority", day, *(name(column) for column in others)])
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {rows} LIMIT 0")
    for year in _years(connection, rows, day):
        connection.execute(
            f"INSERT INTO {table} SELECT * FROM {rows} WHERE {day} >= ? AND {day} < ? "
            f"ORDER BY {order}",
            [date(year, 1, 1), date(year + 1, 1, 1)],
        )
    build_rollups(connection, fact, table)


def _years(connection: duckdb.DuckDBPyConnection, rows: str, day: str) -> list[int]:
    found = connection.execute(f"SELECT DISTINCT year({day}) FROM {rows} ORDER BY 1").fetchall()
    return [year for (year,) in found]
