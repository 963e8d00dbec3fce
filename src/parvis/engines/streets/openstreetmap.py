"""Streets of an OpenStreetMap extract, read by pyosmium in one stream.

Who may go where follows the wiki's “OSM tags for routing”: highway, access, foot, bicycle,
motor_vehicle, oneway, maxspeed.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Mode, Streets, metres_of

_NO = frozenset({"no", "private"})
_ON_FOOT = frozenset({"footway", "path", "pedestrian", "steps", "corridor", "bridleway"})
_CYCLED = frozenset({"cycleway"})
_FAST = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
_CAR_KMH = {
    "motorway": 110, "motorway_link": 60, "trunk": 90, "trunk_link": 50, "primary": 60,
    "primary_link": 40, "secondary": 50, "secondary_link": 40, "tertiary": 40, "tertiary_link": 30,
    "unclassified": 40, "residential": 25, "living_street": 15, "service": 15, "road": 30,
    "track": 15,
}  # fmt: skip
"""By class of street where no limit is posted, lights and corners counted (assumption)."""
_LIMIT_KEPT = 0.75
"""Of a posted limit, what one really averages in a town (assumption)."""


def read_osm(path: Path) -> Streets:
    """The streets of the extract at `path`; Refused where there is none, or without pyosmium."""
    try:
        import osmium
    except ImportError as error:
        raise Refused("streets.no_osmium", where=Where(path.name)) from error
    points: dict[int, int] = {}
    places: list[tuple[float, float]] = []
    pieces: list[tuple[int, int, float, int]] = []
    try:
        found = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE)
        for way in found.with_locations().with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(way, osmium.osm.Way):
                _add(way, points, places, pieces)
    except RuntimeError as error:
        raise Refused("streets.unreadable", where=Where(path.name), detail=error) from error
    return _streets(places, pieces, path.name)


def _add(way: object, points: dict[int, int], places: list[tuple[float, float]],
         pieces: list[tuple[int, int, float, int]]) -> None:  # fmt: skip
    tags = {tag.k: tag.v for tag in way.tags}  # type: ignore[attr-defined]
    bits = _allowed(tags)
    if not bits:
        return
    ranks = []
    for node in way.nodes:  # type: ignore[attr-defined]
        # A node cut off by the edge of the extract has no place: the way ends before it.
        if not node.location.valid():
            continue
        if node.ref not in points:
            points[node.ref] = len(places)
            places.append((node.location.lon, node.location.lat))
        ranks.append(points[node.ref])
    speed = _speed(tags)
    pieces += [(a, b, speed, bits) for a, b in pairwise(ranks) if a != b]


_BITS = {(mode, way): 1 << (2 * rank + way) for rank, mode in enumerate(Mode) for way in (0, 1)}


def _allowed(tags: Mapping[str, str]) -> int:
    """Who may go along and against the way, as bits; 0 for nobody."""
    kind = tags.get("highway", "")
    if kind not in _CAR_KMH and kind not in _ON_FOOT | _CYCLED:
        return 0
    one_way = tags.get("oneway", "yes" if kind.startswith("motorway") else "no")
    if tags.get("junction") == "roundabout":
        one_way = "yes"
    bits = 0
    for mode in Mode:
        if _may(mode, kind, tags):
            ways = _ways(mode, one_way, tags)
            bits |= sum(_BITS[mode, way] for way in ways)
    return bits


def _may(mode: Mode, kind: str, tags: Mapping[str, str]) -> bool:
    key = {Mode.FOOT: "foot", Mode.BICYCLE: "bicycle", Mode.CAR: "motor_vehicle"}[mode]
    said = tags.get(key, tags.get("vehicle" if mode is not Mode.FOOT else "access", ""))
    if said:
        return said not in _NO
    if tags.get("access") in _NO:
        return False
    if mode is Mode.CAR:
        return kind in _CAR_KMH
    if mode is Mode.BICYCLE:
        return kind not in _ON_FOOT | _FAST
    return kind not in _FAST


def _ways(mode: Mode, one_way: str, tags: Mapping[str, str]) -> tuple[int, ...]:
    if mode is Mode.FOOT or (mode is Mode.BICYCLE and tags.get("oneway:bicycle") == "no"):
        return (0, 1)
    if one_way in ("yes", "true", "1"):
        return (0,)
    return (1,) if one_way in ("-1", "reverse") else (0, 1)


def _speed(tags: Mapping[str, str]) -> float:
    posted = tags.get("maxspeed", "")
    if posted.isdigit():
        return max(int(posted) * _LIMIT_KEPT, 5.0)
    return float(_CAR_KMH.get(tags.get("highway", ""), np.nan))


def _streets(places: list[tuple[float, float]], pieces: list[tuple[int, int, float, int]],
             file: str) -> Streets:  # fmt: skip
    if not pieces:
        raise Refused("streets.empty", where=Where(file))
    points = np.array(places)
    start, end, speeds, bits = (np.array(column) for column in zip(*pieces, strict=True))
    start, end = start.astype(np.int64), end.astype(np.int64)
    allowed = {
        mode: np.column_stack([(bits.astype(np.int64) & _BITS[mode, way]) > 0 for way in (0, 1)])
        for mode in Mode
    }
    return Streets(points, start, end, metres_of(points, start, end), speeds, allowed,
                   f"OpenStreetMap, {file}")  # fmt: skip
