"""A plan of zones and places, north up, over the limits of neighbourhoods that the town gives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from parvis.apps import wired
from parvis.core.offer.access import Floats
from parvis.core.offer.ground import Ground
from parvis.core.territory.inside import Rings, middle, rings_of

_SIDE, _MARGIN = 600.0, 20
STEPS = 5


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark of the plan: where, how wide, of which class, and what it is called."""

    x: float
    y: float
    r: float
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A neighbourhood: its limits as an SVG path, and where its name is written."""

    name: str
    path: str
    x: float
    y: float


class Plan:
    """Where things stand within 600 units; `view` is the frame of the drawing."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        marks = np.vstack([ground.zones.points, ground.sites.points])
        self._shapes = dict(_within(marks.min(axis=0), marks.max(axis=0)))
        limits = [ring for rings in self._shapes.values() for ring in rings]
        everything = np.vstack([marks, *limits])
        self._low, top = everything.min(axis=0), everything.max(axis=0)
        self._shrink = np.array([np.cos(np.radians(self._low[1])), 1.0])
        spans = (top - self._low) * self._shrink
        self._scale = _SIDE / max(float(spans.max()), 1e-9)
        self.width, self.height = (round(float(span * self._scale), 1) for span in spans)
        self.view = (
            f"{-_MARGIN} {-_MARGIN} {self.width + 2 * _MARGIN:.1f} {self.height + 2 * _MARGIN:.1f}"
        )

    @property
    def outlines(self) -> list[Outline]:
        """The neighbourhoods whose middle is among the zones and places; they are drawn whole."""
        return [self._outline(name, rings) for name, rings in self._shapes.items()]

    def _outline(self, name: str, rings: Rings) -> Outline:
        lines = ("L".join("{:g} {:g}".format(*self._at(point)) for point in ring) for ring in rings)
        return Outline(name, "".join(f"M{line}Z" for line in lines), *self._at(middle(rings)))

    def zones(self, kinds: Iterable[str]) -> Iterator[Dot]:
        """A disc a zone, its area that of its people, of the class given."""
        ground = self._ground
        largest = max(float(ground.population.max()), 1.0)
        for name, point, people, kind in zip(
            ground.zones.names, ground.zones.points, ground.population, kinds, strict=True
        ):
            yield Dot(*self._at(point), round(4 + 14 * float(np.sqrt(people / largest)), 1), kind,
                      name)  # fmt: skip

    def site(self, rank: int, kind: str) -> Dot:
        """A disc for a place."""
        sites = self._ground.sites
        return Dot(*self._at(sites.points[rank]), 7.0, kind, sites.names[rank])

    def _at(self, point: Floats) -> tuple[float, float]:
        x, y = (point - self._low) * self._shrink * self._scale
        return round(float(x), 1), round(self.height - float(y), 1)


def _within(low: Floats, top: Floats) -> Iterator[tuple[str, Rings]]:
    """The limits of the neighbourhoods whose middle is within two corners."""
    for name, shape in wired.contours("district").items():
        rings = rings_of(shape)
        centre = middle(rings)
        if (low <= centre).all() and (centre <= top).all():
            yield name, rings


def steps_of(minutes: Floats, reach: float) -> list[str]:
    """The class of each zone by its minutes: five steps to twice the time accepted, none known."""
    found = []
    for value in minutes.tolist():
        if not np.isfinite(value):
            found.append("zone none")
            continue
        step = 1 + min(int(value / (2 * reach) * STEPS), STEPS - 1)
        found.append(f"zone s{step}")
    return found
