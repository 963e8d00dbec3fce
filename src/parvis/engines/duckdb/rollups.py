"""Roll-ups: the rows of a fact together, per step, values and entity; built, then renewed.

In a roll-up the columns keep their name: a number is a sum, a flag the count of its true rows;
`known(column)` counts the rows where it is known, and `ROWS` the rows.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import duckdb

from parvis.core.facts import FLAGS, Fact, Rollup
from parvis.core.metrics.period import NESTS, Grain
from parvis.engines.duckdb.cohorts import Months, Renewal, build_cohorts
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.spans import within, years_of
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.partials import ROWS, known, table_of


def build_rollups(
    connection: duckdb.DuckDBPyConnection, fact: Fact, table: str, months: Mapping[date, int]
) -> None:
    """Create the roll-ups of `fact` beside its `table` (qualified by its database).

    `months` counts the rows of the table, by the first day of each.
    """
    day = name(fact.time)
    parts = [(span.holds(day), span.order(day)) for span in years_of(months)] or [("false", [])]
    for rollup in _stepped(fact):
        target = _beside(table, fact, rollup)
        for rank, (where, before) in enumerate(parts):
            verb = f"INSERT INTO {target}" if rank else f"CREATE TABLE {target} AS"
            connection.execute(f"{verb} {_rows(fact, rollup, table, where, before)}")
    for rollup in fact.rollups:
        if rollup.is_cohort:
            target = _beside(table, fact, rollup)
            build_cohorts(connection, fact, _seen(fact, table), target)


def renew_rollups(
    connection: duckdb.DuckDBPyConnection, fact: Fact, table: str, months: Collection[date]
) -> None:
    """Compute again the steps that hold rows of `months`, cohorts apart."""
    for rollup in _stepped(fact):
        target, where = _beside(table, fact, rollup), within(fact, months, rollup.grain)
        connection.execute(f"DELETE FROM {target} WHERE {where}")
        connection.execute(f"INSERT INTO {target} {_rows(fact, rollup, table, where)}")


def renewal_of_cohorts(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    table: str,
    touched: str,
    changed: Collection[date],
) -> Renewal | None:
    """The renewal of the cohorts of `fact`, begun before its rows change; None if it has none.

    `touched`: SQL of the entities `e` of the rows that go and of those that come, all of the months
    `changed`.
    """
    for rollup in fact.rollups:
        if rollup.is_cohort:
            target = _beside(table, fact, rollup)
            return Renewal(connection, fact, _seen(fact, table), target, touched, changed)
    return None


def _stepped(fact: Fact) -> list[Rollup]:
    return [rollup for rollup in fact.rollups if not rollup.is_cohort]


def _beside(table: str, fact: Fact, rollup: Rollup) -> str:
    """The table of a roll-up, in the database of that of the fact."""
    database = table.rpartition(".")[0]
    return f"{database}{'.' if database else ''}{name(table_of(fact.id, rollup))}"


def _rows(fact: Fact, rollup: Rollup, table: str, where: str, before: Sequence[str] = ()) -> str:
    """The rows of a roll-up; from a finer one that holds as much, for it has fewer of them."""
    finer = next((r for r in fact.rollups if _is_finer(r, rollup)), None)
    source = _beside(table, fact, finer) if finer else table
    keys = [*(name(column) for column in rollup.by), name(fact.entity)]
    day = name(fact.time)
    counts = [_counted(finer), *(_summed(c, fact, finer) for c in rollup.columns)]
    order = [*before, "authority", *_order(rollup, keys, day)]
    return (
        f"FROM (SELECT authority, {DUCKDB.first_day(rollup.grain, day)} AS {day}, "
        f"{', '.join([*keys, *counts])} FROM {source} WHERE {where} GROUP BY ALL) "
        f"ORDER BY {', '.join(order)}"
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


def _seen(fact: Fact, table: str) -> Months:
    """The months in which entities were seen: in the monthly roll-up, else in the fact."""
    day = name(fact.time)
    monthly = next((r for r in _stepped(fact) if r.grain is Grain.MONTH), None)
    if monthly is None:
        return Months(table, DUCKDB.first_day(Grain.MONTH, day), "1")
    return Months(_beside(table, fact, monthly), day, ROWS)
