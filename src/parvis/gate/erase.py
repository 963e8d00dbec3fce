"""Rows taken out of the identified side, and releases that held them taken off the shelf."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parvis.core.home import Home
from parvis.core.ingest.contract import Contract
from parvis.engines.answers import forget_answers
from parvis.engines.duckdb.connect import literal, name, open_workshop
from parvis.engines.duckdb.identity import identity_sql
from parvis.engines.duckdb.manifest import folder_of
from parvis.gate.shelf import current_id, list_releases

LINE = "_line"


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows went, and the physical lines of which no row is left."""

    rows: int
    lines: frozenset[int]


def rows_of(
    rows: Path, contract: Contract, references: Collection[str], spill: Path
) -> list[dict[str, str]]:
    """The rows of one person, each field under its title, and the line it stood on."""
    titles = {f.name: f.title or f.headers[0] for f in contract.fields}
    with open_workshop(spill, reads=[rows]) as connection:
        cursor = connection.execute(
            f"FROM read_parquet({literal(str(rows))})"
            f" WHERE list_contains(?, {identity_sql(contract)}) ORDER BY {LINE}",
            [sorted(references)],
        )
        columns = [titles.get(c[0], "Ligne") for c in cursor.description or ()]
        found = cursor.fetchall()
    return [
        {title: str(value) for title, value in zip(columns, row, strict=True) if value is not None}
        for row in found
    ]


def of_person(contract: Contract, references: Collection[str]) -> str:
    """The condition that a row is of one of `references`."""
    return f"coalesce(list_contains([{_listed(references)}], {identity_sql(contract)}), false)"


def _listed(references: Collection[str]) -> str:
    return ", ".join(literal(reference) for reference in sorted(references))


def older_than(field: str, limit: date) -> str:
    """The condition that a row's date is before `limit`; one without a date is not."""
    return f"coalesce(CAST({name(field)} AS DATE) < DATE '{limit.isoformat()}', false)"


def count_rows(rows: Path, condition: str, spill: Path) -> int:
    """How many rows meet a condition."""
    with open_workshop(spill, reads=[rows]) as connection:
        ((count,),) = connection.execute(
            f"SELECT count(*) FROM read_parquet({literal(str(rows))}) WHERE {condition}"
        ).fetchall()
    return int(count)


def drop_rows(rows: Path, condition: str, spill: Path) -> Dropped:
    """Take the rows that meet a condition out of a file, in one step."""
    source = f"read_parquet({literal(str(rows))})"
    draft = rows.with_name(rows.name + ".new")
    with open_workshop(spill, reads=[rows]) as connection:
        ((count,),) = connection.execute(
            f"SELECT count(*) FROM {source} WHERE {condition}"
        ).fetchall()
        if not count:
            return Dropped(0, frozenset())
        gone = connection.execute(
            f"SELECT {LINE} FROM {source} GROUP BY {LINE} HAVING bool_and({condition})"
        ).fetchall()
        connection.execute(
            f"COPY (SELECT * FROM {source} WHERE NOT ({condition}) ORDER BY {LINE})"
            f" TO {literal(str(draft))} (FORMAT parquet, COMPRESSION zstd)"
        )
    draft.replace(rows)
    return Dropped(int(count), frozenset(line for (line,) in gone))


def withdraw_earlier(home: Home) -> list[str]:
    """Remove every release but the one in use, and the answers kept of them; which ones."""
    kept = current_id(home)
    forget_answers(home, kept={kept or ""})
    gone = [manifest.id for manifest in list_releases(home) if manifest.id != kept]
    for release in gone:
        shutil.rmtree(folder_of(home, release))
    return gone
