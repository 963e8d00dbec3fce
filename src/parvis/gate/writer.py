"""Writing the tables of a release: all that crosses the wall is written here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.core.facts import PSEUDONYMS, Fact, Rule
from parvis.core.privacy.generalise import UNKNOWN
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import TableNote
from parvis.core.territory.figures import OfficialFigure
from parvis.engines.duckdb.connect import in_any_order, literal, name
from parvis.engines.duckdb.manifest import database_name
from parvis.engines.duckdb.partitions import lay_out
from parvis.engines.duckdb.rollups import build_rollups
from parvis.engines.duckdb.spans import years_of
from parvis.engines.duckdb.storing import Held, held_in, store
from parvis.gate.columns import SQL_TYPES
from parvis.gate.conform import (
    CONFORMED,
    FOLDED,
    PERSON,
    SECTOR,
    conform,
    fold,
)
from parvis.gate.inputs import ReleaseInput
from parvis.gate.official import FACT as OFFICIAL
from parvis.gate.official import write_official
from parvis.gate.pseudonyms import TABLE as PSEUDONYM_TABLE
from parvis.gate.pseudonyms import pseudonymise

Step = Callable[[str], None]
CROSSING = "crossing"


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a release is written: `folder` on the open side, `spill` on the identified one."""

    folder: Path
    spill: Path
    release: str


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    place: Workplace,
    inputs: Sequence[ReleaseInput],
    facts: Mapping[str, Fact],
    key: EpochKey,
    step: Step,
    official: Sequence[OfficialFigure] = (),
) -> tuple[TableNote, ...]:
    """Write each fact that `inputs` feed, as a DuckDB table, its roll-ups, and as Parquet.

    Registers come first, for other facts take columns from them; what is gathered comes last.
    The same inputs and key give the same rows in the same order.
    """
    fed = {i.contract.fact for i in inputs}
    ordered = sorted((facts[f] for f in fed), key=lambda fact: (not fact.one_per, fact.id))
    gathered_from = [fact for fact in ordered if is_gathered_from(fact)]
    gathering = [fact for fact in facts.values() if fact.is_gathered] if gathered_from else []
    database = place.folder / database_name(place.release)
    connection.execute(f"ATTACH {literal(str(database))} AS release")
    written = []
    for fact in ordered:
        step(fact.title)
        note, held = write_fact(connection, fact, inputs, key)
        for gathered in gathering if fact in gathered_from else ():
            _gather(connection, gathered, fact, held, is_first=fact is gathered_from[0])
        connection.execute(f"DROP TABLE {CROSSING}")
        written.append((note, held))
    if official and OFFICIAL in facts:
        write_official(connection, official)
        gathering.append(facts[OFFICIAL])
    for note, held in written:
        lay_out(connection, facts[note.fact], f"release.{name(note.fact)}", place.folder,
                held.months)  # fmt: skip
    notes = [note for note, _ in written]
    notes += [_finish(connection, place, fact) for fact in gathering]
    connection.execute("CHECKPOINT release")
    connection.execute("DETACH release")
    return tuple(sorted(notes, key=lambda note: note.fact))


def write_fact(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    inputs: Sequence[ReleaseInput],
    key: EpochKey,
) -> tuple[TableNote, Held]:
    """Write the table of a fact and its roll-ups; `CROSSING` is left behind."""
    conform(connection, fact, inputs, "TABLE")
    conformed = count(connection, CONFORMED)
    fold(connection, fact, fact.folded, conformed)
    cross(connection, fact, key)
    connection.execute(f"DROP TABLE {CONFORMED}")
    rows = f"(SELECT * EXCLUDE ({SECTOR}) FROM {CROSSING})"
    held = store(connection, fact, rows, f"release.{name(fact.id)}")
    received = sum(i.row_count for i in inputs if i.contract.fact == fact.id)
    note = TableNote(
        fact=fact.id,
        rows=held.rows,
        extents=held.extents,
        undated=conformed - held.rows,
        replaced=received - conformed,
        zones=zones_of(connection, fact),
    )
    return note, held


def cross(
    connection: duckdb.DuckDBPyConnection, fact: Fact, key: EpochKey, target: str = CROSSING
) -> None:
    """Create `target`: the folded rows as they cross the wall, and their `SECTOR`."""
    pseudonymise(connection, [_identified(fact, column) for column in fact.named(*PSEUDONYMS)], key)
    crossing = _crossing(connection, fact)
    with in_any_order(connection):
        connection.execute(f"CREATE OR REPLACE TABLE {target} AS {crossing}")


def _identified(fact: Fact, column: str) -> str:
    """Where the identifier that `column` replaces stands in the conformed table."""
    return PERSON if fact.column(column).rule is Rule.PERSON else name(column)


def _crossing(connection: duckdb.DuckDBPyConnection, fact: Fact) -> str:
    """The SQL of what crosses: the columns of the fact; and `SECTOR`, which does not."""
    own = [_crossing_column(fact, column.name) for column in fact.own]
    pseudonyms = " ".join(_pseudonym_join(fact, column) for column in fact.named(*PSEUDONYMS))
    selected = f"SELECT f.authority, {', '.join(own)}, f.{SECTOR} FROM {FOLDED} f {pseudonyms}"
    taken, registers = _registers(connection, fact)
    return f"SELECT c.*{''.join(taken)} FROM ({selected}) c {' '.join(registers)}"


def _crossing_column(fact: Fact, column: str) -> str:
    if fact.column(column).rule in PSEUDONYMS:
        kind = SQL_TYPES[Rule.PERSON]
        return f"CAST({name(f'p_{column}')}.pseudonym AS {kind}) AS {name(column)}"
    return f"f.{name(column)}"


def _pseudonym_join(fact: Fact, column: str) -> str:
    alias = name(f"p_{column}")
    return (
        f"LEFT JOIN {PSEUDONYM_TABLE} {alias} ON {alias}.authority = f.authority "
        f"AND {alias}.sector = f.{SECTOR} AND {alias}.identifier = f.{_identified(fact, column)}"
    )


def _registers(connection: duckdb.DuckDBPyConnection, fact: Fact) -> tuple[list[str], list[str]]:
    """The columns taken from registers, and the joins; unknown where the register is not there.

    A register holds one row per person: a person listed twice gives one of the two, always the
    same.
    """
    columns, joins = [], []
    for rank, join in enumerate(fact.joins):
        if not exists(connection, join.fact):
            columns += [f", {literal(UNKNOWN)} AS {name(c)}" for c in join.columns]
            continue
        alias, entity = f"r{rank}", name(fact.entity)
        columns += [
            f", coalesce({alias}.{name(c)}, {literal(UNKNOWN)}) AS {name(c)}" for c in join.columns
        ]
        chosen = ", ".join(f"min({name(c)}) AS {name(c)}" for c in join.columns)
        register = f"SELECT authority, {entity}, {chosen} FROM release.{name(join.fact)}"
        joins.append(
            f"LEFT JOIN ({register} GROUP BY ALL) {alias} ON {alias}.authority = c.authority "
            f"AND {alias}.{entity} = c.{entity}"
        )
    return columns, joins


def is_gathered_from(fact: Fact) -> bool:
    """Whether the rows of `fact` say that persons used a service."""
    return fact.has_persons and not fact.is_snapshot


def _gather(
    connection: duckdb.DuckDBPyConnection, gathered: Fact, fact: Fact, held: Held, *, is_first: bool
) -> None:
    """Add to `gathered` who used the service of `fact`, a year at a time where rows abound."""
    table, day = f"release.{name(gathered.id)}", name(fact.time)
    if is_first:
        rows = gathered_rows(fact, CROSSING)
        connection.execute(f"CREATE TABLE {table} AS FROM ({rows}) LIMIT 0")
    for span in years_of(held.months):
        rows = gathered_rows(
            fact, f"(FROM {CROSSING} WHERE {span.holds(day)})", span.order("used_on")
        )
        connection.execute(f"INSERT INTO {table} {rows}")


def gathered_rows(fact: Fact, crossed: str, before: Sequence[str] = ()) -> str:
    """The SQL of who used the service of `fact`, in which month and how often.

    `crossed`: its rows as `cross` leaves them; `before`: what they are sorted by first.
    """
    order = ", ".join([*before, "authority", "used_on", "person", "sector"])
    time, entity = f"CAST(date_trunc('month', {name(fact.time)}) AS DATE)", name(fact.entity)
    return (
        f"FROM (SELECT authority, {time} AS used_on, {SECTOR} AS sector, {literal(fact.title)} AS "
        f"service, CAST(count(*) AS DOUBLE) AS uses, {entity} AS person FROM {crossed} "
        f"WHERE {entity} IS NOT NULL GROUP BY ALL) ORDER BY {order}"
    )


def _finish(connection: duckdb.DuckDBPyConnection, place: Workplace, fact: Fact) -> TableNote:
    """Roll up what was gathered, or is official, and lay it beside as Parquet; what it holds."""
    table = f"release.{name(fact.id)}"
    held = held_in(connection, fact, table)
    build_rollups(connection, fact, table, held.months)
    lay_out(connection, fact, table, place.folder, held.months)
    return TableNote(fact.id, held.rows, held.extents)


def exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the release being written has a table of that name."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'release' AND table_name = ?", [table]
    )
    return found.fetchone() is not None


def zones_of(
    connection: duckdb.DuckDBPyConnection, fact: Fact
) -> dict[str, dict[str, dict[str, str]]]:
    """By authority, the values of each column of areas, and the area that each is within."""
    columns = [column for column in fact.columns if column.rule is Rule.ZONE]
    if not columns:
        return {}
    pairs = ", ".join(
        f"{name(c.name)}, {name(c.within) if c.within else literal('')}" for c in columns
    )
    rows = connection.execute(
        f"SELECT DISTINCT authority, {pairs} FROM release.{name(fact.id)}"
    ).fetchall()
    found: dict[str, dict[str, dict[str, str]]] = {}
    for rank, column in enumerate(columns):
        told = sorted({(row[0], *row[1 + 2 * rank : 3 + 2 * rank]) for row in rows})
        for authority, value, holder in told:
            found.setdefault(authority, {}).setdefault(column.name, {})[value] = holder
    return found


def count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows a relation has."""
    ((found,),) = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(found)
