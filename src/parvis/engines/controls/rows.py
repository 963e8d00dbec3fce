"""The rows that a side of a control looks at, as SQL over the deliveries."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from parvis.core.controls.definition import Check, Condition, Side
from parvis.core.controls.outcome import Staged
from parvis.core.ingest.contract import Contract, FieldType
from parvis.engines.duckdb.connect import literal, name

MONEY = "DECIMAL(18,2)"
_SATURDAY = 5
_AS_TEXT = frozenset({Check.AMONG, Check.NOT_AMONG})


@dataclass(frozen=True, slots=True)
class Today:
    """The day of the run and the days that are not worked."""

    day: date
    days_off: Set[date]

    def before(self, days: int, *, is_working: bool) -> date:
        """The day that many days ago, working ones if so asked."""
        if not is_working:
            return self.day - timedelta(days=days)
        found = self.day
        while days:
            found -= timedelta(days=1)
            days -= found.weekday() < _SATURDAY and found not in self.days_off
        return found


def deliveries_sql(staged: Staged) -> str:
    """The rows of the deliveries of one contract; where a key comes back, the last received."""
    selects = [
        f"SELECT *, {number} AS _delivery FROM read_parquet({literal(str(path))})"
        for number, path in staged.deliveries
    ]
    if len(selects) == 1:
        return selects[0]
    ranked = [f"SELECT *, {rank} AS _rank FROM ({select})" for rank, select in enumerate(selects)]
    key = ", ".join(name(field) for field in staged.contract.key)
    return (
        f"SELECT * EXCLUDE (_rank) FROM ({' UNION ALL BY NAME '.join(ranked)})"
        f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _rank DESC) = 1"
    )


def side_sql(side: Side, staged: Mapping[str, Staged], today: Today) -> str:
    """The rows of `side`: `k0`, `k1`, ..., quantity `q`, shown texts `s0`, ..., their place."""
    parts = (_part(side, staged[c], today) for c in side.contracts if c in staged)
    return " UNION ALL ".join(parts)


def _part(side: Side, staged: Staged, today: Today) -> str:
    contract = staged.contract
    keys = [f"{_key(key, contract)} AS k{i}" for i, key in enumerate(side.keys)]
    shown = [f"{_shown(field, contract)} AS s{i}" for i, field in enumerate(side.shown)]
    columns = ", ".join([*keys, f"{_quantity(side, contract)} AS q", *shown])
    joint = " OR " if side.is_any else " AND "
    where = joint.join(f"({part})" for c in side.where for part in _condition(c, contract, today))
    known = " AND ".join(f"{_key(key, contract)} IS NOT NULL" for key in side.keys)
    kept = f"({known})" + (f" AND ({where})" if where else "")
    return f"SELECT {columns}, _delivery, _line FROM ({deliveries_sql(staged)}) WHERE {kept}"


def _key(key: str, contract: Contract) -> str:
    kind, _, field = key.rpartition(":")
    if kind == "month":
        return f"CAST(date_trunc('month', {_day(field, contract)}) AS DATE)"
    if contract.by_name[field].type in {FieldType.DATE, FieldType.DATETIME}:
        return _day(field, contract)
    return f"CAST({name(field)} AS VARCHAR)"


def _quantity(side: Side, contract: Contract) -> str:
    if side.quantity == "count":
        return f"CAST(1 AS {MONEY})"
    return f"CAST(coalesce({name(side.quantity)}, 0) AS {MONEY})"


def _shown(field: str, contract: Contract) -> str:
    known = contract.by_name.get(field)
    if known is None:
        return "CAST(NULL AS VARCHAR)"
    if known.type in {FieldType.DATE, FieldType.DATETIME}:
        return f"strftime({_day(field, contract)}, '%d/%m/%Y')"
    return f"CAST({name(field)} AS VARCHAR)"


def _day(field: str, contract: Contract) -> str:
    if contract.by_name[field].type is FieldType.DATETIME:
        return f"CAST(timezone({literal(contract.timezone)}, {name(field)}) AS DATE)"
    return name(field)


def _condition(condition: Condition, contract: Contract, today: Today) -> Iterator[str]:
    """SQL true where the condition holds; never null, and false where what it needs is absent."""
    field, test = name(condition.field), condition.test
    if test is Check.EMPTY:
        yield f"{field} IS NULL"
    elif test is Check.FILLED:
        yield f"{field} IS NOT NULL"
    elif test in _AS_TEXT:
        values = ", ".join(literal(v) for v in condition.values)
        word = "IN" if test is Check.AMONG else "NOT IN"
        yield f"coalesce(CAST({field} AS VARCHAR) {word} ({values}), false)"
    elif test is Check.DIFFERS:
        product = " * ".join(name(f) for f in condition.factors)
        gap = f"abs(CAST({field} AS {MONEY}) - CAST(round({product}, 2) AS {MONEY}))"
        yield f"coalesce({gap} > {condition.number!r}, false)"
    else:
        yield f"coalesce({_compared(condition, contract, today)}, false)"


def _compared(condition: Condition, contract: Contract, today: Today) -> str:
    field, test, number = name(condition.field), condition.test, condition.number
    if test in {Check.BELOW, Check.ABOVE}:
        bound = name(condition.against) if condition.against else repr(number)
        return f"{field} {'<' if test is Check.BELOW else '>'} {bound}"
    day = _day(condition.field, contract)
    if test in {Check.BEFORE, Check.AFTER}:
        back = int(number) if test is Check.BEFORE else -int(number)
        bound = _bound(condition, contract, today, back)
        return f"{day} {'<' if test is Check.BEFORE else '>'} {bound}"
    on = _bound(condition, contract, today, 0)
    age = f"date_sub('year', {day}, {on})"
    return f"{age} {'<' if test is Check.AGE_BELOW else '>'} {number!r}"


def _bound(condition: Condition, contract: Contract, today: Today, back: int) -> str:
    if condition.against:
        return f"({_day(condition.against, contract)} - {back})"
    day = (
        today.before(back, is_working=condition.is_working)
        if back >= 0
        else today.day + timedelta(days=-back)
    )
    return f"DATE '{day.isoformat()}'"
