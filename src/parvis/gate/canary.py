"""Canaries: unmistakable persons pushed through the gate, then looked for on the other side."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.errors import Refused
from parvis.core.facts import GENERALISING, Fact, Rule
from parvis.core.ingest.contract import Contract, FieldType
from parvis.core.privacy.generalise import PERSONS_THRESHOLD
from parvis.core.privacy.pseudonym import EpochKey
from parvis.engines.duckdb.connect import literal, name, open_workshop
from parvis.gate.conform import take_links
from parvis.gate.inputs import ReleaseInput
from parvis.gate.writer import Workplace, write_tables

CANARY = "Zyxwvutsrq-Canari"
"""Starts every value that must not cross; no town writes it."""
CONTROL = "Zyxwvutsrq-Temoin"
"""Starts every value that must cross: not finding it means that the search is blind."""

_BATCH = 10_000
"""Rows searched at once."""
_SEEN_ON = date(2024, 2, 29)
_SEASON = "2024"
_SEEN_AT = datetime(2024, 2, 29, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a needle was found: a file, with the table and column where there are."""

    needle: str
    place: str


def rehearse(
    contracts: Mapping[str, Contract], facts: Mapping[str, Fact], key: EpochKey, spill: Path
) -> None:
    """Push canaries of each contract through the gate; Refused unless only controls get out.

    `spill` is a folder of the identified side, where the rehearsal takes place.
    """
    for contract in contracts.values():
        check_contract(contract, facts)
    with tempfile.TemporaryDirectory(dir=spill) as folder:
        place = Workplace(Path(folder) / "release", Path(folder), "rehearsal")
        place.folder.mkdir()
        inputs = [_canaries(contract, facts, Path(folder)) for contract in contracts.values()]
        with open_workshop(place.spill, reads=[i.rows for i in inputs]) as connection:
            _expect_few(connection)
            take_links(connection, ())
            write_tables(connection, place, inputs, facts, key, lambda label: None)
            _judge(connection, list(contracts.values()), facts, place.folder)


def _expect_few(connection: duckdb.DuckDBPyConnection) -> None:
    """A dozen rows are written as they are, and read in any way: nothing hides them from a search.

    To look for better plans, and for what compresses best, takes longer than all the rest.
    """
    connection.execute("PRAGMA disable_optimizer")
    connection.execute("SET force_compression = 'uncompressed'")
    connection.execute("SET default_block_size = 16384")


def check_contract(contract: Contract, facts: Mapping[str, Fact]) -> None:
    """Refuse a contract whose fact is unknown, or would let an identifying field out."""
    if contract.fact not in facts:
        raise Refused("release.unknown_fact", contract=contract.id, fact=contract.fact)
    fact = facts[contract.fact]
    if fact.has_persons != bool(contract.person):
        rule = "release.no_person" if fact.has_persons else "release.person_not_expected"
        raise Refused(rule, contract=contract.id, fact=fact.id)
    for column in fact.own:
        for field in column.sources if column.rule not in GENERALISING else ():
            if field in contract.by_name and _identifies(contract, field):
                raise Refused(
                    "release.identifying",
                    contract=contract.id,
                    field=field,
                    column=column.name,
                    fact=fact.id,
                )


def search(folder: Path, needles: Sequence[str]) -> list[Finding]:
    """The `needles` met anywhere in a release, whatever their case.

    Looked for in every column of every table and Parquet file and in their metadata through
    the engine, since compression hides a byte search, then in the bytes of every file.
    """
    with open_workshop(folder, reads=_files(folder)) as connection:
        return _searched(connection, folder, needles)


def _searched(
    connection: duckdb.DuckDBPyConnection, folder: Path, needles: Sequence[str]
) -> list[Finding]:
    return [
        *_in_tables(connection, folder, needles),
        *_in_parquet(connection, folder, needles),
        *_in_bytes(folder, needles),
    ]


def _identifies(contract: Contract, field: str) -> bool:
    return contract.by_name[field].is_identifying or field == contract.person


def _judge(
    connection: duckdb.DuckDBPyConnection,
    contracts: Sequence[Contract],
    facts: Mapping[str, Fact],
    folder: Path,
) -> None:
    """Refuse a canary that is found, then a control that is not."""
    canaries = {f"{CANARY} {contract.id} ": contract.id for contract in contracts}
    controls = {
        _control(contract, field): contract.id
        for contract in contracts
        for field in _kept_fields(contract, facts[contract.fact])
    }
    needles = [*canaries, *controls]
    found = {f.needle: f.place for f in _searched(connection, folder, needles)}
    for needle in canaries.keys() & found.keys():
        raise Refused("release.leak", contract=canaries[needle], place=found[needle])
    for needle in controls.keys() - found.keys():
        raise Refused("release.blind_search", contract=controls[needle])


def _control(contract: Contract, field: str) -> str:
    return f"{CONTROL} {contract.id} {field}."


def _kept_fields(contract: Contract, fact: Fact) -> list[str]:
    """The text fields that the fact keeps by their value."""
    kept = (Rule.CATEGORY, Rule.ZONE)
    sources = {c.sources[0] for c in fact.own if c.rule in kept and c.sources}
    return [f.name for f in contract.fields if f.name in sources and f.type is FieldType.TEXT]


def _canaries(contract: Contract, facts: Mapping[str, Fact], folder: Path) -> ReleaseInput:
    """Eleven persons who share the kept values, and a twelfth whose values are all rare."""
    fact = facts[contract.fact]
    kept = _kept_fields(contract, fact)
    seasons = {c.sources[0]: _SEASON for c in fact.own if c.rule is Rule.SEASON}
    rows = [
        {
            "_line": line,
            **{f.name: _value(contract, f.name, kept, line) for f in contract.fields},
            **seasons,
        }
        for line in range(1, PERSONS_THRESHOLD + 2)
    ]
    path = folder / f"{contract.id}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return ReleaseInput(
        authority="000000000",
        sector=contract.sector,
        contract=contract,
        rows=path,
        sha256="0" * 64,
        received_at=_SEEN_AT,
        observed_until=_SEEN_AT,
        row_count=len(rows),
        is_synthetic=True,
    )


def _value(contract: Contract, field: str, kept: Sequence[str], line: int) -> object:
    is_rare = line > PERSONS_THRESHOLD and bool(contract.person)
    if field in kept and not is_rare:
        return _control(contract, field)
    return {
        FieldType.TEXT: f"{CANARY} {contract.id} {field} {line}",
        FieldType.INTEGER: line,
        FieldType.DECIMAL: float(line),
        FieldType.DATE: _SEEN_ON,
        FieldType.DATETIME: _SEEN_AT,
        FieldType.BOOLEAN: True,
        FieldType.PHONE: f"{CANARY} {contract.id} {field} {line}",
    }[contract.by_name[field].type]


def _in_tables(
    connection: duckdb.DuckDBPyConnection, folder: Path, needles: Sequence[str]
) -> Iterator[Finding]:
    for path in sorted(folder.glob("*.duckdb")):
        connection.execute(f"ATTACH {literal(str(path))} AS searched (READ_ONLY)")
        mine = "database_name = 'searched' AND NOT internal"
        tables = connection.execute(
            f"SELECT schema_name, table_name FROM duckdb_tables() WHERE {mine} UNION ALL "
            f"SELECT schema_name, view_name FROM duckdb_views() WHERE {mine}"
        ).fetchall()
        for schema, table in tables:
            relation = f"searched.{name(schema)}.{name(table)}"
            yield from _in_relation(connection, relation, f"{path.name}, {name(table)}", needles)
        columns = f"(FROM duckdb_columns() WHERE {mine})"
        yield from _in_relation(connection, columns, f"{path.name}, columns", needles)
        connection.execute("DETACH searched")


def _in_parquet(
    connection: duckdb.DuckDBPyConnection, folder: Path, needles: Sequence[str]
) -> Iterator[Finding]:
    paths = sorted(folder.rglob("*.parquet"))
    for path in paths:
        relation, place = f"read_parquet({literal(str(path))})", str(path.relative_to(folder))
        yield from _in_relation(connection, relation, place, needles)
    listed = ", ".join(literal(str(path)) for path in paths)
    for function in ("parquet_metadata", "parquet_kv_metadata") if paths else ():
        for columns, rows in _texts(connection, f"{function}([{listed}])"):
            for path, own in groupby(rows, key=itemgetter(columns.index("file_name"))):
                place = str(Path(path).relative_to(folder))
                yield from _in_rows(columns, list(own), place, needles)


def _in_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, place: str, needles: Sequence[str]
) -> Iterator[Finding]:
    for columns, rows in _texts(connection, relation):
        yield from _in_rows(columns, rows, place, needles)


def _texts(
    connection: duckdb.DuckDBPyConnection, relation: str
) -> Iterator[tuple[list[str], list[tuple[str | None, ...]]]]:
    """The columns of a relation and its rows as texts, some at a time."""
    found = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {relation}")
    columns = [column for column, *_ in found.description or ()]
    while rows := found.fetchmany(_BATCH):
        yield columns, rows


def _in_rows(
    columns: Sequence[str],
    rows: Sequence[tuple[str | None, ...]],
    place: str,
    needles: Sequence[str],
) -> Iterator[Finding]:
    for column, texts in zip(columns, zip(*rows, strict=True), strict=True):
        text = "\n".join(text for text in texts if text is not None).lower()
        for needle in needles:
            if needle.lower() in text:
                yield Finding(needle, f"{place}, {column}")


def _in_bytes(folder: Path, needles: Sequence[str]) -> Iterator[Finding]:
    for path in _files(folder):
        content = path.read_bytes().lower()
        for needle in needles:
            if needle.lower().encode() in content:
                yield Finding(needle, f"{path.name}, octets")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
