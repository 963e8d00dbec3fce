"""A file of people as text columns inside DuckDB, whatever wrote it, and what its columns say."""

import csv
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb

from parvis.core.errors import Refused, Where
from parvis.core.ingest.header import DELIMITERS, PREAMBLE_LINES, SAMPLE_ROWS, Header
from parvis.core.ingest.nir import SHORTEST, Finding, judge
from parvis.core.people.roles import NAMES, ColumnSample, PersonRole, Recognised, recognise_roles
from parvis.core.people.spec import roles_from
from parvis.engines.intake import records
from parvis.engines.intake.careful import Region
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.received import receive
from parvis.engines.intake.sql import nir_sql, shaped_sql
from parvis.engines.intake.text import as_utf8

_HEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The file, held in the view `records` (`_line`, then `c0`, `c1`, ...)."""

    name: str
    sha256: str
    headers: tuple[str, ...]
    rows: int


def read_people(
    connection: duckdb.DuckDBPyConnection, path: Path, *, scratch: Path, limits: Limits
) -> PeopleFile:
    """Make the view `records`; Refused if the file is no table, or holds a column of NIRs."""
    where = Where(path.name)
    received = receive(path, filename=path.name, scratch=scratch, limits=limits)
    text = as_utf8(received.path, filename=path.name, scratch=scratch, limits=limits)
    header, offset = _located(text.path, where)
    region = Region(
        path=text.path, offset=offset, line=header.next_line, delimiter=header.delimiter,
        width=len(header.names), filename=path.name, is_regular=not text.has_lone_returns,
    )  # fmt: skip
    records.load_text(connection, region, scratch, limits)
    rows = _checked(connection, header, where)
    return PeopleFile(path.name, received.sha256, header.names, rows)


def _located(path: Path, where: Where) -> tuple[Header, int]:
    with path.open("rb") as file:
        raw = (file.read(_HEAD) + file.readline(_HEAD)).splitlines(keepends=True)
    lines = [part.decode(errors="replace") for part in raw]
    lines[0] = lines[0].removeprefix("\ufeff")
    if not any(line.strip() for line in lines):
        raise Refused("file.empty", where=where)
    header = _header(lines)
    return header, sum(len(part) for part in raw[: header.next_line - 1])


def _header(lines: Sequence[str]) -> Header:
    """The first row that names most roles of persons: titles may come before it."""
    best, most = Header(",", 1, 2, (), ()), (-1, 0, 0)
    for index, delimiter in product(range(min(PREAMBLE_LINES, len(lines))), DELIMITERS):
        reader = csv.reader(lines[index : index + 10], delimiter=delimiter)
        with suppress(csv.Error):
            names = tuple(name.strip() for name in next(reader, []))
            known = len(recognise_roles([ColumnSample(name, ()) for name in names]))
            score = (known, -index if any(names) else -len(lines), len(names))
            if score > most:
                most = score
                best = Header(delimiter, index + 1, index + reader.line_num + 1, names, ())
    return best


def _checked(connection: duckdb.DuckDBPyConnection, header: Header, where: Where) -> int:
    """How many rows there are; Refused where one is ragged, or a column holds NIRs."""
    rows = connection.execute("SELECT count(*) FROM records").fetchall()[0][0]
    if not rows:
        raise Refused("file.no_rows", where=where)
    ragged = connection.execute(
        "SELECT _line, _width FROM records WHERE _width IS NOT NULL ORDER BY _line LIMIT 1"
    ).fetchall()
    if ragged:
        line, cells = ragged[0]
        place = Where(where.file, line)
        raise Refused("people.ragged", where=place, cells=cells, expected=len(header.names))
    _refuse_nir(connection, header.names, where)
    return int(rows)


def _refuse_nir(
    connection: duckdb.DuckDBPyConnection, headers: Sequence[str], where: Where
) -> None:
    """Only columns of which a cell is long enough to hold one are searched."""
    sizes = ", ".join(f"max(strlen(c{i}))" for i in range(len(headers)))
    longest = connection.execute(f"SELECT {sizes} FROM records").fetchall()[0]
    for place, header in enumerate(headers):
        if (longest[place] or 0) < SHORTEST:
            continue
        cell = f"c{place}"
        filled, shaped, valid = connection.execute(
            f"SELECT count(nullif({cell}, '')), count(*) FILTER ({shaped_sql(cell)}),"
            f" count(*) FILTER ({nir_sql(cell)}) FROM records"
        ).fetchall()[0]
        if judge(filled=filled, shaped=shaped, valid=valid) is Finding.COLUMN:
            share = f"{valid / filled:.0%}".replace("%", "\u202f%")
            raise Refused("file.nir_column", where=where, column=header, share=share)


def find_roles(
    connection: duckdb.DuckDBPyConnection,
    file: PeopleFile,
    *,
    spec: Path | None,
    first_names: frozenset[str],
) -> tuple[Recognised, ...]:
    """What the columns say, as `spec` has it or as recognised; Refused if nobody is named."""
    if spec is not None:
        roles = roles_from(_toml(spec), file.headers, file=spec.name)
    else:
        samples = [_sample(connection, i, h) for i, h in enumerate(file.headers)]
        roles = recognise_roles(samples, first_names)
    where = Where(file.name)
    if not [r for r in roles if r.role is not PersonRole.RECORD_ID]:
        raise Refused("people.no_columns", where=where, columns=", ".join(file.headers))
    named = [f"count(nullif(trim(c{r.place}), ''))" for r in roles if r.role in NAMES]
    if not named or not connection.execute(
        f"SELECT {' + '.join(named)} FROM records"
    ).fetchall()[0][0]:  # fmt: skip
        raise Refused("people.no_names", where=where)
    return roles


def _sample(connection: duckdb.DuckDBPyConnection, place: int, header: str) -> ColumnSample:
    found = connection.execute(
        f"SELECT trim(c{place}) FROM records WHERE trim(c{place}) <> '' LIMIT {SAMPLE_ROWS}"
    ).fetchall()
    return ColumnSample(header, [value for (value,) in found])


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Refused("file.missing", where=Where(path.name)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("definition.unreadable", where=Where(path.name), detail=error) from error


def take_identifiers(
    connection: duckdb.DuckDBPyConnection, file: PeopleFile, roles: Sequence[Recognised]
) -> str:
    """Make `source`: rank `i`, identifier `id`, and the columns that have a role.

    Gives the header of the column that identifies records, "" where their line does. Refused
    where an identifier is missing or names two rows.
    """
    chosen = next((r for r in roles if r.role is PersonRole.RECORD_ID), None)
    identifier = f"trim(c{chosen.place})" if chosen else "_line::VARCHAR"
    columns = ", ".join(f"trim(c{r.place}) AS c{r.place}" for r in roles if r is not chosen)
    connection.execute(f"""CREATE TEMP TABLE source AS SELECT
        row_number() OVER () - 1 AS i, _line AS line, {identifier} AS id, {columns} FROM records""")
    if chosen is None:
        return ""
    missing = connection.execute(
        "SELECT min(line) FROM source WHERE coalesce(id, '') = ''"
    ).fetchall()[0][0]
    if missing is not None:
        raise Refused("people.identifier_missing", where=Where(file.name, missing, chosen.header))
    twice = connection.execute(
        "SELECT max(line), id FROM source GROUP BY id HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    ).fetchall()
    if twice:
        place = Where(file.name, twice[0][0], chosen.header)
        raise Refused("people.identifier_repeated", where=place, value=twice[0][1])
    return chosen.header
