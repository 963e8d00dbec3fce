"""A published file as received: out of its archive, its columns known, nothing interpreted."""

import csv
import errno
import gzip
import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow.parquet as pq
from pyarrow.lib import ArrowInvalid

from parvis.core.errors import Refused, Where
from parvis.engines.opendata import xlsx

_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"
_HEAD, _CHUNK = 64_000, 1 << 20
_HEADER_WITHIN, _SAMPLE = 15, 20
_DELIMITERS = ";,\t"
_TABLES = (".csv", ".txt", ".xlsx", ".parquet", ".geojson", ".json")
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    csv.Error,
    xlsx.NotASpreadsheetError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged archive or workbook raises, encrypted and exotic ones included."""


class Form(Enum):
    """In which form a table stands."""

    CSV = auto()
    PARQUET = auto()
    GEOJSON = auto()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a published file: where to read it, and the names of its columns.

    `name` is what the user knows the file by. `sheet` is that of a workbook, else "".
    `samples` are its first rows.
    """

    name: str
    path: Path
    form: Form
    columns: tuple[str, ...]
    sheet: str = ""
    delimiter: str = ","
    samples: tuple[dict[str, Any], ...] = ()


def sha256_of(path: Path) -> str:
    """The hash of a file as received, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tables_of(path: Path, scratch: Path) -> Iterator[Table]:
    """The tables that a file holds, whatever its name; none when it is not a table.

    Archives are opened into `scratch`. Refused when the file is cut short or damaged.
    """
    try:
        yield from _tables(path, path.name, scratch)
    except (*_BROKEN, ArrowInvalid) as error:
        raise Refused("territory.truncated", where=Where(path.name)) from error


def _tables(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        yield from _archived(path, name, scratch)
    elif head.startswith(_GZIP):
        yield from _tables(_expanded(path, scratch), name, scratch)
    elif head.startswith(_PARQUET):
        yield _parquet(path, name)
    elif head.lstrip().startswith(b"{"):
        yield from _features(path, name)
    elif b"\0" not in head and head.strip():
        yield from _text(path, name, scratch)


def _parquet(path: Path, name: str) -> Table:
    file = pq.ParquetFile(path)
    first = next(file.iter_batches(_SAMPLE), None)
    samples = tuple(first.to_pylist()) if first is not None else ()
    return Table(name, path, Form.PARQUET, tuple(file.schema_arrow.names), samples=samples)


def _expanded(path: Path, scratch: Path) -> Path:
    target = scratch / f"{path.name}.plain"
    with gzip.open(path) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, _CHUNK)
    return target


def _archived(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" in archive.namelist():
            yield from _sheets(archive, name, scratch)
            return
        for rank, member in enumerate(archive.namelist()):
            plain = PurePosixPath(member)
            if plain.suffix.lower() not in _TABLES or "__MACOSX" in plain.parts:
                continue
            target = scratch / f"{path.stem}-{rank}{plain.suffix.lower()}"
            with _opened(archive, member) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, _CHUNK)
            yield from _tables(target, f"{name}/{plain.name}", scratch)


def _opened(archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    """A member of an archive; one said to begin before the file does is damage too."""
    try:
        return archive.open(member)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise zipfile.BadZipFile(member) from error


def _sheets(book: zipfile.ZipFile, name: str, scratch: Path) -> Iterator[Table]:
    """Each sheet as CSV, from its line of column names on."""
    members, shared = xlsx.sheets(book), xlsx.shared_texts(book)
    for rank, (sheet, member) in enumerate(members.items()):
        rows = xlsx.rows(book, member, shared)
        first = list(zip(range(_HEADER_WITHIN), rows, strict=False))
        begin = next((i for i, row in first if _names_columns(row)), None)
        if begin is None:
            continue
        target = scratch / f"sheet-{Path(name).stem}-{rank}.csv"
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            width = len(first[begin][1])
            for row in [row for i, row in first if i >= begin]:
                _write(writer, row, width)
            for row in rows:
                _write(writer, row, width)
        header = first[begin][1]
        samples = tuple(dict(zip(header, row, strict=False)) for i, row in first if i > begin)
        yield Table(name, target, Form.CSV, tuple(header), sheet, samples=samples)


def _write(writer: Any, row: list[str], width: int) -> None:
    if any(row):
        writer.writerow((row + [""] * width)[:width])


def _names_columns(row: list[str]) -> bool:
    """Codes stand in the line under the titles: several names, none with a space."""
    return len(row) > 1 and all(cell and " " not in cell for cell in row)


def _text(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    plain = _in_utf8(path, scratch)
    with plain.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for _, line in zip(range(_SAMPLE), file, strict=False)]
    delimiter = max(_DELIMITERS, key=lines[0].count)
    header, *rows = csv.reader(lines, delimiter=delimiter)
    columns = tuple(cell.strip() for cell in header)
    if len(columns) > 1:
        samples = tuple(dict(zip(columns, row, strict=False)) for row in rows)
        yield Table(name, plain, Form.CSV, columns, "", delimiter, samples)


def _in_utf8(path: Path, scratch: Path) -> Path:
    """The file itself, or its conversion when it is in Windows-1252."""
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        target = scratch / f"{path.name}.utf8"
        target.write_text(data.decode("cp1252", errors="replace"), "utf-8", newline="")
        return target
    return path


def _features(path: Path, name: str) -> Iterator[Table]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Refused("territory.truncated", where=Where(name)) from error
    features = document.get("features")
    if not isinstance(features, list) or not features:
        return
    samples = tuple(f.get("properties") or {} for f in features[:_SAMPLE])
    yield Table(name, path, Form.GEOJSON, tuple(samples[0]), samples=samples)
