"""The SQL by which each column of a fact is made from the fields of a contract."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parvis.core.facts import CATEGORIES, Column, Rule
from parvis.core.ingest.contract import Contract
from parvis.core.privacy.generalise import UNKNOWN
from parvis.core.rules import PLACE
from parvis.engines.duckdb.connect import literal, name

SQL_TYPES = {
    Rule.DAY: "DATE",
    Rule.CATEGORY: "VARCHAR",
    Rule.NUMBER: "DOUBLE",
    Rule.HOURS_OBSERVED: "DOUBLE",
    Rule.IS_CLOSED: "BOOLEAN",
    Rule.ON_TIME: "BOOLEAN",
    Rule.OVERDUE: "BOOLEAN",
    Rule.PERSON: "BIGINT",
    Rule.UNIT: "BIGINT",
    Rule.AGE_BAND: "VARCHAR",
    Rule.AGE_NOW: "VARCHAR",
    Rule.BAND: "VARCHAR",
    Rule.GROUPED: "VARCHAR",
    Rule.SIZE_BAND: "VARCHAR",
    Rule.AMONG: "BOOLEAN",
    Rule.YES: "BOOLEAN",
    Rule.TOP: "BOOLEAN",
    Rule.POINTS: "DOUBLE",
    Rule.GAP: "DOUBLE",
    Rule.UNPAID: "DOUBLE",
    Rule.SEASON: "DATE",
    Rule.RECEIVED: "DATE",
    Rule.ZONE: "VARCHAR",
    Rule.SINCE: "VARCHAR",
    Rule.HOUSEHOLD: "VARCHAR",
}
OBSERVED = "_observed"
RECEIVED = "_received"
ZONES = "zones"
"""The areas of each place of the deliveries: one column per layer."""
_LAST_OF_DAY = "INTERVAL '86399999999 microseconds'"


@dataclass(frozen=True, slots=True)
class Rows:
    """Typed rows under one contract: the SQL type of each field there is, and the contract.

    `are_placed`: what areas their places lie in is known, in `ZONES`.
    """

    types: Mapping[str, str]
    contract: Contract
    are_placed: bool = False

    @property
    def place(self) -> tuple[str, ...]:
        """The fields that say where something is."""
        return tuple(field for field in PLACE if field in self.types)

    @property
    def place_key(self) -> str:
        """The SQL of a place, as one text."""
        parts = (
            f"coalesce(CAST({name(field)} AS VARCHAR), '')" if field in self.types else "''"
            for field in PLACE
        )
        return f"concat_ws(chr(31), {', '.join(parts)})"

    def has(self, fields: tuple[str, ...]) -> bool:
        """Whether all of `fields` are there."""
        return all(field in self.types for field in fields)

    def instant(self, field: str, *, ends_day: bool = False) -> str:
        """`field` as an instant; a date is its first instant, or its last if `ends_day`."""
        column, zone = name(field), literal(self.contract.timezone)
        kind = self.types[field]
        if kind == "TIMESTAMP WITH TIME ZONE":
            return column
        if kind == "DATE" and ends_day:
            return f"timezone({zone}, CAST({column} AS TIMESTAMP) + {_LAST_OF_DAY})"
        return f"timezone({zone}, CAST({column} AS TIMESTAMP))"

    def day(self, field: str) -> str:
        """The local day of `field`."""
        if self.types[field] == "DATE":
            return name(field)
        zone = literal(self.contract.timezone)
        return f"CAST(timezone({zone}, {self.instant(field)}) AS DATE)"


def expression(column: Column, rows: Rows) -> str:
    """The SQL of `column` over `rows`; a PERSON is made apart, from its identity."""
    kind = "VARCHAR" if column.rule is Rule.UNIT else SQL_TYPES[column.rule]
    if column.rule is Rule.ZONE:
        return f"CAST({_zone(rows, column)} AS {kind})"
    if not rows.has(column.sources):
        missing = literal(UNKNOWN) if column.rule in CATEGORIES else "NULL"
        return f"CAST({missing} AS {kind})"
    return f"CAST({_MAKERS[column.rule](rows, column)} AS {kind})"


def _day(rows: Rows, column: Column) -> str:
    return rows.day(column.sources[0])


def _text(field: str) -> str:
    return f"nullif(trim(CAST({name(field)} AS VARCHAR)), '')"


def _category(rows: Rows, column: Column) -> str:
    return f"coalesce({_text(column.sources[0])}, {literal(UNKNOWN)})"


def _number(rows: Rows, column: Column) -> str:
    return name(column.sources[0])


def _hours(rows: Rows, column: Column) -> str:
    start, end = column.sources
    begun, stopped = rows.instant(start), f"coalesce({rows.instant(end)}, {OBSERVED})"
    hours = f"(epoch({stopped}) - epoch({begun})) / 3600"
    return f"CASE WHEN {stopped} >= {begun} THEN {hours} END"


def _is_closed(rows: Rows, column: Column) -> str:
    return f"{name(column.sources[0])} IS NOT NULL"


def _on_time(rows: Rows, column: Column) -> str:
    end, due = column.sources
    ended, limit = rows.instant(end), rows.instant(due, ends_day=True)
    is_late = f"WHEN {OBSERVED} > {limit} THEN false"
    return f"CASE WHEN {ended} IS NOT NULL THEN {ended} <= {limit} {is_late} END"


def _overdue(rows: Rows, column: Column) -> str:
    end, due = column.sources
    limit = rows.instant(due, ends_day=True)
    return f"CASE WHEN {limit} IS NOT NULL THEN {name(end)} IS NULL AND {OBSERVED} > {limit} END"


def _unit(rows: Rows, column: Column) -> str:
    (field,) = column.sources
    scheme = literal(f"{rows.contract.numbering or rows.contract.id}{chr(30)}{column.name}")
    return f"{scheme} || chr(31) || {_text(field)}"


def _age_band(rows: Rows, column: Column) -> str:
    born, at = column.sources
    return _age(rows.day(born), rows.day(at), column)


def _age_now(rows: Rows, column: Column) -> str:
    return _age(rows.day(column.sources[0]), _received(rows, column), column)


def _age(born: str, at: str, column: Column) -> str:
    """The band of whole years from birth to `at`; a birth after it is a mistake, so unknown."""
    age = f"CASE WHEN {born} <= {at} THEN date_sub('year', {born}, {at}) END"
    return _cut(age, column.bands)


def _band(rows: Rows, column: Column) -> str:
    return _cut(name(column.sources[0]), column.bands)


def _grouped(rows: Rows, column: Column) -> str:
    text = _text(column.sources[0])
    steps = " ".join(
        f"WHEN lower({text}) IN ({', '.join(map(literal, texts))}) THEN {literal(label)}"
        for label, texts in column.groups
    )
    other = literal(column.otherwise or UNKNOWN)
    return f"CASE WHEN {text} IS NULL THEN {literal(UNKNOWN)} {steps} ELSE {other} END"


def _cut(number: str, bands: Sequence[tuple[float, str]]) -> str:
    """The label of the first of `bands` whose excluded end is above `number`."""
    *finite, (_, last) = bands
    steps = " ".join(f"WHEN {number} < {end} THEN {literal(label)}" for end, label in finite)
    return f"CASE WHEN {number} IS NULL THEN {literal(UNKNOWN)} {steps} ELSE {literal(last)} END"


def _size_band(rows: Rows, column: Column) -> str:
    unit = _text(column.sources[0])
    size = f"count(*) OVER (PARTITION BY {unit})"
    return (
        f"CASE WHEN {unit} IS NULL THEN {literal(UNKNOWN)} WHEN {size} = 1 THEN '1' "
        f"WHEN {size} = 2 THEN '2' ELSE '3 et plus' END"
    )


def _among(rows: Rows, column: Column) -> str:
    values = ", ".join(literal(value) for value in column.values)
    return f"{_text(column.sources[0])} IN ({values})"


def _yes(rows: Rows, column: Column) -> str:
    text = f"lower({_text(column.sources[0])})"
    return f"CASE WHEN {text} IN {_YES} THEN true WHEN {text} IN {_NO} THEN false END"


_YES = "('oui', 'o', 'true', 'vrai', '1', 'x', 'yes')"
_NO = "('non', 'n', 'false', 'faux', '0', 'no')"


def _top(rows: Rows, column: Column) -> str:
    number = name(column.sources[0])
    return f"{number} >= max({number}) OVER ()"


def _points(rows: Rows, column: Column) -> str:
    score = f"TRY_CAST({name(column.sources[0])} AS DOUBLE)"
    return (
        f"CASE WHEN {score} NOT BETWEEN 0 AND 10 THEN NULL WHEN {score} >= 9 THEN 1 "
        f"WHEN {score} <= 6 THEN -1 WHEN {score} IS NOT NULL THEN 0 END"
    )


def _gap(rows: Rows, column: Column) -> str:
    expected, found = (name(field) for field in column.sources)
    return f"abs({expected} - {found}) / nullif(CAST({found} AS DOUBLE), 0)"


def _unpaid(rows: Rows, column: Column) -> str:
    amount, issued, paid = column.sources
    is_due = f"{OBSERVED} > {rows.instant(issued)} + INTERVAL 30 DAY"
    return f"CASE WHEN {name(paid)} IS NOT NULL THEN 0 WHEN {is_due} THEN {name(amount)} END"


def _season(rows: Rows, column: Column) -> str:
    text = _text(column.sources[0])
    year = f"TRY_CAST(regexp_extract({text}, '[0-9]{{4}}') AS INTEGER)"
    is_season = f"regexp_matches({text}, '[0-9]{{4}}[-/][0-9]{{2,4}}')"
    return f"make_date({year}, CASE WHEN {is_season} THEN 9 ELSE 1 END, 1)"


def _zone(rows: Rows, column: Column) -> str:
    """The area of the place; of one that is in none, what the file writes.

    A part is left null there: it is completed once the rare values of what holds it are folded.
    """
    placed = (
        f"(SELECT any_value(z.{name(column.zone)}) FROM {ZONES} z WHERE z.place = {rows.place_key})"
        if rows.are_placed and rows.place
        else "NULL"
    )
    if column.within:
        return placed
    written = [_text(field) for field in column.sources if rows.has((field,))]
    return f"coalesce({', '.join([placed, *written, literal(UNKNOWN)])})"


def _since(rows: Rows, column: Column) -> str:
    start, now = rows.day(column.sources[0]), _received(rows, column)
    months = f"CASE WHEN {start} <= {now} THEN date_sub('month', {start}, {now}) END"
    return _cut(months, column.bands)


def _household(rows: Rows, column: Column) -> str:
    home, born = column.sources
    adult = f"{rows.day(born)} + INTERVAL {ADULT} YEAR <= {_received(rows, column)}"
    has_minor = f"bool_or(NOT ({adult})) OVER (PARTITION BY {_text(home)})"
    young, grown = map(literal, column.values)
    return (
        f"CASE WHEN {_text(home)} IS NULL OR {has_minor} IS NULL THEN {literal(UNKNOWN)} "
        f"WHEN {has_minor} THEN {young} ELSE {grown} END"
    )


ADULT = 18


def _received(rows: Rows, column: Column) -> str:
    return f"CAST(coalesce({OBSERVED}, {RECEIVED}) AS DATE)"


_MAKERS: dict[Rule, Callable[[Rows, Column], str]] = {
    Rule.DAY: _day,
    Rule.CATEGORY: _category,
    Rule.NUMBER: _number,
    Rule.HOURS_OBSERVED: _hours,
    Rule.IS_CLOSED: _is_closed,
    Rule.ON_TIME: _on_time,
    Rule.OVERDUE: _overdue,
    Rule.UNIT: _unit,
    Rule.AGE_BAND: _age_band,
    Rule.AGE_NOW: _age_now,
    Rule.BAND: _band,
    Rule.GROUPED: _grouped,
    Rule.SIZE_BAND: _size_band,
    Rule.AMONG: _among,
    Rule.YES: _yes,
    Rule.TOP: _top,
    Rule.POINTS: _points,
    Rule.GAP: _gap,
    Rule.UNPAID: _unpaid,
    Rule.SEASON: _season,
    Rule.RECEIVED: _received,
    Rule.SINCE: _since,
    Rule.HOUSEHOLD: _household,
}
