"""Streets of the BD TOPO of the IGN, as it is delivered: a GeoPackage, Lambert-93.

Layer `troncon_de_route`: sens_de_circulation, vitesse_moyenne_vl, acces_vehicule_leger, nature.
"""

import sqlite3
import struct
from itertools import pairwise
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.access import Floats
from parvis.core.offer.streets import Mode, Streets, metres_of

LAYER = "troncon_de_route"
_FAST = ("Type autoroutier", "Bretelle")
_ON_FOOT = ("Sentier", "Escalier")
_LAMBERT93, _WGS84 = 2154, 4326
_ENVELOPES = (0, 32, 48, 48, 64)
_Row = tuple[bytes, str | None, float | None, str | None, str | None]


def read_bdtopo(path: Path) -> Streets:
    """The streets of the GeoPackage at `path`; Refused where it has no layer of roads."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            column, system = _geometry(connection, path)
            rows = connection.execute(
                f"SELECT {column}, sens_de_circulation, vitesse_moyenne_vl, acces_vehicule_leger,"  # noqa: S608  the column is that of the file's own catalogue, quoted
                f" nature FROM {LAYER}"
            ).fetchall()
    except sqlite3.Error as error:
        raise Refused("streets.unreadable", where=Where(path.name), detail=error) from error
    return _streets(rows, system, path)


def _geometry(connection: sqlite3.Connection, path: Path) -> tuple[str, int]:
    found = connection.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (LAYER,)
    ).fetchone()
    if found is None or found[1] not in (_LAMBERT93, _WGS84):
        raise Refused("streets.no_roads", where=Where(path.name), layer=LAYER)
    return '"' + str(found[0]).replace('"', '""') + '"', int(found[1])


def _streets(rows: list[_Row], system: int, path: Path) -> Streets:
    ranks: dict[tuple[float, float], int] = {}
    start: list[int] = []
    end: list[int] = []
    speeds: list[float] = []
    allowed: list[list[tuple[bool, bool]]] = []
    for blob, sense, speed, access, nature in rows:
        line = _line(blob)
        places = [ranks.setdefault((round(x, 2), round(y, 2)) if system == _LAMBERT93 else (x, y),
                                   len(ranks)) for x, y in line.tolist()]  # fmt: skip
        may = _may(sense or "", access or "", nature or "")
        pieces = list(pairwise(places))
        start += [a for a, _ in pieces]
        end += [b for _, b in pieces]
        allowed += [may] * len(pieces)
        speeds += [float(speed) if speed else np.nan] * len(pieces)
    if not start:
        raise Refused("streets.empty", where=Where(path.name))
    flat = np.array(list(ranks))
    points = geographic(flat) if system == _LAMBERT93 else flat
    first, last = np.array(start, dtype=np.int64), np.array(end, dtype=np.int64)
    # Lambert-93 keeps angles, not lengths: these are measured on the sphere.
    masks = np.array(allowed)
    return Streets(points, first, last, metres_of(points, first, last), np.array(speeds),
                   {mode: masks[:, rank] for rank, mode in enumerate(Mode)},
                   f"BD TOPO (IGN), {path.name}")  # fmt: skip


def _may(sense: str, access: str, nature: str) -> list[tuple[bool, bool]]:
    """Along and against, on foot, by bicycle, by car."""
    on_foot = not nature.startswith(_FAST)
    by_bicycle = on_foot and not nature.startswith(_ON_FOOT)
    by_car = not nature.startswith(_ON_FOOT) and not access.startswith(
        ("Physiquement impossible", "Restreint")
    )
    along, against = sense != "Sens inverse", sense != "Sens direct"
    return [(on_foot, on_foot), (by_bicycle and along, by_bicycle and against),
            (by_car and along, by_car and against)]  # fmt: skip


def _line(blob: bytes) -> Floats:
    """The points (n, 2) of a GeoPackage geometry: its header, then a line of the OGC's WKB."""
    skipped = 8 + _ENVELOPES[(blob[3] >> 1) & 7]
    order = "<" if blob[skipped] else ">"
    (kind,) = struct.unpack_from(f"{order}I", blob, skipped + 1)
    at = skipped + 5
    if kind % 1000 == 5 or kind & 0xFF == 5:  # a MultiLineString of one line
        at += 4 + 5
    width = 3 if kind // 1000 in (1, 2) or kind & 0x80000000 else 2
    (count,) = struct.unpack_from(f"{order}I", blob, at)
    values = np.frombuffer(blob, dtype=f"{order}f8", count=count * width, offset=at + 4)
    line: Floats = values.reshape(count, width)[:, :2].astype(np.float64)
    return line


def geographic(points: Floats) -> Floats:
    """Longitude and latitude of Lambert-93 coordinates: conic of two parallels on GRS80.

    IGN, “Projections coniques conformes”, note NT/G 71, ALG0004 with the constants of RGF93.
    """
    n, c, xs, ys, e = 0.7256077650532670, 11754255.4261, 700000.0, 12655612.0499, 0.08181919106
    x, y = points[:, 0] - xs, ys - points[:, 1]
    radius, angle = np.hypot(x, y), np.arctan2(x, y)
    isometric = -np.log(np.abs(radius / c)) / n
    latitude = 2 * np.arctan(np.exp(isometric)) - np.pi / 2
    for _ in range(8):
        sine = e * np.sin(latitude)
        latitude = 2 * np.arctan(((1 + sine) / (1 - sine)) ** (e / 2) * np.exp(isometric)) - (
            np.pi / 2
        )
    degrees: Floats = np.degrees(np.column_stack([angle / n + np.radians(3.0), latitude]))
    return degrees
