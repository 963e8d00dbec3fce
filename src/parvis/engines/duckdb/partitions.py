"""The Parquet files of a release: a folder for each fact, a file for each month where rows abound.

Other engines read the folder; a month that has not changed is the same file in two releases.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from parvis.core.facts import Fact
from parvis.core.metrics.period import Grain, key_of
from parvis.engines.duckdb.connect import literal
from parvis.engines.duckdb.spans import within

_FEWEST = 10_000
"""Fewest rows of a month, on average, for which files by month are worth their number."""
WHOLE = "all.parquet"
"""The file of a fact that has but one."""


def folder_of_fact(folder: Path, fact: str) -> Path:
    """Where the Parquet files of a fact are in a release."""
    return folder / fact


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    table: str,
    folder: Path,
    months: Mapping[date, int],
) -> None:
    """Write the rows of `table` under `folder`; `months` counts them, by the first day of each."""
    place = folder_of_fact(folder, fact.id)
    place.mkdir()
    rows = sum(months.values())
    if rows < _FEWEST * len(months) or len(months) < 2:
        _copy(connection, f"FROM {table}", place / WHOLE)
    else:
        lay_months(connection, fact, table, folder, months)


def lay_months(
    connection: duckdb.DuckDBPyConnection,
    fact: Fact,
    table: str,
    folder: Path,
    months: Iterable[date],
) -> None:
    """Write the files of `months`, given by their first days."""
    place = folder_of_fact(folder, fact.id)
    for month in sorted(months):
        rows = f"FROM {table} WHERE {within(fact, [month])}"
        _copy(connection, rows, place / file_of(month))


def share_months(old: Path, new: Path, fact: str, changed: Collection[str]) -> None:
    """Have in the release `new` the files of `fact` of the release `old`, but those `changed`.

    They are the same files: a release is never written to.
    """
    place = folder_of_fact(new, fact)
    place.mkdir()
    for path in sorted(folder_of_fact(old, fact).iterdir()):
        if path.name not in changed:
            os.link(path, place / path.name)


def file_of(month: date) -> str:
    """The name of the file of a month."""
    return f"{key_of(month, Grain.MONTH)}.parquet"


def _copy(connection: duckdb.DuckDBPyConnection, rows: str, path: Path) -> None:
    how = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2"
    connection.execute(f"COPY ({rows}) TO {literal(str(path))} ({how})")
