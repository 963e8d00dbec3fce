"""Which area a point lies in: rings of longitudes and latitudes, even and odd crossings."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rings = tuple[Floats, ...]
NOWHERE = -1


def rings_of(geometry: Mapping[str, Any]) -> Rings:
    """The rings of a GeoJSON polygon, or of all the parts of several, holes included."""
    is_one = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if is_one else geometry["coordinates"]
    return tuple(np.array(ring, dtype=np.float64)[:, :2] for part in polygons for ring in part)


def inside(points: Floats, rings: Rings) -> Flags:
    """Whether each of `points` (n, 2) lies in the area of `rings`: an odd number of their sides is
    crossed on the way east (Shimrat, "Algorithm 112", Communications of the ACM 5, 1962)."""
    x, y = points[:, 0], points[:, 1]
    is_in = np.zeros(len(points), dtype=bool)
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y1 != y2:
                is_level = (y1 > y) != (y2 > y)
                is_in ^= is_level & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return is_in


def area_of(points: Floats, areas: Sequence[Rings]) -> NDArray[np.int64]:
    """The rank of the first of `areas` that holds each point, `NOWHERE` where none does."""
    found = np.full(len(points), NOWHERE, dtype=np.int64)
    for rank, rings in enumerate(areas):
        corners = np.concatenate(rings)
        low, high = corners.min(0), corners.max(0)
        near = np.flatnonzero(
            (found == NOWHERE) & (points >= low).all(axis=1) & (points <= high).all(axis=1)
        )
        found[near[inside(points[near], rings)]] = rank
    return found


def middle(rings: Rings) -> Floats:
    """The centre of gravity of the largest ring."""
    x, y = max(rings, key=lambda ring: abs(_doubled(ring))).T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    sums = [float(((z + np.roll(z, -1)) * cross).sum()) for z in (x, y)]
    return np.array(sums) / (3 * float(cross.sum()))


def _doubled(ring: Floats) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
