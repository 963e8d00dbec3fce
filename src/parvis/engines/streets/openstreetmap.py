"""Streets of an OpenStreetMap extract, read by pyosmium in one stream.

Who may go where follows the wiki's “OSM tags for routing”: highway, access, foot, bicycle,
motor_vehicle, oneway, maxspeed, and its page on the speed limits of France for implicit ones.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Box, Mode, Streets, metres_of

_NO = frozenset({"no", "private", "agricultural", "forestry", "military", "delivery", "dismount"})
_OPEN = frozenset({"yes", "designated"})
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
_IMPLICIT = {"urban": 50.0, "rural": 80.0, "trunk": 110.0, "motorway": 130.0, "zone30": 30.0,
             "zone:30": 30.0, "zone20": 20.0, "living_street": 20.0, "walk": 6.0}  # fmt: skip
"""Limits of France by the word that follows the country: FR:urban."""
_MPH = 1.609344


def read_osm(path: Path, around: Box | None = None) -> Streets:
    """The streets of the extract at `path`; Refused where there is none, or without pyosmium.

    `around` keeps those of a place: extracts come by département or region.
    """
    try:
        import osmium
    except ImportError as error:
        raise Refused("streets.no_osmium", where=Where(path.name)) from error
    kept = _Kept(around)
    try:
        found = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE)
        for way in found.with_locations().with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(way, osmium.osm.Way):
                kept.add(way)
    except RuntimeError as error:
        raise Refused("streets.unreadable", where=Where(path.name)) from error
    if not kept.pieces and kept.seen:
        raise Refused("streets.elsewhere", where=Where(path.name))
    return _streets(kept.places, kept.pieces, path.name)


class _Kept:
    """Points and pieces kept so far, within a frame."""

    def __init__(self, around: Box | None) -> None:
        self._around = around
        self._points: dict[int, int] = {}
        self.places: list[tuple[float, float]] = []
        self.pieces: list[tuple[int, int, float, int]] = []
        self.seen = 0

    def add(self, way: object) -> None:
        """Keep what somebody may travel of a way."""
        tags = {tag.k: tag.v for tag in way.tags}  # type: ignore[attr-defined]
        bits = _allowed(tags)
        if not bits:
            return
        self.seen += 1
        speed = _speed(tags)
        # A node cut off by the edge of the extract has no place: the way is broken there.
        ranks = [self._rank(node) for node in way.nodes]  # type: ignore[attr-defined]
        self.pieces += [(a, b, speed, bits) for a, b in pairwise(ranks)
                        if a is not None and b is not None and a != b]  # fmt: skip

    def _rank(self, node: object) -> int | None:
        place = node.location  # type: ignore[attr-defined]
        if not place.valid() or not self._is_near(place.lon, place.lat):
            return None
        ref: int = node.ref  # type: ignore[attr-defined]
        if ref not in self._points:
            self._points[ref] = len(self.places)
            self.places.append((place.lon, place.lat))
        return self._points[ref]

    def _is_near(self, lon: float, lat: float) -> bool:
        if self._around is None:
            return True
        west, south, east, north = self._around
        return west <= lon <= east and south <= lat <= north


_BITS = {(mode, way): 1 << (2 * rank + way) for rank, mode in enumerate(Mode) for way in (0, 1)}


def _allowed(tags: Mapping[str, str]) -> int:
    """Who may go along and against the way, as bits; 0 for nobody.

    An area (a square drawn by its edge) is walked along its edge; a road being built is none.
    """
    kind = tags.get("highway", "")
    if kind not in _CAR_KMH and kind not in _ON_FOOT | _CYCLED:
        return 0
    one_way = tags.get("oneway", "yes" if kind.startswith("motorway") else "no")
    if tags.get("junction") in ("roundabout", "circular") and one_way == "no":
        one_way = "yes"
    bits = 0
    for mode in Mode:
        if _may(mode, kind, tags):
            ways = _ways(mode, one_way, tags)
            bits |= sum(_BITS[mode, way] for way in ways)
    return bits


_GENERAL = frozenset({"access", "vehicle"})
"""Keys that speak of everybody: a no there closes, a yes opens no footway to cars."""
_KEYS = {
    Mode.FOOT: ("foot", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
    Mode.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
}
"""Where it is said whether one may go, the most precise first."""


def _may(mode: Mode, kind: str, tags: Mapping[str, str]) -> bool:
    """A road for who goes there only (destination) counts as open; a footway needs a plain yes."""
    for key in _KEYS[mode]:
        said = tags.get(key, "")
        if said in _NO:
            return False
        if said and key not in _GENERAL:
            return mode is not Mode.CAR or kind in _CAR_KMH or said in _OPEN
    if mode is Mode.CAR:
        return kind in _CAR_KMH
    if mode is Mode.BICYCLE:
        return kind not in _ON_FOOT | _FAST
    return kind not in _FAST


def _ways(mode: Mode, one_way: str, tags: Mapping[str, str]) -> tuple[int, ...]:
    if mode is Mode.FOOT:
        return (0, 1)
    if mode is Mode.BICYCLE and (tags.get("oneway:bicycle") == "no" or any(
            tags.get(key, "").startswith("opposite")
            for key in ("cycleway", "cycleway:left", "cycleway:right"))):  # fmt: skip
        return (0, 1)
    if one_way in ("yes", "true", "1"):
        return (0,)
    return (1,) if one_way in ("-1", "reverse") else (0, 1)


def _speed(tags: Mapping[str, str]) -> float:
    posted = _limit(tags.get("maxspeed", "").split(";")[0].strip())
    if posted is None:
        return float(_CAR_KMH.get(tags.get("highway", ""), np.nan))
    return max(posted * _LIMIT_KEPT, 5.0)


def _limit(text: str) -> float | None:
    """A posted limit: "50", "30 mph", "FR:urban"; None for nothing usable ("none", "signals")."""
    number, _, unit = text.partition(" ")
    if number.isdigit():
        return float(number) * (_MPH if unit == "mph" else 1.0)
    return _IMPLICIT.get(text.partition(":")[2] if ":" in text else text)


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
