"""The official files a home holds: what was brought in, from where, and their hashes."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.home import Home

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """One dataset kept as Parquet. `received_at` is ISO, UTC; `sha256` is that of the file."""

    dataset: str
    file: str
    sha256: str
    rows: int
    received_at: str


def parquet_of(home: Home, dataset: str) -> Path:
    """Where a dataset is kept: `reference/<family>-<vintage>.parquet`."""
    return home.reference / f"{dataset}.parquet"


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of one Parquet file of the shelf; all columns, or those asked.

    `pyarrow.parquet.read_table` does the same by the engine of many files, a fifth of a second to
    load.
    """
    with pq.ParquetFile(path) as file:
        return file.read(columns)


def kept(home: Home) -> dict[str, Kept]:
    """What is kept, by dataset; Refused where the list is damaged."""
    path = home.reference / MANIFEST
    if not path.is_file():
        return {}
    try:
        entries = [Kept(**entry) for entry in json.loads(path.read_text("utf-8"))]
    except (ValueError, TypeError) as error:
        raise Refused("territory.manifest", where=Where(str(path))) from error
    return {entry.dataset: entry for entry in entries}


def write_kept(home: Home, entries: dict[str, Kept]) -> None:
    """Replace the list at once: a reader sees the old or the new one."""
    draft = home.reference / f"{MANIFEST}.tmp"
    ordered = [asdict(entries[name]) for name in sorted(entries)]
    draft.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draft.replace(home.reference / MANIFEST)


def stamp(home: Home) -> str:
    """What changes when the files brought in do."""
    path = home.reference / MANIFEST
    return str(path.stat().st_mtime_ns) if path.is_file() else ""


def completed(entry: Kept, file: str) -> Kept:
    """`entry`, said to come from `file` too: contours arrive département by département."""
    return entry if file in entry.file.split(", ") else replace(entry, file=f"{entry.file}, {file}")
