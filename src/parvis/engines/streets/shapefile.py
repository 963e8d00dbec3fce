"""The roads of a BD TOPO shapefile: lines in the .shp, columns in the .dbf, system in the .prj.

ESRI, “Shapefile Technical Description” (1998); dBASE III for the columns.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.access import Floats
from parvis.core.offer.streets import Box, Streets
from parvis.engines.projections import LAMBERT93, WGS84
from parvis.engines.streets.bdtopo import (
    COLUMNS,
    LAYER,
    NEEDED,
    Piece,
    gathered,
)

_MAGIC, _HEADER = 9994, 100
_NULL, _LINES = 0, (3, 13, 23)
_SAME = {short: long for long, short in COLUMNS.items()}
_DELETED = b"*"


def read_shapefile(path: Path, around: Box | None = None) -> Streets:
    """The streets of the shapefile at `path`; Refused where a companion is missing or wrong."""
    where = Where(path.name)
    table = _companion(path, ".dbf", where)
    system = _system(_companion(path, ".prj", where), where)
    try:
        columns = _Table(table.read_bytes(), _encoding(path))
        missing = [COLUMNS[name] for name in NEEDED if name not in columns.names]
        if len(missing) == len(NEEDED):
            raise Refused("streets.no_roads", where=where, layer=LAYER.upper())
        if missing:
            raise Refused("streets.columns", where=where, missing=", ".join(missing))
        return gathered(_pieces(path.read_bytes(), columns), system, around, path.name)
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise Refused("streets.unreadable", where=where) from error


def _companion(path: Path, suffix: str, where: Where) -> Path:
    for name in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if name.is_file():
            return name
    raise Refused("streets.companion", where=where, missing=suffix)


def _system(path: Path, where: Where) -> int:
    """The system that the .prj names: Lambert-93, or degrees."""
    text = path.read_text("ascii", errors="replace").replace("_", " ").replace("-", " ").lower()
    if "lambert 93" in text or "lambert93" in text:
        return LAMBERT93
    if text.lstrip().startswith("geogcs"):
        return WGS84
    raise Refused("streets.projection", where=where, system=text[8:40].strip(' ",['))


def _encoding(path: Path) -> str:
    """UTF-8 where the .cpg says so, as the IGN delivers; else that of Windows."""
    page = path.with_suffix(".cpg")
    said = page.read_text("ascii", errors="replace").strip().lower() if page.is_file() else ""
    return "utf-8" if "utf" in said else "cp1252"


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    start: int
    width: int


class _Table:
    """The columns of a .dbf that are asked for, row by row."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._data, self._encoding = data, encoding
        self.count, self._first, self._width = struct.unpack_from("<IHH", data, 4)
        self._columns = list(self._described())
        self.names = [column.name for column in self._columns]

    def _described(self) -> Iterator[_Column]:
        at, start = 32, 1
        while at + 32 <= self._first and self._data[at] != 0x0D:
            short = self._data[at : at + 11].split(b"\0")[0].decode("ascii").upper()
            width = self._data[at + 16]
            if short in _SAME:
                yield _Column(_SAME[short], start, width)
            at, start = at + 32, start + width

    def row(self, rank: int) -> dict[str, str | float | None] | None:
        """What a row says; None where it was deleted."""
        at = self._first + rank * self._width
        row = self._data[at : at + self._width]
        if len(row) < self._width:
            raise ValueError("table tronquée")
        if row[:1] == _DELETED:
            return None
        return {c.name: row[c.start : c.start + c.width].decode(self._encoding).strip(" \0*")
                for c in self._columns}  # fmt: skip


def _pieces(data: bytes, columns: _Table) -> Iterator[Piece]:
    if struct.unpack_from(">I", data, 0)[0] != _MAGIC:
        raise ValueError("ce n’est pas un shapefile")
    at, rank = _HEADER, 0
    while at + 8 <= len(data):
        (words,) = struct.unpack_from(">I", data, at + 4)
        lines = _lines(data, at + 8)
        said = columns.row(rank)
        if said is not None and lines:
            yield Piece(lines, said)
        at, rank = at + 8 + 2 * words, rank + 1
    if rank != columns.count:
        raise ValueError(f"{rank} lignes et {columns.count} rangées")


def _lines(data: bytes, at: int) -> list[Floats]:
    """The parts of one record; altitudes and measures come after the points and are left."""
    (kind,) = struct.unpack_from("<I", data, at)
    if kind == _NULL:
        return []
    if kind not in _LINES:
        raise ValueError("formes qui ne sont pas des lignes")
    parts, count = struct.unpack_from("<II", data, at + 36)
    starts = [*struct.unpack_from(f"<{parts}I", data, at + 44), count]
    values = np.frombuffer(data, dtype="<f8", count=2 * count, offset=at + 44 + 4 * parts)
    points: Floats = values.reshape(count, 2).astype(np.float64)
    return [points[a:b] for a, b in pairwise(starts)]
