"""Identified deliveries as one conformed table, still on the identified side.

Publishing and tracing a figure back read this same table: what a figure counts and the lines
shown behind it cannot differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from parvis.core.facts import Fact, Rule
from parvis.core.privacy.generalise import OTHERS, kept_values
from parvis.engines.duckdb.connect import literal, name
from parvis.engines.duckdb.identity import identity_sql
from parvis.gate.columns import OBSERVED, RECEIVED, Rows, expression
from parvis.gate.inputs import ReleaseInput, in_order

CONFORMED = "conformed"
FOLDED = "folded"
LINE = "_line"
DELIVERY = "_delivery"
SECTOR = "_sector"
PERSON = "_person"
LINKS = "links"

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


def conform(
    connection: duckdb.DuckDBPyConnection, fact: Fact, inputs: Sequence[ReleaseInput], kind: str
) -> None:
    """Create `CONFORMED`, a `kind` ("TABLE" or "VIEW") of the rows that feed `fact`.

    Columns: authority, those of the fact's own but the person, then `SECTOR`, `PERSON` (the person
    whom `LINKS` names, else what identifies one in the file), `DELIVERY` (rank in
    `in_order(inputs)`) and `LINE`. Of the rows of one key only the latest received is there.
    """
    parts = [_select(connection, fact, group) for group in _groups(fact, inputs)]
    union = " UNION ALL ".join(parts)
    who = f"coalesce(l.person, r.{PERSON}) AS {PERSON}"
    connection.execute(
        f"CREATE OR REPLACE {kind} {CONFORMED} AS SELECT r.* REPLACE ({who}) FROM ({union}) r "
        f"LEFT JOIN {LINKS} l ON l.authority = r.authority AND l.sector = r.{SECTOR} "
        f"AND l.reference = r.{PERSON}"
    )


def fold(connection: duckdb.DuckDBPyConnection, fact: Fact, columns: Sequence[str]) -> None:
    """Create the view `FOLDED`: the dated rows, rare values of `columns` folded.

    `columns` are among `Fact.folded`. A value is rare when fewer than 11 persons of its authority
    have it.
    """
    for column in columns:
        _keep(connection, column)
    replaced = ", ".join(_replacement(column) for column in columns)
    joins = " ".join(_join(column) for column in columns)
    connection.execute(
        f"CREATE OR REPLACE VIEW {FOLDED} AS "
        f"SELECT c.* {f'REPLACE ({replaced})' if columns else ''} "
        f"FROM {CONFORMED} c {joins} WHERE c.{name(fact.time)} IS NOT NULL"
    )


def _groups(fact: Fact, inputs: Sequence[ReleaseInput]) -> list[Deliveries]:
    ranked = [(r, i) for r, i in enumerate(in_order(inputs)) if i.contract.fact == fact.id]
    ranked.sort(key=lambda pair: (_family(pair), pair[0]))
    return [Deliveries(tuple(group)) for _, group in groupby(ranked, key=_family)]


def _family(ranked: tuple[int, ReleaseInput]) -> tuple[str, str]:
    return ranked[1].authority, ranked[1].contract.id


def _select(connection: duckdb.DuckDBPyConnection, fact: Fact, deliveries: Deliveries) -> str:
    source = _source(deliveries)
    latest = deliveries.latest
    described = connection.execute(f"DESCRIBE {source}").fetchall()
    rows = Rows({column: kind for column, kind, *_ in described}, latest.contract)
    columns = [
        f"{expression(column, rows)} AS {name(column.name)}"
        for column in fact.own
        if column.rule is not Rule.PERSON
    ]
    return (
        f"SELECT {literal(latest.authority)} AS authority, {', '.join(columns)}, "
        f"{literal(latest.realm)} AS {SECTOR}, {identity_sql(latest.contract)} AS {PERSON}, "
        f"{DELIVERY}, {LINE} FROM ({source})"
    )


def _source(deliveries: Deliveries) -> str:
    """The rows of the deliveries; where a key comes back, those of the latest."""
    selects = [_delivery(rank, delivery) for rank, delivery in deliveries.ranked]
    union = " UNION ALL BY NAME ".join(selects)
    key = deliveries.latest.contract.key
    if len(selects) == 1 or not key:
        return union
    fields = ", ".join(name(field) for field in key)
    latest = f"row_number() OVER (PARTITION BY {fields} ORDER BY {DELIVERY} DESC) = 1"
    return f"SELECT * FROM ({union}) QUALIFY {latest}"


def _delivery(rank: int, delivery: ReleaseInput) -> str:
    until = delivery.observed_until
    observed = literal(until.isoformat()) if until else "NULL"
    return (
        f"SELECT *, CAST({observed} AS TIMESTAMPTZ) AS {OBSERVED}, "
        f"CAST({literal(delivery.received_at.isoformat())} AS TIMESTAMPTZ) AS {RECEIVED}, "
        f"{rank} AS {DELIVERY} "
        f"FROM read_parquet({literal(str(delivery.rows))})"
    )


def _keep(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """Create the table of the values of `column` that keep their name."""
    counted = connection.execute(
        f"SELECT authority, {name(column)}, count(DISTINCT {PERSON}) FROM {CONFORMED} "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    pairs = [
        (authority, value)
        for authority, rows in groupby(counted, key=lambda row: row[0])
        for value in sorted(kept_values({value: count for _, value, count in rows}))
    ]
    create_table(
        connection, _kept(column), authority=[p[0] for p in pairs], value=[p[1] for p in pairs]
    )


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


def _replacement(column: str) -> str:
    return f"coalesce({_kept(column)}.value, {literal(OTHERS)}) AS {name(column)}"


def _join(column: str) -> str:
    kept = _kept(column)
    return f"LEFT JOIN {kept} ON {kept}.authority = c.authority AND {kept}.value = c.{name(column)}"
