"""The contours that a town gives of its neighbourhoods: one GeoJSON file per dimension."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused, Where

NAMES = ("name", "nom", "NOM", "libelle", "nom_iris", "NOM_IRIS")
"""Properties that may hold the name of an area, the first found."""


@lru_cache(maxsize=16)
def read_contours(path: Path, changed_at_ns: int) -> Mapping[str, Mapping[str, Any]]:
    """The geometries of the areas of `path` by name; none where there is no such file.

    Refused where it is no GeoJSON of named polygons. `changed_at_ns` makes a changed file read
    again.
    """
    if not path.is_file():
        return {}
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        return {_name(feature, path): _polygon(feature, path) for feature in features}
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("maps.unreadable", where=Where(path.name)) from error


def _name(feature: Mapping[str, Any], path: Path) -> str:
    properties = feature["properties"]
    found = next((str(properties[name]) for name in NAMES if properties.get(name)), "")
    if not found:
        raise Refused("maps.unnamed", where=Where(path.name), names=", ".join(NAMES))
    return found


def _polygon(feature: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    geometry: Mapping[str, Any] = feature["geometry"]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise Refused("maps.not_area", where=Where(path.name), kind=geometry["type"])
    return geometry
