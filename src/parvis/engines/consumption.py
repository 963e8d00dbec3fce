"""What families used, read in DuckDB from the typed rows of deliveries."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from parvis.core.controls.outcome import Staged
from parvis.core.errors import Refused
from parvis.core.metrics.period import Period
from parvis.core.offer.consumption import Consumption, Use
from parvis.engines.controls.rows import deliveries_sql
from parvis.engines.duckdb.connect import literal, name, open_workshop


class DuckLedger:
    """Reads consumptions; spills into `spill`."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill

    def uses(self, asked: Consumption, staged: Sequence[Staged], period: Period) -> list[Use]:
        """Units and bills by family, child and income; Refused where nothing was delivered."""
        held = {one.contract.id: one for one in staged if one.deliveries}
        for contract in asked.contracts:
            if contract not in held:
                raise Refused("simulation.not_delivered", contract=contract, title=asked.title)
        connection = open_workshop(self._spill)
        try:
            rows = connection.execute(_sql(asked, held, period)).fetchall()
        except duckdb.Error as error:
            raise Refused("simulation.unreadable", title=asked.title) from error
        finally:
            connection.close()
        return [_use(*row) for row in rows]


def _use(family: str, child: str, income: object, units: object, paid: object, is_last: bool
         ) -> Use:  # fmt: skip
    return Use(family, child, _decimal(income), _decimal(units) or Decimal(0), _decimal(paid),
               bool(is_last))  # fmt: skip


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _sql(asked: Consumption, held: dict[str, Staged], period: Period) -> str:
    """One line per family, child and income; the last income of a family is that of its last day.

    Sums are made in exact decimals, so that bills add up to the cent.
    """
    family, child, day = (name(asked.family), name(asked.child), name(asked.day))
    paid = f"CAST({name(asked.paid)} AS DECIMAL(18,2)) * 100" if asked.paid else "NULL"
    rows = deliveries_sql(held[asked.contract])
    income = f"r.{name(asked.income)}"
    joined = ""
    if asked.income_contract:
        known = deliveries_sql(held[asked.income_contract])
        income = "k.income"
        joined = (f"LEFT JOIN (SELECT {family} AS family, max({name(asked.income)}) AS income "
                  f"FROM ({known}) GROUP BY 1) k ON k.family = r.{family}")  # fmt: skip
    start, end = literal(period.start.isoformat()), literal(period.end.isoformat())
    used = (
        f"SELECT CAST(r.{family} AS VARCHAR) AS family, CAST(r.{child} AS VARCHAR) AS child,"
        f" CAST({income} AS DECIMAL(18,2)) AS income, CAST(r.{day} AS DATE) AS day,"
        f" CAST(r.{name(asked.units)} AS DECIMAL(18,2)) AS units, {paid} AS paid"
        f" FROM ({rows}) r {joined}"
        f" WHERE r.{family} IS NOT NULL AND r.{name(asked.units)} IS NOT NULL"
        f" AND CAST(r.{day} AS DATE) >= {start} AND CAST(r.{day} AS DATE) < {end}"
    )
    last = "SELECT family, arg_max(income, day) AS income FROM used GROUP BY 1"
    return (
        f"WITH used AS ({used}), last AS ({last})"
        " SELECT family, child, u.income, sum(units), sum(paid),"
        " bool_or(u.income IS NOT DISTINCT FROM l.income)"
        " FROM used u JOIN last l USING (family) GROUP BY family, child, u.income"
        " ORDER BY family, child, u.income"
    )
