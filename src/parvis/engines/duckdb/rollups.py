"""Roll-ups: the rows of a fact together, per step, values and entity; built, then renewed.

In a roll-up the columns keep their name: a number is a sum, a flag the count of its true rows;
`known(column)` counts the rows where it is known, and `ROWS` the rows.
"""

from datetime import date

import duckdb

from parvis.core.facts import FLAGS, Fact, Rollup
from parvis.core.metrics.definition import COHORT
from parvis.core.metrics.period import NESTS, Grain, step_of
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.compile import table_of
from parvis.engines.sql.partials import ROWS, known


def build_rollups(connection: duckdb.DuckDBPyConnection, fact: Fact, table: str) -> None:
    """Create the roll-ups of `fact` beside its `table` (qualified by its database)."""
    day = name(fact.time)
    found = connection.execute(f"SELECT DISTINCT year({day}) FROM {table} ORDER BY 1").fetchall()
    for rollup in fact.rollups:
        target = _beside(table, fact, rollup)
        if rollup.is_cohort:
            connection.execute(f"CREATE TABLE {target} AS {_cohorts(fact, table)}")
            continue
        connection.execute(f"CREATE TABLE {target} AS {_rows(fact, rollup, table)} LIMIT 0")
        for (year,) in found:
            rows = _rows(fact, rollup, table, f"WHERE year({day}) = {year:d}")
            connection.execute(f"INSERT INTO {target} {rows}")


def renew_rollups(
    connection: duckdb.DuckDBPyConnection, fact: Fact, table: str, since: date
) -> None:
    """Compute again the steps of the roll-ups of `fact` from the one that holds `since` on."""
    for rollup in fact.rollups:
        target, start = _beside(table, fact, rollup), step_of(since, rollup.grain)
        if rollup.is_cohort:
            connection.execute(f"DELETE FROM {target}")
            connection.execute(f"INSERT INTO {target} {_cohorts(fact, table)}")
            continue
        connection.execute(f"DELETE FROM {target} WHERE {name(fact.time)} >= ?", [start])
        rows = _rows(fact, rollup, table, f"WHERE {name(fact.time)} >= ?")
        connection.execute(f"INSERT INTO {target} {rows}", [start])


def _beside(table: str, fact: Fact, rollup: Rollup) -> str:
    """The table of a roll-up, in the database of that of the fact."""
    database = table.rpartition(".")[0]
    return f"{database}{'.' if database else ''}{name(table_of(fact.id, rollup))}"


def _rows(fact: Fact, rollup: Rollup, table: str, where: str = "") -> str:
    """The rows of a roll-up; from a finer one that holds as much, for it has fewer of them."""
    finer = next((r for r in fact.rollups if _is_finer(r, rollup)), None)
    source = _beside(table, fact, finer) if finer else table
    keys = [*(name(column) for column in rollup.by), name(fact.entity)]
    day = name(fact.time)
    counts = [_counted(finer), *(_summed(c, fact, finer) for c in rollup.columns)]
    return (
        f"SELECT authority, {DUCKDB.first_day(rollup.grain, day)} AS {day}, {', '.join(keys)}, "
        f"{', '.join(counts)} FROM {source} {where} GROUP BY ALL "
        f"ORDER BY authority, {', '.join(_order(rollup, keys, day))}"
    )


def _order(rollup: Rollup, keys: list[str], day: str) -> list[str]:
    """Years stand apart, for one is asked at a time; months follow one another in a value."""
    *by, entity = keys
    return [day, *by, entity] if rollup.grain is Grain.YEAR else [*by, day, entity]


def _is_finer(one: Rollup, other: Rollup) -> bool:
    return (
        one is not other
        and not one.is_cohort
        and other.grain in NESTS[one.grain]
        and set(other.by) <= set(one.by)
        and set(other.columns) <= set(one.columns)
    )


def _counted(finer: Rollup | None) -> str:
    count = f"sum({ROWS})" if finer else "count(*)"
    return f"CAST({count} AS UINTEGER) AS {ROWS}"


def _summed(column: str, fact: Fact, finer: Rollup | None) -> str:
    quoted, noted = name(column), name(known(column))
    is_flag = fact.column(column).rule in FLAGS
    if finer:
        count, total = f"sum({noted})", f"sum({quoted})"
    else:
        count = f"count({quoted})"
        total = f"count(*) FILTER ({quoted})" if is_flag else f"sum({quoted})"
    kind = "UINTEGER" if is_flag else "DOUBLE"
    return f"CAST({total} AS {kind}) AS {quoted}, CAST({count} AS UINTEGER) AS {noted}"


def _cohorts(fact: Fact, table: str) -> str:
    """By first month and month seen: rows, distinct entities, sum of their keys; with margins.

    An entity stands once per month seen, so counting needs no distinct; the margin of a cohort and
    the total count it in its first month.
    """
    entity, day = name(fact.entity), name(fact.time)
    month, seen = _months_seen(fact, table)
    key = DUCKDB.key("s.e")
    counts = f"CAST(sum(s.n) AS BIGINT) AS {ROWS}, count(*) AS persons, sum({key}) AS keys"
    first = "FILTER (s.m = f.c) AS {}"
    starts = (
        f"CAST(sum(s.n) AS BIGINT) AS {ROWS}, count(*) {first.format('persons')}, "
        f"sum({key}) {first.format('keys')}"
    )
    joined = (
        "seen s JOIN (SELECT authority, e, min(m) AS c FROM seen GROUP BY authority, e) f "
        "ON f.authority = s.authority AND f.e = s.e"
    )
    return (
        f"WITH seen AS MATERIALIZED (SELECT authority, {entity} AS e, {month} AS m, "
        f"sum({seen}) AS n FROM {_source(fact, table)} WHERE {entity} IS NOT NULL GROUP BY ALL) "
        f"SELECT s.authority, f.c AS {COHORT}, s.m AS {day}, {counts} FROM {joined} "
        "GROUP BY GROUPING SETS ((s.authority, f.c, s.m), (s.authority, s.m)) "
        f"UNION ALL SELECT s.authority, f.c, NULL, {starts} FROM {joined} "
        "GROUP BY GROUPING SETS ((s.authority, f.c), (s.authority)) ORDER BY ALL"
    )


def _monthly(fact: Fact) -> Rollup | None:
    found = (r for r in fact.rollups if r.grain is Grain.MONTH and not r.is_cohort)
    return next(found, None)


def _source(fact: Fact, table: str) -> str:
    """The monthly roll-up where there is one: it has fewer rows than the fact."""
    monthly = _monthly(fact)
    return _beside(table, fact, monthly) if monthly else table


def _months_seen(fact: Fact, table: str) -> tuple[str, str]:
    """The month of a row of `_source`, and how many rows of the fact it stands for."""
    day = name(fact.time)
    return (day, ROWS) if _monthly(fact) else (DUCKDB.first_day(Grain.MONTH, day), "1")
