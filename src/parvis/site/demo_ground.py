"""Where the made-up addresses of the demonstration are: two IRIS in each neighbourhood, a priority
area, an address base in the format of the national one. No limit and no point is of a real place.
"""

import csv
import json
from typing import Any

import numpy as np

from parvis.core.home import Home
from parvis.core.population.identity import addresses
from parvis.core.population.town import Town
from parvis.core.territory.inside import Floats, middle, rings_of
from parvis.engines.contours import read_contours
from parvis.site.demo_insights import nearer

BASE = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")
_SIDES = ("est", "ouest")
_PRIORITY = "Quartier prioritaire inventé"
_SPREAD = 0.7
"""How far from the middle of its IRIS, of all the way to the limit, an address may be."""


def draw_ground(home: Home, town: Town, code: str, seed: int) -> None:
    """Write the contours and the address base of `town`; nothing where its districts have none."""
    shapes = read_contours(home.maps / "district.geojson", seed)
    if not shapes:
        return
    districts = town.setting.districts
    halves = {name: _halves(rings_of(shapes[name])[0]) for name in districts}
    _write(home, "iris", [
        _feature(f"{name}, {side}", ring, quartier=name)
        for name in districts for side, ring in zip(_SIDES, halves[name], strict=True)
    ])  # fmt: skip
    _write(home, "qpv", [_feature(_PRIORITY, halves[districts[-1]][0])])
    home.addresses.mkdir(exist_ok=True)
    path = home.addresses / f"adresses-inventees-{code}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(BASE)
        writer.writerows(_rows(town, [halves[name] for name in districts], code, seed))


def _halves(ring: Floats) -> tuple[Floats, Floats]:
    """The two parts of an area on each side of its middle, east then west."""
    centre, step = middle((ring,)), np.array([1e-3, 0.0])
    open_ring = ring[:-1]
    return nearer(open_ring, centre + step, centre - step), nearer(
        open_ring, centre - step, centre + step)  # fmt: skip


def _rows(town: Town, halves: list[tuple[Floats, Floats]], code: str, seed: int) -> Any:
    """One row per address: a street is on one side of its neighbourhood."""
    book, rng = town.setting.book, np.random.default_rng(seed)
    homes = np.arange(len(book.street))
    _, firsts = np.unique(book.street * 10_000 + book.number, return_index=True)
    texts = addresses(book, homes[firsts])
    for rank, (dwelling, text) in enumerate(zip(firsts.tolist(), texts.tolist(), strict=True), 1):
        number, _, way = text.partition(" ")
        ring = halves[int(book.town.iris_of[dwelling])][int(book.street[dwelling]) % 2]
        centre = middle((ring,))
        lon, lat = centre + _SPREAD * (rng.dirichlet(np.ones(len(ring))) @ ring - centre)
        yield (rank, number, "", way, book.postcode, code, book.city, f"{lon:.6f}", f"{lat:.6f}")


def _feature(name: str, ring: Floats, **more: str) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]}
    return {"type": "Feature", "properties": {"name": name, **more}, "geometry": geometry}


def _write(home: Home, layer: str, features: list[dict[str, Any]]) -> None:
    said = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (home.maps / f"{layer}.geojson").write_text(said, "utf-8")
