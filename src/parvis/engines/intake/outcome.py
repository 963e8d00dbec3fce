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
    """The kept rows as Parquet, in the order of the file; they become the view `written`."""
    names, file = named(f.name for f in match.contract.fields), quoted(str(target))
    connection.execute(
        f"COPY (SELECT {line_sql(match)} AS _line, {names} FROM kept) TO {file}"
        " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    connection.execute(f"CREATE VIEW written AS FROM read_parquet({file})")


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


def controls(
    connection: duckdb.DuckDBPyConnection, match: Match, declared: Mapping[str, float]
) -> tuple[Control, ...]:
    """The sum of each numeric field over the kept rows, against the total `declared` for it.

    To six decimals: what a file writes is decimal, and its sum is one too.
    """
    names = [f.name for f in match.contract.fields if f.type in NUMERIC and f.name in match.columns]
    if not names:
        return ()
    totals = ", ".join(f'round(fsum("{n}"), 9)' for n in names)
    sums = connection.execute(f"SELECT {totals} FROM written").fetchone() or ()
    return tuple(
        Control(n, declared.get(n), float(s or 0)) for n, s in zip(names, sums, strict=True)
    )


def observed_until(
    connection: duckdb.DuckDBPyConnection, match: Match, now: datetime
) -> datetime | None:
    """The latest instant up to `now` among the rows' events; a deadline is not an event."""
    zone = quoted(match.contract.timezone)
    limit = f"{quoted(now.isoformat())}::TIMESTAMPTZ"
    today = f"timezone({zone}, {limit})::DATE"
    latest = [
        f"timezone({zone}, max({name}::TIMESTAMP) FILTER ({name} <= {today}))"
        if is_date
        else f"max({name}) FILTER ({name} <= {limit})"
        for name, is_date in _events(match)
    ]
    if not latest:
        return None
    row = connection.execute(f"SELECT {', '.join(latest)} FROM written").fetchone() or ()
    return max((instant for instant in row if instant is not None), default=None)


def _events(match: Match) -> list[tuple[str, bool]]:
    """The fields, as SQL names, that say when something happened; whether each is a date."""
    return [
        (named([f.name]), f.type is FieldType.DATE)
        for f in match.contract.fields
        if f.type in TEMPORAL and f.name in match.columns and not f.name.startswith("due_")
    ]
