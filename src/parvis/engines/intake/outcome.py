"""What a load leaves: the kept rows as Parquet, the quarantine, the sums and the last instant."""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from parvis.core.ingest.contract import NUMERIC, TEMPORAL, FieldType
from parvis.core.ingest.quarantine import neutralise
from parvis.core.ingest.recognise import QUARANTINE_COLUMNS, Match
from parvis.core.ingest.report import Control
from parvis.engines.intake.profile import Profile
from parvis.engines.intake.sql import named, nir_sql, quoted
from parvis.engines.intake.unfold import line_sql

_BATCH = 10_000


def write_rows(connection: duckdb.DuckDBPyConnection, match: Match, target: Path) -> None:
    """The kept rows as Parquet, in the order of the file."""
    names, file = named(f.name for f in match.contract.fields), quoted(str(target))
    connection.execute(
        f"COPY (SELECT {line_sql(match)} AS _line, {names} FROM kept) TO {file}"
        " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )


def write_quarantine(
    connection: duckdb.DuckDBPyConnection, match: Match, profile: Profile, target: Path
) -> None:
    """The rejected rows as received, with why; ready for a spreadsheet and for a new load.

    An isolated NIR is left blank: nothing may keep it.
    """
    places = [i for i, n in enumerate(match.names) if n not in QUARANTINE_COLUMNS]
    cells = "".join(f"{_kept_cell(i, profile)}, " for i in places)
    rows = connection.execute(
        f"SELECT {cells} {line_sql(match)}, x.field, x.reason"
        " FROM rejected AS x JOIN records USING (_line) ORDER BY _line"
    )
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(match.names[i] for i in places), *QUARANTINE_COLUMNS])
        while batch := rows.fetchmany(_BATCH):
            writer.writerows([_harmless(c) for c in row] for row in batch)


def _kept_cell(place: int, profile: Profile) -> str:
    cell = f"c{place}"
    return f"CASE WHEN NOT {nir_sql(cell)} THEN {cell} END" if place in profile.masked else cell


def _harmless(cell: object) -> object:
    return neutralise(cell) if isinstance(cell, str) else cell


def look_back(
    connection: duckdb.DuckDBPyConnection,
    match: Match,
    rows: Path,
    *,
    declared: Mapping[str, float],
    now: datetime,
) -> tuple[tuple[Control, ...], datetime | None]:
    """What the rows kept add up to, and the latest instant up to `now` among their events.

    The sum of each numeric field is set against the total `declared` for it; to nine decimals:
    what a file writes is decimal, and its sum is one too. A deadline is no event.
    """
    names = [f.name for f in match.contract.fields if f.type in NUMERIC and f.name in match.columns]
    asked = [*(f'round(fsum("{n}"), 9)' for n in names), *_latest(match, now)]
    if not asked:
        return (), None
    file = quoted(str(rows))
    query = f"SELECT {', '.join(asked)} FROM read_parquet({file})"
    found = connection.execute(query).fetchone() or ()
    sums, instants = found[: len(names)], found[len(names) :]
    totals = (Control(n, declared.get(n), float(s or 0)) for n, s in zip(names, sums, strict=True))
    return tuple(totals), max(
        (instant for instant in instants if instant is not None), default=None
    )


def _latest(match: Match, now: datetime) -> list[str]:
    """SQL of the latest instant up to `now` in each field that says when something happened."""
    zone = quoted(match.contract.timezone)
    limit = f"{quoted(now.isoformat())}::TIMESTAMPTZ"
    today = f"timezone({zone}, {limit})::DATE"
    return [
        f"timezone({zone}, max({name}::TIMESTAMP) FILTER ({name} <= {today}))"
        if is_date
        else f"max({name}) FILTER ({name} <= {limit})"
        for name, is_date in _events(match)
    ]


def _events(match: Match) -> list[tuple[str, bool]]:
    """The fields, as SQL names, that say when something happened; whether each is a date."""
    return [
        (named([f.name]), f.type is FieldType.DATE)
        for f in match.contract.fields
        if f.type in TEMPORAL and f.name in match.columns and not f.name.startswith("due_")
    ]
