"""The layer of roads of a BD TOPO GeoPackage; only this layer is read, near the town."""

import sqlite3
import struct
from collections.abc import Iterator
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

_ENVELOPES = (0, 32, 48, 48, 64)
_LINE, _MANY_LINES = 2, 5


def read_geopackage(path: Path, around: Box | None = None) -> Streets:
    """The streets of the GeoPackage at `path`; Refused where it has no layer of roads."""
    where = Where(path.name)
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            table, column, system = _layer(connection, where)
            return gathered(_pieces(connection, table, column, where), system, around, path.name)
    except (sqlite3.Error, struct.error, IndexError, ValueError) as error:
        raise Refused("streets.unreadable", where=where) from error


def _layer(connection: sqlite3.Connection, where: Where) -> tuple[str, str, int]:
    """The table of roads, whatever prefix its producer gave it, its geometry and its system."""
    held = connection.execute(
        "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
    ).fetchall()
    found = next((row for row in held if str(row[0]).lower().endswith(LAYER)), None)
    if found is None:
        raise Refused("streets.no_roads", where=where, layer=LAYER)
    table, column, system = str(found[0]), str(found[1]), int(found[2])
    if system not in (LAMBERT93, WGS84):
        raise Refused("streets.projection", where=where, system=f"EPSG:{system}")
    return table, column, system


def _pieces(
    connection: sqlite3.Connection, table: str, column: str, where: Where
) -> Iterator[Piece]:
    held = {str(row[1]).lower(): str(row[1])
            for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")}  # fmt: skip
    missing = [name for name in NEEDED if name not in held]
    if missing:
        raise Refused("streets.columns", where=where, missing=", ".join(missing))
    names = [name for name in COLUMNS if name in held]
    asked = ", ".join(_quoted(held[name]) for name in names)
    rows = connection.execute(
        f"SELECT {_quoted(column)}, {asked} FROM {_quoted(table)}"  # noqa: S608  names of the file's own catalogue, quoted
    )
    for blob, *said in rows:
        if blob is not None:
            yield Piece(lines_of(blob), dict(zip(names, said, strict=True)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def lines_of(blob: bytes) -> list[Floats]:
    """The lines, of points (n, 2), of a GeoPackage geometry: a header, then the OGC's WKB."""
    if blob[:2] != b"GP":
        raise ValueError("géométrie qui n’est pas celle d’un GeoPackage")
    if blob[3] & 0x10:  # an empty geometry
        return []
    found, _ = _wkb(blob, 8 + _ENVELOPES[(blob[3] >> 1) & 7])
    return found


def _wkb(blob: bytes, at: int) -> tuple[list[Floats], int]:
    """The lines of the geometry at byte `at`, and the byte after it."""
    order = "<" if blob[at] else ">"
    (kind,) = struct.unpack_from(f"{order}I", blob, at + 1)
    has_z = bool(kind & 0x80000000) or (kind & 0xFFFF) // 1000 in (1, 3)
    has_m = bool(kind & 0x40000000) or (kind & 0xFFFF) // 1000 in (2, 3)
    (count,) = struct.unpack_from(f"{order}I", blob, at + 5)
    at += 9
    if (kind & 0xFFFF) % 1000 == _MANY_LINES:
        lines: list[Floats] = []
        for _ in range(count):
            some, at = _wkb(blob, at)
            lines += some
        return lines, at
    if (kind & 0xFFFF) % 1000 != _LINE:
        raise ValueError("géométrie qui n’est pas une ligne")
    width = 2 + has_z + has_m
    values = np.frombuffer(blob, dtype=f"{order}f8", count=count * width, offset=at)
    line: Floats = values.reshape(count, width)[:, :2].astype(np.float64)
    return [line], at + 8 * count * width
