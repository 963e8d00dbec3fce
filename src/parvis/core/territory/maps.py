"""Maps as drawings: contours projected and rounded, values in five classes, nothing else."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 480
CLASSES = 5
SECRET_CLASS = 0


@dataclass(frozen=True, slots=True)
class Area:
    """One territory of a map: its path, its class (1 to 5, 0 when unknown), its name.

    (x, y): a point of its largest part, where what names it may be tied.
    """

    code: str
    name: str
    path: str
    step: int
    is_here: bool
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """A map `width` by `height`. `bounds` holds the lowest and highest figure of each class."""

    width: int
    height: int
    areas: tuple[Area, ...]
    bounds: tuple[tuple[float, float], ...]
    is_schematic: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a map is drawn from: a GeoJSON geometry and a figure, NaN where unknown."""

    code: str
    name: str
    geometry: Mapping[str, Any]
    value: float


def draw(shapes: Sequence[Shape], here: str) -> Map | None:
    """The map of `shapes`, `here` underlined; None when there is nothing to draw."""
    rings = {shape.code: list(_rings(shape.geometry)) for shape in shapes}
    points = [point for found in rings.values() for ring in found for point in ring]
    if not points:
        return None
    frame = _Frame(points)
    limits = _limits([s.value for s in shapes])
    ordered = sorted(shapes, key=lambda shape: shape.code == here)
    areas = tuple(
        Area(s.code, s.name, frame.path(rings[s.code]), _step(s.value, limits), s.code == here,
             *frame.middle(rings[s.code]))
        for s in ordered
    )  # fmt: skip
    return Map(WIDTH, frame.height, areas, _bounds([s.value for s in shapes], limits))


def schematic(named: Sequence[tuple[str, str, float]]) -> Map:
    """Equal tiles, one per (code, name, value): for want of contours, and said to be so."""
    columns = max(1, math.ceil(math.sqrt(2 * len(named))))
    side = WIDTH // columns
    limits = _limits([value for _, _, value in named])
    areas = []
    for rank, (code, name, value) in enumerate(named):
        x, y = rank % columns * side, rank // columns * side
        path = f"M{x} {y}h{side}v{side}h-{side}z"
        areas.append(Area(code, name, path, _step(value, limits), False))
    height = math.ceil(len(named) / columns) * side
    bounds = _bounds([value for _, _, value in named], limits)
    return Map(columns * side, height, tuple(areas), bounds, is_schematic=True)


class _Frame:
    """The projection of a map: degrees to drawing units, east to the right, north up."""

    def __init__(self, points: Sequence[Sequence[float]]) -> None:
        longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
        self._west, self._north = min(longitudes), max(latitudes)
        middle = math.radians((max(latitudes) + min(latitudes)) / 2)
        self._narrow = math.cos(middle)
        spread = (max(longitudes) - self._west) * self._narrow
        self._scale = WIDTH / (spread or 1)
        self.height = max(1, round((self._north - min(latitudes)) * self._scale))

    def path(self, rings: Sequence[Sequence[Sequence[float]]]) -> str:
        """The `d` of a path: points that fall together are drawn once."""
        return "".join(f"M{'l'.join(self._steps(ring))}z" for ring in rings)

    def middle(self, rings: Sequence[Sequence[Sequence[float]]]) -> tuple[int, int]:
        """The centre of gravity of the largest ring, in drawing units."""
        rounds = [np.array([point[:2] for point in ring], float) for ring in rings]
        centre = max((_gravity(each) for each in rounds), key=lambda found: found[2])
        return self._at(centre[0], centre[1])

    def _at(self, longitude: float, latitude: float) -> tuple[int, int]:
        x = round((longitude - self._west) * self._narrow * self._scale)
        return x, round((self._north - latitude) * self._scale)

    def _steps(self, ring: Sequence[Sequence[float]]) -> Iterator[str]:
        """The first point, then each one from the one before: short, and alike when packed."""
        before = (0, 0)
        for rank, (longitude, latitude, *_) in enumerate(ring):
            x, y = self._at(longitude, latitude)
            if rank == 0 or (x, y) != before:
                yield f"{x - before[0]} {y - before[1]}"
            before = (x, y)


def _gravity(ring: NDArray[np.float64]) -> tuple[float, float, float]:
    """The centre of gravity of a closed ring and its area, by the shoelace formula."""
    x, y = (ring[:, axis] - ring[0, axis] for axis in (0, 1))
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = float(cross.sum()) / 2
    if not area:
        return float(ring[:, 0].mean()), float(ring[:, 1].mean()), 0.0
    across = float(((x[:-1] + x[1:]) * cross).sum()) / (6 * area) + float(ring[0, 0])
    up = float(((y[:-1] + y[1:]) * cross).sum()) / (6 * area) + float(ring[0, 1])
    return across, up, abs(area)


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    if geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def _limits(figures: Sequence[float]) -> list[float]:
    """What separates the classes: quintiles of the known figures."""
    known = [value for value in figures if math.isfinite(value)]
    if not known:
        return []
    return [float(q) for q in np.percentile(known, (20, 40, 60, 80))]


def _step(value: float, limits: Sequence[float]) -> int:
    if not math.isfinite(value):
        return SECRET_CLASS
    return 1 + sum(value > limit for limit in limits)


def _bounds(figures: Sequence[float], limits: Sequence[float]) -> tuple[tuple[float, float], ...]:
    steps: dict[int, list[float]] = {}
    for value in figures:
        if math.isfinite(value):
            steps.setdefault(_step(value, limits), []).append(value)
    return tuple((min(found), max(found)) for _, found in sorted(steps.items()))
