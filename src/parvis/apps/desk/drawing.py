"""The map of the queue: one mark per request, in the plane of the commune (no tile, no script)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.setup import Desk
from parvis.apps.desk.rows import Row, row
from parvis.core.access import Actor

WIDTH, HEIGHT, EDGE = 640, 420, 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A request on the map, its rank in the list beside."""

    x: float
    y: float
    rank: int
    row: Row


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks, and the length in metres of the scale's 100 units."""

    marks: tuple[Mark, ...]
    scale_m: int


def drawn(requests: Sequence[ServiceRequest], actor: Actor, desk: Desk, now: datetime) -> Drawing:
    """The requests that have a place, fitted to the drawing (equirectangular)."""
    if not requests:
        return Drawing((), 0)
    ys = [-(r.latitude or 0.0) for r in requests]
    squeeze = math.cos(math.radians(sum(ys) / len(ys)))
    xs = [(r.longitude or 0.0) * squeeze for r in requests]
    unit = max(_span(xs) / (WIDTH - 2 * EDGE), _span(ys) / (HEIGHT - 2 * EDGE), 1e-6)
    marks = tuple(
        Mark(round(EDGE + (x - min(xs)) / unit, 1), round(EDGE + (y - min(ys)) / unit, 1), rank,
             row(request, actor, desk, now))
        for rank, (x, y, request) in enumerate(zip(xs, ys, requests, strict=True), 1)
    )  # fmt: skip
    return Drawing(marks, round(unit * 100 * 111_195))


def _span(values: Sequence[float]) -> float:
    return max(values) - min(values)
