"""The palmarès around the commune: a map of its département in five steps of score."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from parvis.apps import wired
from parvis.apps.palmares import selectors
from parvis.apps.palmares.selectors import Town
from parvis.core.french import number
from parvis.core.territory.maps import Map, Shape, draw

KEPT_MAPS = 64


@dataclass(frozen=True, slots=True)
class Step:
    """One class of the map and the scores it holds."""

    step: int
    text: str


@dataclass(frozen=True)
class Around:
    """A map, its classes, and what it says in words."""

    drawn: Map
    legend: tuple[Step, ...]
    said: str


def around(town: Town) -> Around | None:
    """The communes of the département; None where no contours were brought in."""
    weights = tuple((one.id, one.weight) for one in town.preset.categories)
    drawn = _drawn(selectors.reference().stamp, town.code, town.preset.id, weights)
    return None if drawn is None else Around(drawn, _legend(drawn), _said(town))


@lru_cache(maxsize=KEPT_MAPS)
def _drawn(stamp: str, code: str, name: str, weights: selectors.Weights) -> Map | None:
    held, found = selectors.reference(), selectors.field(name, weights)
    codes = [held.codes[row] for row in held.of_department(code)]
    contours = wired.atlas().contours(codes)
    at = found.figures.position
    shapes = [
        Shape(c, held.text("name", c), contours[c],
              float(found.scores[at[c]]) if c in at else float("nan"))
        for c in codes if c in contours
    ]  # fmt: skip
    return draw(shapes, code)


def _legend(drawn: Map) -> tuple[Step, ...]:
    steps = sorted({area.step for area in drawn.areas} - {0})
    found = [Step(step, f"{number(low, 0)} à {number(high, 0)} points")
             for step, (low, high) in zip(steps, drawn.bounds, strict=True)]  # fmt: skip
    if any(area.step == 0 for area in drawn.areas):
        found.append(Step(0, "non classée"))
    return tuple(found)


def _said(town: Town) -> str:
    field, rows = town.field, selectors.same_department(town.field, town.unit)
    middle = float(np.nanmedian(field.scores[rows]))
    own = float(field.scores[town.unit])
    return (
        f"{town.name} a {number(own, 0)} points, la commune médiane du département "
        f"{number(middle, 0)}. Deux teintes voisines ne se distinguent pas toujours."
    )
