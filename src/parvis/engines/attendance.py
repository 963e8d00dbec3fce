"""Attendance read in DuckDB from the typed rows of deliveries: counts by site and day, no
person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from parvis.core.controls.outcome import Staged
from parvis.core.errors import Refused
from parvis.core.offer.attendance import WHOLE, Attendance, Attended, Came
from parvis.engines.controls.rows import deliveries_sql
from parvis.engines.duckdb.connect import name, open_workshop

Days = frozenset[date]


class DuckRolls:
    """Reads attendance; spills into `spill`."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill

    def attended(self, asked: Attendance, staged: Sequence[Staged]) -> Attended:
        """Counts by site and day, and the calendar if its file is there."""
        held = {one.contract.id: one for one in staged if one.deliveries}
        if asked.contract not in held:
            raise Refused("simulation.not_delivered", contract=asked.contract, title=asked.title)
        connection = open_workshop(self._spill)
        try:
            rows = connection.execute(
                _sql(asked, held[asked.contract]), [list(asked.marks)] if asked.mark else None
            ).fetchall()
            service, strikes = _calendar(connection, asked, held.get(asked.calendar))
        except duckdb.Error as error:
            raise Refused("simulation.unreadable", title=asked.title) from error
        finally:
            connection.close()
        return Attended([Came(*row) for row in rows], service, strikes)


def _sql(asked: Attendance, staged: Staged) -> str:
    planned = f"sum(CAST({name(asked.planned)} AS DOUBLE))" if asked.planned else "NULL"
    count = f"sum(CAST({name(asked.quantity)} AS DOUBLE))" if asked.quantity else "count(*)::DOUBLE"
    site = f"CAST({name(asked.site)} AS VARCHAR)" if asked.site else f"'{WHOLE}'"
    needed = [name(field) for field in (asked.site, asked.day, asked.quantity) if field]
    kept = [f"{field} IS NOT NULL" for field in needed]
    if asked.mark:
        kept.append(f"CAST({name(asked.mark)} AS VARCHAR) IN (SELECT unnest(?))")
    return (
        f"SELECT {site}, CAST({name(asked.day)} AS DATE) AS day, {count}, {planned}"
        f" FROM ({deliveries_sql(staged)}) WHERE {' AND '.join(kept)}"
        " GROUP BY ALL ORDER BY 2, 1"
    )


def _calendar(connection: duckdb.DuckDBPyConnection, asked: Attendance, staged: Staged | None
              ) -> tuple[Days, Days]:  # fmt: skip
    if staged is None:
        return frozenset(), frozenset()
    strike = f"coalesce({name(asked.strike)}, false)" if asked.strike else "false"
    rows = connection.execute(
        f"SELECT CAST({name(asked.calendar_day)} AS DATE), {strike}"
        f" FROM ({deliveries_sql(staged)}) WHERE {name(asked.calendar_day)} IS NOT NULL"
    ).fetchall()
    return frozenset(day for day, _ in rows), frozenset(day for day, is_up in rows if is_up)
