"""Identified deliveries as one conformed table, still on the identified side.

Publishing and tracing a figure back read this same table: what a figure counts and the lines
shown behind it cannot differ.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from parvis.core.facts import Fact, Rule
from parvis.core.privacy.generalise import OTHERS, kept_values
from parvis.core.rules import REMAINDER
from parvis.engines.duckdb.connect import in_any_order, literal, name
from parvis.engines.duckdb.identity import identity_sql
from parvis.gate.columns import OBSERVED, RECEIVED, ZONES, Rows, expression
from parvis.gate.inputs import ReleaseInput, in_order

CONFORMED = "conformed"
FOLDED = "folded"
LINE = "_line"
DELIVERY = "_delivery"
SECTOR = "_sector"
PERSON = "_person"
LINKS = "links"
_LAST = "_last"
_KEPT = "kept"
_PART, _ABOUND = 64, 200_000
"""One row in so many is enough to tell frequent values, where rows abound: there are so many."""
_SLICE = 3_000_000
"""Rows whose keys are compared at once: those of more would not hold in memory."""

Links = Iterable[Sequence[tuple[str, str, str, str]]]
"""Batches of (authority, sector, reference, person): who a reference is, once files are linked."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Deliveries of one contract and authority, each with its rank among all inputs."""

    ranked: tuple[tuple[int, ReleaseInput], ...]

    @property
    def latest(self) -> ReleaseInput:
        """The last received, whose contract says how all are read."""
        return self.ranked[-1][1]

    @property
    def rows(self) -> int:
        """How many rows they have in all."""
        return sum(delivery.row_count for _, delivery in self.ranked)


def take_links(connection: duckdb.DuckDBPyConnection, links: Links) -> None:
    """Create `LINKS`: which person each reference is, in its authority and sector."""
    connection.execute(
        f"CREATE OR REPLACE TABLE {LINKS} (authority VARCHAR, sector VARCHAR, reference VARCHAR, "
        "person VARCHAR)"
    )
    for batch in links:
        columns = dict(zip(("a", "s", "r", "p"), zip(*batch, strict=True), strict=True))
        create_table(connection, "batch", **columns)
        connection.execute(f"INSERT INTO {LINKS} FROM batch")
        connection.execute("DROP TABLE batch")


Reach = Callable[[Rows], str]
"""The condition, on the fields of deliveries, of the rows that matter."""


def conform(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    inputs: Sequence[ReleaseInput],
    kind: str,
    reach: Reach | None = None,
) -> None:
    """Create `CONFORMED`, a `kind` ("TABLE" or "VIEW") of the rows that feed `fact`.

    Columns: authority, those of the fact's own but the person, then `SECTOR`, `PERSON` (the person
    whom `LINKS` names, else what identifies one in the file), `DELIVERY` (rank in
    `in_order(inputs)`) and `LINE`. Of the rows of one key only the latest received is there. Where
    rows are out of `reach`, only keys of which a row is within it are there.
    """
    parts = []
    for rank, group in enumerate(groups_of(fact, inputs)):
        rows, source, many = described(connection, group), union_of(group), group.rows
        if reach:
            source, many = _kept_apart(connection, reached(group, reach(rows)), rank)
        parts.append(select(fact, group, rows, _latest(connection, group, source, rank, many)))
    create_conformed(connection, parts, kind)


def _kept_apart(connection: duckdb.DuckDBPyConnection, rows: str, rank: int) -> tuple[str, int]:
    """`rows` in a table of their own, read once whatever is then asked of them; and how many."""
    table = name(f"reached_{rank}")
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {rows}")
    ((many,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return f"SELECT * FROM {table}", int(many)


def create_conformed(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[str], kind: str, target: str = CONFORMED
) -> None:
    """Create `target` of what `select` wrote, persons being those whom `LINKS` names."""
    union = " UNION ALL ".join(parts)
    who = f"coalesce(l.person, r.{PERSON}) AS {PERSON}"
    with in_any_order(connection):
        connection.execute(
            f"CREATE OR REPLACE {kind} {target} AS SELECT r.* REPLACE ({who}) FROM ({union}) r "
            f"LEFT JOIN {LINKS} l ON l.authority = r.authority AND l.sector = r.{SECTOR} "
            f"AND l.reference = r.{PERSON}"
        )


def fold(
    connection: duckdb.DuckDBPyConnection, fact: Fact, columns: Sequence[str], rows: int
) -> None:
    """Create the view `FOLDED`: the dated rows of some `rows`, rare values of `columns` folded.

    `columns` are among `Fact.folded`. A value is rare when fewer than 11 persons of its authority
    have it.
    """
    keep_values(connection, _kept_of(connection, columns, rows))
    fold_as_kept(connection, fact, columns)


def fold_as_kept(connection: duckdb.DuckDBPyConnection, fact: Fact, columns: Sequence[str]) -> None:
    """Create `FOLDED`, the values that keep their name being known.

    What lies in an area, nobody knows where, is made a part of it, so that parts are in one area.
    """
    names = {column: f"coalesce({_kept(column)}.value, {literal(OTHERS)})" for column in columns}
    made = dict(names)
    for part in fact.parts:
        wider = names.get(part.within, f"c.{name(part.within)}")
        before, after = (literal(text) for text in REMAINDER.split("{district}"))
        made[part.name] = f"coalesce(c.{name(part.name)}, {before} || {wider} || {after})"
    replaced = ", ".join(f"{sql} AS {name(column)}" for column, sql in made.items())
    joins = " ".join(
        f"LEFT JOIN {_KEPT} {_kept(column)} ON {_kept(column)}.field = {literal(column)} "
        f"AND {_kept(column)}.authority = c.authority "
        f"AND {_kept(column)}.value = c.{name(column)}"
        for column in columns
    )
    connection.execute(
        f"CREATE OR REPLACE VIEW {FOLDED} AS "
        f"SELECT c.* {f'REPLACE ({replaced})' if made else ''} "
        f"FROM {CONFORMED} c {joins} WHERE c.{name(fact.time)} IS NOT NULL"
    )


def groups_of(fact: Fact, inputs: Sequence[ReleaseInput]) -> list[Deliveries]:
    ranked = [(r, i) for r, i in enumerate(in_order(inputs)) if i.contract.fact == fact.id]
    ranked.sort(key=lambda pair: (_family(pair), pair[0]))
    return [Deliveries(tuple(group)) for _, group in groupby(ranked, key=_family)]


def _family(ranked: tuple[int, ReleaseInput]) -> tuple[str, str]:
    return ranked[1].authority, ranked[1].contract.id


def described(connection: duckdb.DuckDBPyConnection, deliveries: Deliveries) -> Rows:
    """The fields of deliveries and their types."""
    found = connection.execute(f"DESCRIBE {union_of(deliveries)}").fetchall()
    ((are_placed,),) = connection.execute(f"SELECT getvariable({literal(ZONES)})").fetchall()
    types = {column: kind for column, kind, *_ in found}
    return Rows(types, deliveries.latest.contract, bool(are_placed))


def select(fact: Fact, deliveries: Deliveries, rows: Rows, source: str, *more: str) -> str:
    """The SQL of the conformed rows of `source`, itself SQL of rows as typed; `more` columns."""
    latest = deliveries.latest
    columns = [
        f"{expression(column, rows)} AS {name(column.name)}"
        for column in fact.own
        if column.rule is not Rule.PERSON
    ]
    return (
        f"SELECT {literal(latest.authority)} AS authority, {', '.join(columns)}, "
        f"{literal(latest.realm)} AS {SECTOR}, {identity_sql(latest.contract)} AS {PERSON}, "
        f"{', '.join([DELIVERY, LINE, *more])} FROM ({source})"
    )


def union_of(deliveries: Deliveries) -> str:
    """The SQL of all the rows of the deliveries."""
    return " UNION ALL BY NAME ".join(_delivery(rank, d) for rank, d in deliveries.ranked)


def _latest(
    connection: duckdb.DuckDBPyConnection,
    deliveries: Deliveries,
    source: str,
    rank: int,
    rows: int,
) -> str:
    """The `rows` rows of `source`; where a key comes back, those of the latest delivery.

    The keys that come back are found first, by themselves and a slice at a time: whole rows side
    by side, millions of them, would not hold in memory.
    """
    key = deliveries.latest.contract.key
    if len(deliveries.ranked) == 1 or not key:
        return source
    again, fields = name(f"again_{rank}"), ", ".join(map(name, key))
    slices = rows // _SLICE + 1
    for part in range(slices):
        verb = f"INSERT INTO {again}" if part else f"CREATE OR REPLACE TABLE {again} AS"
        connection.execute(
            f"{verb} SELECT {fields}, max({DELIVERY}) AS {_LAST} FROM ({source}) "
            f"WHERE hash({fields}) % {slices} = {part} GROUP BY {fields} HAVING count(*) > 1"
        )
    return (
        f"SELECT r.* FROM ({source}) r LEFT JOIN {again} a ON {same_key(deliveries, 'r', 'a')} "
        f"WHERE a.{_LAST} IS NULL OR a.{_LAST} = r.{DELIVERY}"
    )


def latest_of(deliveries: Deliveries, *more: str) -> str:
    """The rank of a row among those of its key, the latest first; within `more` alone."""
    key = [name(field) for field in deliveries.latest.contract.key]
    return f"row_number() OVER (PARTITION BY {', '.join([*key, *more])} ORDER BY {DELIVERY} DESC)"


def reached(deliveries: Deliveries, where: str, fields: Rows | None = None) -> str:
    """The rows of the keys of which a row meets `where`; without key, the rows that do.

    All `fields` are there, be they those of other deliveries.
    """
    union, key = union_of(deliveries), deliveries.latest.contract.key
    if fields:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name(f)}" for f, kind in fields.types.items())
        union = f"{union} UNION ALL BY NAME SELECT {empty} WHERE false"
    if not key:
        return f"SELECT * FROM ({union}) WHERE {where}"
    keys = f"SELECT DISTINCT {', '.join(map(name, key))} FROM ({union}) WHERE {where}"
    return f"SELECT u.* FROM ({union}) u SEMI JOIN ({keys}) k ON {same_key(deliveries, 'u', 'k')}"


def same_key(deliveries: Deliveries, one: str, other: str) -> str:
    """The condition that rows of two relations have one key; unknown is the same as unknown."""
    return " AND ".join(
        f"{one}.{name(field)} IS NOT DISTINCT FROM {other}.{name(field)}"
        for field in deliveries.latest.contract.key
    )


def _delivery(rank: int, delivery: ReleaseInput) -> str:
    until = delivery.observed_until
    observed = literal(until.isoformat()) if until else "NULL"
    return (
        f"SELECT *, CAST({observed} AS TIMESTAMPTZ) AS {OBSERVED}, "
        f"CAST({literal(delivery.received_at.isoformat())} AS TIMESTAMPTZ) AS {RECEIVED}, "
        f"{rank} AS {DELIVERY} "
        f"FROM read_parquet({literal(str(delivery.rows))})"
    )


Kept = Mapping[str, Collection[tuple[str, str]]]
"""By column, the (authority, value) that keep their name."""


def _kept_of(connection: duckdb.DuckDBPyConnection, columns: Sequence[str], rows: int) -> Kept:
    """The values of `columns` that keep their name.

    A value that enough persons of a part of the rows have is frequent, whatever the others hold:
    where rows abound, all of them are read for the other values alone, a column at a time.
    """
    if rows < _ABOUND:
        return _frequent(connection, dict.fromkeys(columns, "true"))
    kept = {}
    for column in columns:
        part = _frequent(connection, {column: f"hash({LINE}) % {_PART} = 0"})[column]
        listed = ", ".join(f"({literal(a)}, {literal(v)})" for a, v in sorted(part))
        others = f"(authority, {name(column)}) NOT IN ({listed})" if part else "true"
        kept[column] = part | _frequent(connection, {column: others})[column]
    return kept


def _frequent(
    connection: duckdb.DuckDBPyConnection, where: Mapping[str, str]
) -> dict[str, set[tuple[str, str]]]:
    """By column, the (authority, value) that enough persons have among the rows `where`."""
    kept: dict[str, set[tuple[str, str]]] = {column: set() for column in where}
    counted = connection.execute(" UNION ALL ".join(
        f"SELECT {literal(column)} AS field, authority, {name(column)} AS value, "
        f"count(DISTINCT {PERSON}) FROM {CONFORMED} WHERE {rows} GROUP BY ALL"
        for column, rows in where.items()
    )).fetchall() if where else []  # fmt: skip
    for column, authority, value, count in counted:
        kept[column] |= {(authority, kept_one) for kept_one in kept_values({value: count})}
    return kept


def keep_values(connection: duckdb.DuckDBPyConnection, kept: Kept) -> None:
    """Create the table of the values that keep their name."""
    told = [(column, *pair) for column, pairs in kept.items() for pair in sorted(pairs)]
    fields, authorities, values = zip(*told, strict=True) if told else ((), (), ())
    create_table(connection, _KEPT, field=fields, authority=authorities, value=values)


def create_table(
    connection: duckdb.DuckDBPyConnection, table: str, **columns: Sequence[str]
) -> None:
    """Create `table` of text `columns`."""
    arrow = pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
    connection.register("incoming", arrow)
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM incoming")
    connection.unregister("incoming")


def _kept(column: str) -> str:
    return name(f"kept_{column}")
