"""Cohorts: how many entities first seen in one month were seen in another; built, then renewed.

An entity stands once per month seen, so that counts and sums of keys add up: cells of some entities
may be taken away from those of all and put back as they become.
"""

from dataclasses import dataclass

import duckdb

from parvis.core.facts import Fact
from parvis.core.metrics.definition import COHORT
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.partials import ROWS

_CELLS, _TOUCHED = "cohort_cells", "cohort_touched"
_SLICES = 8
"""Entities are taken an eighth at a time: a million of them over five years would not hold."""


@dataclass(frozen=True, slots=True)
class Months:
    """Where the months in which entities were seen are read: a table, its month, its rows."""

    table: str
    month: str
    rows: str


def build_cohorts(
    connection: duckdb.DuckDBPyConnection, fact: Fact, seen: Months, target: str
) -> None:
    """Create the table of cohorts `target`."""
    entity = name(fact.entity)
    _begin(connection)
    for rank in range(_SLICES):
        _add(connection, fact, seen, f"hash({entity}) % {_SLICES} = {rank}", "")
    _write(connection, fact, target)


class Renewal:
    """The cohorts of `target` while the rows of some entities change.

    Made before they change, with `touched`: SQL of authority and entity `e` of those who have rows
    among what goes or what comes.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        fact: Fact,
        seen: Months,
        target: str,
        touched: str,
    ) -> None:
        self._connection, self._fact, self._seen, self._target = connection, fact, seen, target
        self._who = (
            f"EXISTS (SELECT 1 FROM {_TOUCHED} t WHERE t.authority = u.authority "
            f"AND t.e = u.{name(fact.entity)})"
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TOUCHED} AS {touched}")
        _begin(connection)
        _add(connection, fact, seen, self._who, "-")

    def end(self) -> None:
        """Write the cohorts, now that the rows have changed."""
        connection, day = self._connection, name(self._fact.time)
        _add(connection, self._fact, self._seen, self._who, "")
        connection.execute(
            f"INSERT INTO {_CELLS} SELECT authority, {COHORT}, {day}, {ROWS}, persons, keys "
            f"FROM {self._target} WHERE {COHORT} IS NOT NULL AND {day} IS NOT NULL"
        )
        _write(connection, self._fact, self._target)
        connection.execute(f"DROP TABLE {_TOUCHED}")


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_CELLS} (authority VARCHAR, c DATE, m DATE, n HUGEINT, "
        "persons HUGEINT, keys HUGEINT)"
    )


def _add(
    connection: duckdb.DuckDBPyConnection, fact: Fact, seen: Months, who: str, sign: str
) -> None:
    """Add to the cells, or take away from them, what the entities for which `who` holds bring."""
    entity = name(fact.entity)
    connection.execute(
        f"INSERT INTO {_CELLS} WITH seen AS MATERIALIZED (SELECT authority, {entity} AS e, "
        f"{seen.month} AS m, sum({seen.rows}) AS n FROM {seen.table} u "
        f"WHERE {entity} IS NOT NULL AND {who} GROUP BY ALL), "
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
