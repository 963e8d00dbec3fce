"""Cohorts: how many entities first seen in one month were seen in another; built, then renewed.

An entity stands once per month seen, so that counts and sums of keys add up: cells of some entities
may be taken away from those of all and put back as they become.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb

from parvis.core.facts import Fact
from parvis.core.metrics.definition import COHORT
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.spans import within_days
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.partials import ROWS

_CELLS, _TOUCHED, _KNOWN = "cohort_cells", "cohort_touched", "cohort_known"
_SLICES, _AT_ONCE = 8, 100_000
"""Where there are more rows than so many entities are taken in slices, up to eight: a million of
them over five years would not hold."""


@dataclass(frozen=True, slots=True)
class Months:
    """Where the months in which entities were seen are read: a table, its month, its rows."""

    table: str
    month: str
    rows: str


def build_cohorts(
    connection: duckdb.DuckDBPyConnection, fact: Fact, months: Months, target: str
) -> None:
    """Create the table of cohorts `target`."""
    _begin(connection)
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {months.table}").fetchall()
    slices = min(_SLICES, 1 + rows // _AT_ONCE)
    for rank in range(slices):
        who = f"hash({name(fact.entity)}) % {slices} = {rank}"
        _add(connection, f"({_seen(fact, months, who)})", "")
    _write(connection, fact, target)


class Renewal:
    """The cohorts of `target` while the rows of some months change.

    Made before they change. `touched`: SQL of the entities `e` who have rows among what goes or
    what comes; `changed`: the first days of these months. Whoever else bears one of these
    pseudonyms, in another authority, loses and gets the same.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        fact: Fact,
        months: Months,
        target: str,
        touched: str,
        changed: Collection[date],
    ) -> None:
        self._connection, self._fact, self._months, self._target = connection, fact, months, target
        self._changed = changed
        self._who = f"{name(fact.entity)} IN (SELECT e FROM {_TOUCHED})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TOUCHED} AS {touched}")
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_KNOWN} AS {_seen(fact, months, self._who)}"
        )
        _begin(connection)
        _add(connection, _KNOWN, "-")

    def end(self) -> None:
        """Write the cohorts, now that the rows have changed."""
        connection, day = self._connection, name(self._fact.time)
        again = f"{self._who} AND {within_days(day, self._changed)}"
        connection.execute(f"DELETE FROM {_KNOWN} WHERE {within_days('m', self._changed)}")
        connection.execute(f"INSERT INTO {_KNOWN} {_seen(self._fact, self._months, again)}")
        _add(connection, _KNOWN, "")
        connection.execute(
            f"INSERT INTO {_CELLS} SELECT authority, {COHORT}, {day}, {ROWS}, persons, keys "
            f"FROM {self._target} WHERE {COHORT} IS NOT NULL AND {day} IS NOT NULL"
        )
        _write(connection, self._fact, self._target)
        connection.execute(f"DROP TABLE {_TOUCHED}")
        connection.execute(f"DROP TABLE {_KNOWN}")


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_CELLS} (authority VARCHAR, c DATE, m DATE, n HUGEINT, "
        "persons HUGEINT, keys HUGEINT)"
    )


def _seen(fact: Fact, months: Months, who: str) -> str:
    """In which months the entities for which `who` holds were seen, and how often."""
    entity = name(fact.entity)
    return (
        f"SELECT authority, {entity} AS e, {months.month} AS m, sum({months.rows}) AS n "
        f"FROM {months.table} WHERE {entity} IS NOT NULL AND {who} GROUP BY ALL"
    )


def _add(connection: duckdb.DuckDBPyConnection, seen: str, sign: str) -> None:
    """Add to the cells, or take away from them, what the entities of `seen` bring."""
    connection.execute(
        f"INSERT INTO {_CELLS} WITH seen AS MATERIALIZED (FROM {seen}), "
        "first AS (SELECT authority, e, min(m) AS c FROM seen GROUP BY ALL) "
        f"SELECT s.authority, f.c, s.m, {sign}sum(s.n), {sign}count(*), "
        f"{sign}sum({DUCKDB.key('s.e')}) FROM seen s "
        "JOIN first f ON f.authority = s.authority AND f.e = s.e GROUP BY ALL"
    )


def _write(connection: duckdb.DuckDBPyConnection, fact: Fact, target: str) -> None:
    """The cells and their margins: a cohort and the total count an entity in its first month."""
    day = name(fact.time)
    sums = "CAST(sum(n) AS BIGINT) AS n, CAST(sum({0}) AS BIGINT) AS p, sum({1}) AS k"
    all_, starts = sums.format("persons", "keys"), sums.format(_STARTS.format("persons"),
                                                               _STARTS.format("keys"))  # fmt: skip
    connection.execute(
        f"CREATE OR REPLACE TABLE {target} AS WITH cells AS MATERIALIZED ("
        f"SELECT authority, c, m, sum(n) AS n, sum(persons) AS persons, sum(keys) AS keys "
        f"FROM {_CELLS} GROUP BY ALL HAVING sum(n) <> 0) "
        f"SELECT authority, c AS {COHORT}, m AS {day}, n AS {ROWS}, p AS persons, k AS keys FROM ("
        f"SELECT authority, c, m, {all_} FROM cells GROUP BY ALL "
        f"UNION ALL SELECT authority, NULL, m, {all_} FROM cells GROUP BY ALL "
        f"UNION ALL SELECT authority, c, NULL, {starts} FROM cells GROUP BY ALL "
        f"UNION ALL SELECT authority, NULL, NULL, {starts} FROM cells GROUP BY ALL) ORDER BY ALL"
    )
    connection.execute(f"DROP TABLE {_CELLS}")


_STARTS = "CASE WHEN m = c THEN {} ELSE 0 END"
