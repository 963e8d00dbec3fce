"""Where is what in a town: its contours (IRIS, neighbourhoods, priority areas), its addresses.

Contours are GeoJSON files of the folder `maps`: `iris.geojson`, `district.geojson`, `qpv.geojson`.
Each IRIS is in one neighbourhood: that of its property `quartier`, else the contour that holds its
middle. The address base is in the format of the national one (BAN): `numero`, `rep`, `nom_voie`,
`code_postal`, `lon`, `lat`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.people.places import address, postcode
from parvis.core.people.streets import respelled
from parvis.core.territory.inside import NOWHERE, Floats, Rings, area_of, middle, rings_of
from parvis.engines.contours import NAMES, read_contours
from parvis.engines.duckdb.connect import literal

LAYERS = ("iris", "district", "qpv")
OUTSIDE_QPV = "Hors quartier prioritaire"
_HOLDERS = ("quartier", "QUARTIER", "district")
Area = tuple[str | None, ...]
"""The name of the area of each of `LAYERS`, None where the place is in none."""
_NONE: Area = (None, None, None)
Key = tuple[str, str, str]
"""Postcode, number and street, each in one spelling; "" where it is not said."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a file says of where something is; the point, in degrees, is believed first."""

    latitude: str | None = None
    longitude: str | None = None
    address: str | None = None
    postcode: str | None = None


class TownMap:
    """The contours of `maps` and the addresses of `addresses`, two folders that may be missing."""

    def __init__(self, maps: Path, addresses: Path) -> None:
        self._maps, self._addresses = maps, addresses

    @cached_property
    def layers(self) -> Mapping[str, Mapping[str, Rings]]:
        """The areas of each layer that there is, by name; Refused where a file is no contour."""
        found = {layer: self._layer(layer) for layer in LAYERS}
        return {layer: areas for layer, areas in found.items() if areas}

    @property
    def mark(self) -> str:
        """What changes whenever a file does."""
        whole = hashlib.sha256()
        for file in (*(self._file(layer) for layer in LAYERS), *self._bases):
            if file.is_file():
                whole.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
        return whole.hexdigest()

    def areas_of(self, places: Sequence[Place]) -> Mapping[str, list[str | None]]:
        """For each layer, the area of each place: of its point, else of its address."""
        points = np.array([_point(place) for place in places]).reshape(-1, 2)
        by_point = self._located(points)
        streets = self._spelled(places)
        found = [
            area if area != _NONE else self._of_address(key)
            for area, key in zip(by_point, streets, strict=True)
        ]
        return {layer: [area[rank] for area in found] for rank, layer in enumerate(LAYERS)}

    def _file(self, layer: str) -> Path:
        return self._maps / f"{layer}.geojson"

    @property
    def _bases(self) -> list[Path]:
        return sorted(self._addresses.glob("*.csv*")) if self._addresses.is_dir() else []

    def _layer(self, layer: str) -> dict[str, Rings]:
        file = self._file(layer)
        changed = file.stat().st_mtime_ns if file.is_file() else 0
        return {name: rings_of(shape) for name, shape in read_contours(file, changed).items()}

    @cached_property
    def _holders(self) -> Mapping[str, str]:
        """The neighbourhood of each IRIS; Refused where one has none."""
        areas = self.layers.get("iris", {})
        said = _said(self._file("iris")) if areas else {}
        districts = self.layers.get("district", {})
        names, shapes = list(districts), list(districts.values())
        centres = np.array([middle(rings) for rings in areas.values()]).reshape(-1, 2)
        ranks = dict(zip(areas, area_of(centres, shapes).tolist(), strict=True))
        found = {}
        for iris, rank in ranks.items():
            holder = said.get(iris) or (names[rank] if rank != NOWHERE else "")
            if not holder:
                raise Refused("zones.no_district", where=Where("iris.geojson"), iris=iris)
            found[iris] = holder
        return found

    def _located(self, points: Floats) -> list[Area]:
        """The areas of points; of none where the point is not known."""
        known = np.flatnonzero(~np.isnan(points).any(axis=1))
        named: dict[str, list[str | None]] = {}
        for layer in LAYERS:
            areas = self.layers.get(layer, {})
            ranks = area_of(points[known], list(areas.values()))
            names = [*areas, None]
            named[layer] = [names[rank] for rank in ranks.tolist()]
        found = [_NONE] * len(points)
        for at, (iris, district, qpv) in zip(
            known.tolist(), zip(*named.values(), strict=True), strict=True
        ):
            found[at] = self._whole(iris, district, qpv)
        return found

    def _whole(self, iris: str | None, district: str | None, qpv: str | None) -> Area:
        """The areas of one place: an IRIS says its neighbourhood; outside all, nothing is known."""
        holder = self._holders[iris] if iris else district
        if "qpv" in self.layers and (holder or not self.layers.keys() - {"qpv"}):
            qpv = qpv or OUTSIDE_QPV
        return (iris, holder, qpv)

    def _spelled(self, places: Iterable[Place]) -> list[Key]:
        """The address of each place, its street put right after the base."""
        keys = [_key(place) for place in places]
        named = {street for _, _, street in self._base}
        written = Counter(street for _, _, street in keys if street)
        slips = respelled(written, named) if named else {}
        return [(code, number, slips.get(street, street)) for code, number, street in keys]

    def _of_address(self, key: Key) -> Area:
        """The area of an address; without its number, that of its whole street if it has one."""
        code, number, street = key
        if not street:
            return _NONE
        tried = ((code, number, street), (code, "", street))
        return next((self._base[one] for one in tried if one in self._base), _NONE)

    @cached_property
    def _base(self) -> Mapping[Key, Area]:
        """The areas of every address, and of every street for what is the same all along it."""
        rows = [row for file in self._bases for row in _addresses(file)]
        points = np.array([(lon, lat) for *_, lon, lat in rows], dtype=np.float64).reshape(-1, 2)
        found: dict[Key, Area] = {}
        for (code, number, way, *_), area in zip(rows, self._located(points), strict=True):
            street = address(way).street
            for where in (code, ""):
                for key in ((where, number, street), (where, "", street)):
                    found[key] = _common(found.get(key, area), area)
        return found


def _said(file: Path) -> dict[str, str]:
    """The neighbourhood that each feature of a file names."""
    features = json.loads(file.read_text("utf-8"))["features"]
    said = {}
    for properties in (feature["properties"] for feature in features):
        name = next(str(properties[key]) for key in NAMES if properties.get(key))
        said[name] = next((str(properties[key]) for key in _HOLDERS if properties.get(key)), "")
    return said


def _common(one: Area, other: Area) -> Area:
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _point(place: Place) -> tuple[float, float]:
    try:
        return float(place.longitude or "nan"), float(place.latitude or "nan")
    except ValueError:
        return float("nan"), float("nan")


def _key(place: Place) -> Key:
    found = address(place.address or "")
    return postcode(place.postcode or ""), found.number, found.street


def _addresses(file: Path) -> list[tuple[str, str, str, float, float]]:
    """Postcode, number, way, longitude and latitude of each address of a base."""
    source = f"read_csv({literal(str(file))}, delim = ';', header = true, all_varchar = true)"
    with duckdb.connect(config={"threads": "2"}) as connection:
        try:
            return connection.execute(
                "SELECT coalesce(code_postal, ''), coalesce(numero, '') || "
                "upper(coalesce(rep[1:1], '')), nom_voie, CAST(lon AS DOUBLE), CAST(lat AS DOUBLE) "
                f"FROM {source} WHERE nom_voie <> '' AND lon <> '' AND lat <> ''"
            ).fetchall()
        except (duckdb.BinderException, duckdb.ConversionException,
                duckdb.InvalidInputException) as error:  # fmt: skip
            raise Refused("people.not_an_address_base", where=Where(file.name)) from error
