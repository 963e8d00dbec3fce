"""Roll-ups: the rows of a fact together, per step, values and entity; built, then renewed.

In a roll-up the columns keep their name: a number is a sum, a flag the count of its true rows;
`known(column)` counts the rows where it is known, and `ROWS` the rows.
"""

from datetime import date

import duckdb

from parvis.core.facts import FLAGS, NUMBERS, Fact, Rollup
from parvis.core.metrics.period import step_of
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.compile import table_of
from parvis.engines.sql.partials import ROWS, known


def build_rollups(connection: duckdb.DuckDBPyConnection, fact: Fact, table: str) -> None:
    """Create the roll-ups of `fact` beside its `table` (qualified by its database)."""
    database = table.rpartition(".")[0]
    prefix = f"{database}." if database else ""
    for rollup in fact.rollups:
        target = f"{prefix}{name(table_of(fact.id, rollup))}"
        connection.execute(f"CREATE TABLE {target} AS {_rolled(fact, rollup, table)}")


def renew_rollups(
    connection: duckdb.DuckDBPyConnection, fact: Fact, table: str, since: date
) -> None:
    """Compute again the steps of the roll-ups of `fact` from the one that holds `since` on."""
    database = table.rpartition(".")[0]
    prefix = f"{database}." if database else ""
    for rollup in fact.rollups:
        target = f"{prefix}{name(table_of(fact.id, rollup))}"
        start = step_of(since, rollup.grain)
        connection.execute(f"DELETE FROM {target} WHERE {name(fact.time)} >= ?", [start])
        rows = _rolled(fact, rollup, table, f"WHERE {name(fact.time)} >= ?")
        connection.execute(f"INSERT INTO {target} {rows}", [start])


def _rolled(fact: Fact, rollup: Rollup, table: str, where: str = "") -> str:
    step = DUCKDB.first_day(rollup.grain, name(fact.time))
    keys = [*(name(column) for column in rollup.by), name(fact.entity)]
    measured = [*fact.named(*NUMBERS), *fact.named(*FLAGS)]
    sums = ", ".join(_summed(column, fact) for column in measured)
    return (
        f"SELECT authority, {step} AS {name(fact.time)}, {', '.join(keys)}, "
        f"CAST(count(*) AS UINTEGER) AS {ROWS}{', ' if sums else ''}{sums} FROM {table} {where} "
        f"GROUP BY ALL ORDER BY authority, {name(fact.time)}, {', '.join(keys)}"
    )


def _summed(column: str, fact: Fact) -> str:
    quoted = name(column)
    count = f"CAST(count({quoted}) AS UINTEGER) AS {name(known(column))}"
    if fact.column(column).rule in FLAGS:
        return f"CAST(count(*) FILTER ({quoted}) AS UINTEGER) AS {quoted}, {count}"
    return f"sum({quoted}) AS {quoted}, {count}"
