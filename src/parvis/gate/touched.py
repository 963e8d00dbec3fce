"""What later deliveries change in a fact: the rows that come, and those that they replace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from parvis.core.facts import Fact
from parvis.engines.duckdb.storing import held_in
from parvis.gate.conform import (
    DELIVERY,
    Deliveries,
    create_conformed,
    described,
    groups_of,
    latest_of,
    reached,
    same_key,
    select,
    union_of,
)
from parvis.gate.inputs import ReleaseInput

TOUCHED = "touched"
Months = frozenset[date]


@dataclass(frozen=True, slots=True)
class Touched:
    """What deliveries change in a fact: its months, and how many conformed rows more."""

    months: Months
    rows: int


def is_read_alike(
    connection: duckdb.DuckDBPyConnection, fact: Fact, given: Sequence[ReleaseInput], held: int
) -> bool:
    """Whether the `held` first deliveries have all the fields: what one lacks is read otherwise."""
    return all(
        described(connection, old).types.keys() == described(connection, group).types.keys()
        for group in groups_of(fact, given)
        if (old := Deliveries(tuple(pair for pair in group.ranked if pair[0] < held))).ranked
    )


def touch(
    connection: duckdb.DuckDBPyConnection, fact: Fact, given: Sequence[ReleaseInput], held: int
) -> Touched:
    """Create the table of the rows that come after the `held` first deliveries, and of those they
    replace: `_now` if it counts from now on, `_before` if it counted before."""
    parts = []
    for group in groups_of(fact, given):
        met = _met(connection, group, held)
        if met is None:
            continue
        rows = described(connection, group)
        has_key = bool(group.latest.contract.key)
        is_old = f"{DELIVERY} < {held}"
        now = f"{latest_of(group)} = 1" if has_key else "true"
        before = f"{is_old} AND {latest_of(group, is_old)} = 1" if has_key else "false"
        source = (
            f"SELECT *, {now} AS _now, {before} AS _before "
            f"FROM ({reached(met, f'{DELIVERY} >= {held}', rows)})"
        )
        parts.append(select(fact, group, rows, source, "_now", "_before"))
    create_conformed(connection, parts, "TABLE", TOUCHED)
    ((more, fewer),) = connection.execute(
        f"SELECT count(*) FILTER (_now), count(*) FILTER (_before) FROM {TOUCHED}"
    ).fetchall()
    months = held_in(connection, fact, f"(FROM {TOUCHED} WHERE _now OR _before)").months
    return Touched(frozenset(months), more - fewer)


def _met(connection: duckdb.DuckDBPyConnection, group: Deliveries, held: int) -> Deliveries | None:
    """The deliveries after the `held` first, and those before that have a key of theirs.

    Keys alone are read: of a delivery that nothing corrects, no more need be. None if none came.
    """
    came = tuple(pair for pair in group.ranked if pair[0] >= held)
    old = Deliveries(tuple(pair for pair in group.ranked if pair[0] < held))
    if not came:
        return None
    if not old.ranked or not group.latest.contract.key:
        return Deliveries(came)
    found = connection.execute(
        f"SELECT DISTINCT u.{DELIVERY} FROM ({union_of(old)}) u "
        f"SEMI JOIN ({union_of(Deliveries(came))}) k ON {same_key(group, 'u', 'k')}"
    ).fetchall()
    corrected = {rank for (rank,) in found}
    return Deliveries(tuple(p for p in group.ranked if p[0] >= held or p[0] in corrected))
