"""Zones, places and stops as strangers write them: degrees, one column for both, Lambert-93,
squares of the INSEE, GeoJSON; each becomes columns with `lon` and `lat`.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.access import Floats
from parvis.core.offer.forecast.table import plain
from parvis.engines.projections import from_laea, geographic
from parvis.engines.tables import Columns, read_columns, write_rows

_FRENCH = {
    "name": ("nom", "libelle", "intitule", "denomination", "appellation_officielle", "nom_usuel",
             "raison_sociale", "nomrs", "etablissement", "nom_etablissement",
             "nom_de_l_etablissement", "nom_equipement", "structure", "zone", "quartier",
             "nom_quartier", "lieu", "nom_du_lieu", "iris", "nom_iris", "lab_iris", "libiris",
             "idcar_200m", "idcar_1km", "idcar_nat", "idinspire", "stop_name"),
    "lon": ("longitude", "lng", "long", "x_wgs84", "stop_lon"),
    "lat": ("latitude", "y_wgs84", "stop_lat"),
    "population": ("habitants", "pop", "nb_habitants", "ind"),
    "income": ("revenu", "revenus", "revenu_median", "niveau_de_vie"),
    "demand": ("demande", "enfants", "public"), "is_open": ("ouvert", "existant"),
    "hours": ("horaires", "heures", "heures_ouverture"),
    "capacity": ("capacite", "places", "nb_places", "nombre_de_places", "capacite_d_accueil"),
}  # fmt: skip
"""A town's words for each column, once without accents, the surest first; its own name wins."""
SAID = {"name": "le nom (nom)", "lon": "la longitude", "lat": "la latitude",
        "population": "la population (habitants)"}  # fmt: skip
HOW = ("Donnez longitude et latitude en degrés, ou les deux dans une colonne (geo_point), ou x et "
       "y en Lambert-93.")  # fmt: skip
_POINTS = ("geo_point_2d", "geo_point", "geopoint", "point_geo", "coordonnees_geo", "coordonnees",
           "coordonnees_gps", "coordonnees_geographiques", "geolocalisation", "localisation",
           "position", "lat_lon", "latlon", "wkt", "geom", "geometry", "the_geom",
           "geometrie")  # fmt: skip
_METRES = (("lambert_x", "lambert_y"), ("x_lambert93", "y_lambert93"), ("x_l93", "y_l93"),
           ("xl93", "yl93"), ("coordxet", "coordyet"), ("coord_x", "coord_y"),
           ("x", "y"))  # fmt: skip
_SQUARES = ("idcar_200m", "idcar_1km", "idcar_nat", "idinspire")
_WKT = re.compile(r"POINT ?Z? ?\( ?(-?[\d.]+) (-?[\d.]+).*", re.IGNORECASE)
_INNER = re.compile(r'.*"coordinates": ?\[ ?(-?[\d.]+), ?(-?[\d.]+).*')
_PAIR = re.compile(r"\[?(-?\d+(?:\.\d+)?)[,; ]+(-?\d+(?:\.\d+)?)\]?")
_SQUARE = re.compile(r"CRS3035RES(\d+)mN(\d+)E(\d+)")
_EAST_M, _NORTH_M = (0.0, 1_300_000.0), (6_000_000.0, 7_200_000.0)
"""Where France lies in Lambert-93."""


def read_located(path: Path) -> Columns:
    """The columns of a file under their names here, with `lon` and `lat` wherever they were found.

    Refused names the line whose position cannot be read; a file without any is left as it is.
    """
    read = _named(read_columns(path))
    if {"lon", "lat"} <= set(read.values):
        return read
    for find in (_in_one_column, _in_metres, _in_squares):
        found = find(read)
        if found is not None:
            lon, lat = ([f"{number:.7f}" for number in side] for side in found.T.tolist())
            return Columns(read.file, read.lines, {**read.values, "lon": lon, "lat": lat})
    return read


def _named(read: Columns) -> Columns:
    """The first of a town's words for each column takes its place; the others keep theirs."""
    held = {plain(name): name for name in read.values}
    taken: dict[str, str] = {}
    for name, words in _FRENCH.items():
        said = next((held[word] for word in (name, *words) if word in held), None)
        if said is not None:
            taken.setdefault(said, name)
    values = {taken.get(name, plain(name)): cells for name, cells in read.values.items()}
    if "ind_snv" in values and "income" not in values and "population" in values:
        values["income"] = _mean_income(values["ind_snv"], values["population"])
    squares = next((word for word in _SQUARES if word in held), None)
    if squares is not None:
        values[squares] = read.values[held[squares]]
    return Columns(read.file, read.lines, values)


def _mean_income(sums: Sequence[str], people: Sequence[str]) -> list[str]:
    """Filosofi gives by square the sum of incomes: over its people, their mean."""
    return [str(float(total) / float(count)) if _is_number(total) and float(count or 0) > 0 else ""
            for total, count in zip(sums, people, strict=True)]  # fmt: skip


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", cell))


def _in_one_column(read: Columns) -> Floats | None:
    name = next((word for word in _POINTS if word in read.values), None)
    return None if name is None else _each(read, name, _point, "places.point")


def _point(cell: str) -> tuple[float, float] | None:
    """Longitude and latitude of `POINT (1.06 47.79)`, of a GeoJSON point, or of "47.79, 1.06"."""
    found = _WKT.fullmatch(cell) or _INNER.fullmatch(cell)
    if found is not None:
        return float(found[1]), float(found[2])
    pair = _PAIR.fullmatch(cell)
    return None if pair is None else (float(pair[2]), float(pair[1]))


def _in_metres(read: Columns) -> Floats | None:
    names = next((two for two in _METRES if set(two) <= set(read.values)), None)
    if names is None:
        return None
    x, y = (_each(read, name, _metre, "places.metres")[:, 0] for name in names)
    for values, name, (least, most) in ((x, names[0], _EAST_M), (y, names[1], _NORTH_M)):
        wrong = np.flatnonzero((values < least) | (values > most))
        if wrong.size:
            rank = int(wrong[0])
            raise Refused("places.metres", where=read.where(rank, name),
                          value=read.values[name][rank])  # fmt: skip
    return geographic(np.column_stack([x, y]))


def _metre(cell: str) -> tuple[float] | None:
    bare = re.sub(r"[ \u00a0\u202f]", "", cell).replace(",", ".")
    return (float(bare),) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def _in_squares(read: Columns) -> Floats | None:
    name = next((word for word in _SQUARES if word in read.values), None)
    return None if name is None else from_laea(_each(read, name, _middle, "places.square"))


def _middle(cell: str) -> tuple[float, float] | None:
    """East and north of the middle of a square that is named by its lower left corner."""
    found = _SQUARE.fullmatch(cell)
    if found is None:
        return None
    side, north, east = map(float, found.groups())
    return east + side / 2, north + side / 2


Parse = Callable[[str], tuple[float, ...] | None]


def _each(read: Columns, name: str, parse: Parse, rule: str) -> Floats:
    """What each cell says, (rows, n); Refused names the first that says nothing."""
    found: list[tuple[float, ...]] = []
    for rank, cell in enumerate(read.values[name]):
        said = parse(cell.strip())
        if said is None:
            raise Refused(rule if cell.strip() else "places.empty", where=read.where(rank, name),
                          value=cell)  # fmt: skip
        found.append(said)
    return np.array(found)


def as_table(path: Path) -> None:
    """A GeoJSON written again, in its place, as the CSV of its features; another file as it is."""
    with path.open("rb") as file:
        is_json = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    if is_json:
        columns = _shapes(path)
        write_rows(path, list(columns), zip(*columns.values(), strict=True))


def _shapes(path: Path) -> dict[str, list[str]]:
    """The columns of a GeoJSON: its properties, and its points or the middles of its outlines."""
    where = Where(path.name)
    try:
        features = json.loads(path.read_bytes())["features"]
        places = np.array([_centre(one["geometry"]) for one in features])
        said = [one.get("properties") or {} for one in features]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Refused("places.shapes", where=where) from error
    if not len(places):
        raise Refused("file.no_rows", where=where)
    if np.abs(places).max() > 180:
        places = geographic(places)
    names = dict.fromkeys(name for one in said for name in one if plain(name) not in ("lon", "lat"))
    values = {name: [_cell(one.get(name)) for one in said] for name in names}
    lon, lat = ([f"{number:.7f}" for number in side] for side in places.T.tolist())
    return {**values, "lon": lon, "lat": lat}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)


def _centre(geometry: dict[str, Any]) -> tuple[float, float]:
    """A point, or the middle of the widest outline (centroid of a polygon, by triangles)."""
    kind, held = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return float(held[0]), float(held[1])
    rings = {"Polygon": [held], "MultiPolygon": held}[kind]
    return max(_centroid(np.array(one[0], dtype=float)[:, :2]) for one in rings)[1]


def _centroid(ring: Floats) -> tuple[float, tuple[float, float]]:
    """Area and centroid of a closed ring."""
    origin = ring[0]
    a, b = ring[:-1] - origin, ring[1:] - origin
    cross = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    if not cross.sum():
        return 0.0, (float(origin[0]), float(origin[1]))
    x, y = origin + ((a + b) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return float(abs(cross.sum())), (float(x), float(y))
