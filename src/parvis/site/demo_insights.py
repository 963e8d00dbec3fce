"""What the demonstration adds for those who decide: estimated quotients, contours made up."""

import json
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.home import Home
from parvis.core.population.family import quotients
from parvis.core.population.margins import Margins
from parvis.core.population.people import day_of
from parvis.core.population.sheets import Shape, Sheet, decimal, text
from parvis.core.population.town import Town
from parvis.core.privacy.generalise import bands_of

QUOTIENTS = "quotients_estimes"
_BOUNDS = (400.0, 600.0, 900.0, 1200.0)
"""Where the families of the invoices are cut too."""
_MINOR, _SIDES, _RADIUS_DEG = 18, 48, 0.021
Points = NDArray[np.float64]


def quotient_sheet(town: Town) -> Sheet:
    """Households with children by band of quotient familial, as Filosofi would estimate them."""
    setting, year = town.setting, town.asked.until.year - 3
    on = day_of(date(year, 1, 1))
    here = setting.present(on)
    young = here[setting.book.town.persons.age(on)[here] < _MINOR]
    homes = np.unique(setting.household_at(young, on))
    band = np.searchsorted(np.array(_BOUNDS), quotients(setting, on)[homes], side="right")
    labels = [label for _, label in bands_of(_BOUNDS)]
    return Sheet(QUOTIENTS, Shape.CSV_SEMICOLON, (
        text("Millésime", [str(year)] * len(labels)),
        text("Tranche", labels),
        decimal("Ménages", np.bincount(band, minlength=len(labels)).astype(np.float64)),
    ))  # fmt: skip


def draw_districts(home: Home, margins: Margins, seed: int) -> None:
    """Contours of the made-up neighbourhoods: cells of Voronoi in a made-up outline.

    The names are of no real place, and so are the limits.
    """
    if margins.centre is None:
        return
    rng = np.random.default_rng(seed)
    outline = _outline(rng)
    seeds = _spread(outline, len(margins.iris), rng)
    features = [
        _feature(zone.name, _cell(outline, seeds, rank), margins.centre)
        for rank, zone in enumerate(margins.iris)
    ]
    said = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    home.maps.mkdir(exist_ok=True)
    (home.maps / "district.geojson").write_text(said, "utf-8")


def _outline(rng: np.random.Generator) -> Points:
    """A round shape of unit size that waves a little."""
    angle = np.linspace(0, 2 * np.pi, _SIDES, endpoint=False)
    waves = [rng.uniform(0.03, 0.1) * np.cos(k * angle + rng.uniform(0, 6)) for k in (2, 3, 5)]
    radius = 1 + np.sum(waves, axis=0)
    return np.column_stack((1.25 * radius * np.cos(angle), radius * np.sin(angle)))


def _spread(outline: Points, count: int, rng: np.random.Generator) -> Points:
    """Seeds far from one another: the first in the middle, then where room is left."""
    candidates = outline[rng.integers(0, len(outline), 4_000)] * np.sqrt(rng.random((4_000, 1)))
    seeds = [np.zeros(2)]
    while len(seeds) < count:
        far = np.min([((candidates * 1.15 - s) ** 2).sum(axis=1) for s in seeds], axis=0)
        seeds.append(candidates[int(np.argmax(far))] * 0.72)
    return np.array(seeds)


def _cell(outline: Points, seeds: Points, rank: int) -> Points:
    """The part of the outline nearer to seed `rank` than to any other."""
    cell = outline
    for other, seed in enumerate(seeds):
        if other != rank:
            cell = nearer(cell, seeds[rank], seed)
    return cell


def nearer(cell: Points, here: Points, there: Points) -> Points:
    """`cell` cut by the line halfway from `here` to `there` (Sutherland and Hodgman, 1974)."""
    side = (cell - (here + there) / 2) @ (there - here)
    kept: list[Points] = []
    for i in range(len(cell)):
        j = (i + 1) % len(cell)
        if side[i] <= 0:
            kept.append(cell[i])
        if (side[i] <= 0) != (side[j] <= 0):
            kept.append(cell[i] + (cell[j] - cell[i]) * side[i] / (side[i] - side[j]))
    return np.array(kept)


def _feature(name: str, cell: Points, centre: tuple[float, float]) -> dict[str, Any]:
    latitude, longitude = centre
    wide = _RADIUS_DEG / np.cos(np.radians(latitude))
    ring = [
        [round(longitude + x * wide, 5), round(latitude + y * _RADIUS_DEG, 5)]
        for x, y in [*cell.tolist(), cell[0].tolist()]
    ]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
