"""Writing the tables of a release: all that crosses the wall is written here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from parvis.core.facts import Fact, Rule
from parvis.core.privacy.pseudonym import EpochKey, pseudonym
from parvis.core.release import TableNote
from parvis.core.sectors import Sector
from parvis.engines.duckdb.connect import literal, name, open_workshop
from parvis.engines.duckdb.manifest import database_name
from parvis.gate.columns import SQL_TYPES
from parvis.gate.conform import (
    CONFORMED,
    FOLDED,
    PERSON,
    SECTOR,
    Links,
    conform,
    create_table,
    fold,
    take_links,
)
from parvis.gate.inputs import ReleaseInput

_BATCH = 100_000
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a release is written: `folder` on the open side, `spill` on the identified one."""

    folder: Path
    spill: Path
    release: str


def write_tables(
    place: Workplace,
    inputs: Sequence[ReleaseInput],
    facts: Mapping[str, Fact],
    key: EpochKey,
    step: Step,
    links: Links = (),
) -> tuple[TableNote, ...]:
    """Write each fact that `inputs` feed, as a DuckDB table and as Parquet.

    The same inputs and key give the same rows in the same order.
    """
    fed = sorted({i.contract.fact for i in inputs})
    database = place.folder / database_name(place.release)
    with open_workshop(place.spill) as connection:
        connection.execute(f"ATTACH {literal(str(database))} AS release")
        take_links(connection, links)
        notes = []
        for fact in (facts[id_] for id_ in fed):
            step(fact.title)
            notes.append(_write(connection, place, fact, inputs, key))
        connection.execute("CHECKPOINT release")
        connection.execute("DETACH release")
    return tuple(notes)


def _write(
    connection: duckdb.DuckDBPyConnection,
    place: Workplace,
    fact: Fact,
    inputs: Sequence[ReleaseInput],
    key: EpochKey,
) -> TableNote:
    conform(connection, fact, inputs, "TABLE")
    fold(connection, fact, fact.named(Rule.CATEGORY))
    if fact.entity:
        _pseudonymise(connection, key)
    connection.execute(f"CREATE TABLE release.{name(fact.id)} AS {_crossing(fact)}")
    parquet = place.folder / f"{fact.id}.parquet"
    connection.execute(
        f"COPY release.{name(fact.id)} TO {literal(str(parquet))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return _note(connection, fact, sum(i.row_count for i in inputs if i.contract.fact == fact.id))


def _crossing(fact: Fact) -> str:
    """The SQL of what crosses: columns of the fact and nothing else, in an order of their own."""
    columns = [_crossing_column(fact, column.name) for column in fact.columns]
    order = sorted((column.name for column in fact.columns), key=lambda n: (n != fact.time, n))
    join = f"LEFT JOIN pseudonyms USING (authority, {SECTOR}, {PERSON})" if fact.entity else ""
    return (
        f"SELECT authority, {', '.join(columns)} FROM {FOLDED} {join} "
        f"ORDER BY authority, {', '.join(name(column) for column in order)}"
    )


def _crossing_column(fact: Fact, column: str) -> str:
    if column == fact.entity:
        return f"CAST(pseudonym AS {SQL_TYPES[Rule.PERSON]}) AS {name(column)}"
    return name(column)


def _pseudonymise(connection: duckdb.DuckDBPyConnection, key: EpochKey) -> None:
    """Create the table `pseudonyms`: in memory, or in the identified spill, and nowhere else."""
    connection.execute(
        f"CREATE OR REPLACE TABLE pseudonyms (authority VARCHAR, {SECTOR} VARCHAR, "
        f"{PERSON} VARCHAR, pseudonym VARCHAR)"
    )
    persons = connection.cursor().execute(
        f"SELECT DISTINCT authority, {SECTOR}, {PERSON} FROM {CONFORMED} WHERE {PERSON} IS NOT NULL"
    )
    while batch := persons.fetchmany(_BATCH):
        _add_pseudonyms(connection, batch, key)


def _add_pseudonyms(
    connection: duckdb.DuckDBPyConnection, persons: list[tuple[str, str, str]], key: EpochKey
) -> None:
    keys = {(a, s): key.of_sector(a, Sector(s)) for a, s in {(a, s) for a, s, _ in persons}}
    authorities, sectors, identifiers = zip(*persons, strict=True)
    made = [pseudonym(keys[a, s], identifier) for a, s, identifier in persons]
    create_table(connection, "batch", a=authorities, s=sectors, i=identifiers, p=made)
    connection.execute("INSERT INTO pseudonyms FROM batch")
    connection.execute("DROP TABLE batch")


def _note(connection: duckdb.DuckDBPyConnection, fact: Fact, received: int) -> TableNote:
    table, time = f"release.{name(fact.id)}", name(fact.time)
    extents: list[tuple[str, date, date]] = connection.execute(
        f"SELECT authority, min({time}), max({time}) FROM {table} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    rows, conformed = (_count(connection, relation) for relation in (table, CONFORMED))
    return TableNote(
        fact=fact.id,
        rows=rows,
        extents={authority: (first, last) for authority, first, last in extents},
        undated=conformed - rows,
        replaced=received - conformed,
    )


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(count)
