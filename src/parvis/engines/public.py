"""The tables that a town publishes: frozen, audited together, and sealed by their hash."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from parvis.core.metrics.beside import Earlier
from parvis.core.publics import PublicTable

MANIFEST = "manifest.json"


def tables_of(folder: Path) -> Iterator[tuple[PublicTable, bytes]]:
    """The published tables with their CSV; a file changed since, or put there by hand, is none."""
    for entry in _entries(folder):
        table = PublicTable(**{**entry, "by": tuple(entry["by"])})
        path = folder / f"{table.name}.csv"
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() == table.sha256:
            yield table, content


def earlier_tables(folder: Path) -> list[Earlier]:
    """The published tables, cell by cell."""
    found = []
    for table, content in tables_of(folder):
        _, *lines = csv.reader(io.StringIO(content.decode()))
        found.append(Earlier(table, {tuple(keys): value for *keys, value in lines}))
    return found


def add_tables(folder: Path, tables: Sequence[PublicTable]) -> None:
    """Note `tables`, whose files are in `folder`; the same name replaces."""
    kept = {entry["name"]: entry for entry in _entries(folder)}
    kept |= {table.name: asdict(table) for table in tables}
    _write(folder, kept)


def remove_table(folder: Path, name: str) -> bool:
    """Take a table back; False if there is none of that name."""
    kept = {entry["name"]: entry for entry in _entries(folder)}
    found = kept.pop(name, None) is not None
    if found:
        (folder / f"{name}.csv").unlink(missing_ok=True)
        _write(folder, kept)
    return found


def seal(path: Path) -> str:
    """The hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / MANIFEST
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return found


def _write(folder: Path, entries: Mapping[str, Mapping[str, Any]]) -> None:
    draft = folder / f".{MANIFEST}"
    said = json.dumps(list(entries.values()), ensure_ascii=False, indent=1)
    draft.write_text(said, "utf-8")
    draft.replace(folder / MANIFEST)
