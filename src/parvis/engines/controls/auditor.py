"""Judging controls in DuckDB: what faces what, key by key, to the cent."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from parvis.core.controls.definition import Control, Kind, Relation, Side, period_rank
from parvis.core.controls.outcome import Auditor, Line, Outcome, Place, Staged, State
from parvis.engines.controls.rows import MONEY, Today, side_sql
from parvis.engines.duckdb.connect import literal, open_workshop

_PLACE = "arg_min({'d': _delivery, 'l': _line}, {'d': _delivery, 'l': _line})"
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class DuckAuditors:
    """Opens auditors that know which days are not worked."""

    days_off: Set[date]

    def __call__(self, staged: Sequence[Staged], *, spill: Path) -> Auditor:
        """An auditor over `staged`, spilling into `spill`."""
        filled = {s.contract.id: s for s in staged if s.deliveries}
        return DuckAuditor(open_workshop(spill), filled, self.days_off)


@dataclass(frozen=True, slots=True)
class DuckAuditor:
    """One connection and the deliveries it reads."""

    connection: duckdb.DuckDBPyConnection
    staged: dict[str, Staged]
    days_off: Set[date]

    def judge(self, control: Control, *, today: date, dismissed: Sequence[str]) -> Outcome:
        """What `control` finds, lines whose id is in `dismissed` left out."""
        if not all(self._has(side) for side in control.sides):
            return Outcome(State.UNREADY)
        query = self._facing(control, Today(today, self.days_off))
        fault = f"is_fault AND {_kept(dismissed)}"
        row = self._one(
            f"SELECT count(*), count(*) FILTER ({fault}), {_sum('lq', fault)}, {_sum('rq', fault)},"
            f" {_sum('gap', fault)} FROM ({query})"
        )
        judged, lines, left, right, gap = row
        state = State.RAISED if lines else State.CLEAR
        return Outcome(state, judged, lines, left, right, gap)

    def lines(
        self,
        control: Control,
        *,
        today: date,
        dismissed: Sequence[str],
        offset: int,
        limit: int,
    ) -> list[Line]:
        """Part of the worklist, the largest gaps first."""
        if not all(self._has(side) for side in control.sides):
            return []
        query = self._facing(control, Today(today, self.days_off))
        rows = self.connection.execute(
            f"SELECT * FROM ({query}) WHERE is_fault AND {_kept(dismissed)}"
            f" ORDER BY abs(gap) DESC, id LIMIT {limit} OFFSET {offset}"
        )
        names = [column[0] for column in rows.description or ()]
        return [_line(control, dict(zip(names, row, strict=True))) for row in rows.fetchall()]

    def months(self, control: Control) -> list[tuple[date, int]]:
        """How many rows each month has, the first month first."""
        side = control.left
        if side is None or not self._has(side):
            return []
        key = f"k{period_rank(side)}"
        rows = side_sql(side, self.staged, Today(date.max, self.days_off))
        counted = f"SELECT {key}, CAST(sum(q) AS BIGINT) FROM ({rows}) GROUP BY 1 ORDER BY 1"
        return self.connection.execute(counted).fetchall()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _has(self, side: Side) -> bool:
        return any(contract in self.staged for contract in side.contracts)

    def _one(self, query: str) -> tuple[Any, ...]:
        return self.connection.execute(query).fetchone() or ()

    def _facing(self, control: Control, today: Today) -> str:
        """One row per key: `id`, keys, `lq`, `rq`, `gap`, `is_fault`, shown texts, places."""
        sides = [self._grouped(side, today) for side in control.sides]
        rank = period_rank(control.sides[0])
        if control.kind is Kind.ROWS:
            none = f"CAST(0 AS {MONEY}) AS rq, q AS lq, q AS gap, NULL AS rp"
            facing = f"SELECT *, {none} FROM ({sides[0]})"
            return f"SELECT *, {_id(control)} AS id, true AS is_fault FROM ({facing})"
        joined = _joined(control, *sides)
        window = _window(control, rank, today.day) if rank is not None else "true"
        return (
            f"SELECT *, {_id(control)} AS id, {_fault(control)} AS is_fault FROM ("
            f"SELECT *, lq - CAST(rq * {control.factor!r} AS {MONEY}) AS gap FROM ({joined})"
            f" WHERE {window})"
        )

    def _grouped(self, side: Side, today: Today) -> str:
        keys = ", ".join(f"k{i}" for i in range(len(side.keys)))
        shown = "".join(f", any_value(s{i}) AS s{i}" for i in range(len(side.shown)))
        rows = side_sql(side, self.staged, today)
        return f"SELECT {keys}, sum(q) AS q, {_PLACE} AS lp{shown} FROM ({rows}) GROUP BY {keys}"


def _sum(column: str, condition: str) -> str:
    return f"coalesce(sum({column}) FILTER ({condition}), CAST(0 AS {MONEY}))"


def _keys(control: Control) -> list[str]:
    return [f"k{i}" for i in range(len(control.key_titles))]


def _id(control: Control) -> str:
    texts = ", ".join(f"CAST({key} AS VARCHAR)" for key in _keys(control))
    return f"md5(concat_ws({literal(_SEPARATOR)}, {texts}))"


def _kept(dismissed: Sequence[str]) -> str:
    return f"id NOT IN ({', '.join(literal(d) for d in dismissed)})" if dismissed else "true"


def _joined(control: Control, left: str, right: str) -> str:
    """Left and right side by side; a right side of fewer keys faces each left one of its own."""
    shared = [f"k{i}" for i in range(len(control.right.keys) if control.right else 0)]
    is_whole = len(shared) == len(control.key_titles)
    keys = ", ".join(
        f"coalesce(l.{key}, r.{key}) AS {key}" if key in shared else f"l.{key}"
        for key in _keys(control)
    )
    facing = " AND ".join(f"l.{key} = r.{key}" for key in shared)
    shown = control.left.shown if control.left else ()
    texts = "".join(f", l.s{i}" for i in range(len(shown)))
    return (
        f"SELECT {keys}, coalesce(l.q, 0) AS lq, coalesce(r.q, 0) AS rq, l.lp, r.lp AS rp{texts}"
        f" FROM ({left}) AS l {'FULL' if is_whole else 'INNER'} JOIN ({right}) AS r ON {facing}"
    )


def _window(control: Control, rank: int, today: date) -> str:
    """Periods that both sides have reached, and that have had time to settle."""
    period = f"k{rank}"
    sides = ("lp", "rp")
    starts = ", ".join(f"min({period}) FILTER ({s} IS NOT NULL) OVER ()" for s in sides)
    last = f"max({period}) FILTER (lp IS NOT NULL) OVER ()"
    settled = f"{period} + INTERVAL 1 MONTH + INTERVAL {control.settle_days} DAY"
    return (
        f"true QUALIFY {period} >= greatest({starts}) AND {settled} <= DATE '{today.isoformat()}'"
        f" AND (lp IS NOT NULL OR {period} <= {last})"
    )


def _fault(control: Control) -> str:
    if control.relation is Relation.EQUAL:
        return f"abs(gap) > {control.tolerance!r}"
    return f"gap > {control.tolerance!r} AND rq >= {control.floor!r}"


def _line(control: Control, row: dict[str, Any]) -> Line:
    shown = control.left.shown if control.left else ()
    texts = ((field, row[f"s{i}"]) for i, field in enumerate(shown))
    places = (row["lp"], row["rp"])
    return Line(
        id=row["id"],
        keys=tuple(_text(row[key]) for key in _keys(control)),
        left=Decimal(row["lq"]),
        right=Decimal(row["rq"]),
        gap=Decimal(row["gap"]),
        shown=tuple((field, text) for field, text in texts if text),
        places=tuple(Place(place["d"], place["l"]) for place in places if place),
    )


def _text(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
