"""A made-up France: 260 communes of every size, every variable described being drawn."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from parvis.core.home import Home
from parvis.core.palmares.criteria import Criterion, criteria_from
from parvis.core.palmares.figures import Figures, figures_of
from parvis.core.palmares.presets import Preset, preset_from
from parvis.core.territory.dataset import Level, Shape
from parvis.core.territory.indicators import Indicator
from parvis.core.territory.peers import Structure, structure_of
from parvis.core.territory.reference import Absence, Reference
from parvis.engines.definitions import read_definitions
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.gather import source_of
from parvis.site.wiring import HomePorts

TOWN, TOWN_NAME, COMMUNES = "41269", "Vendôme", 260
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_SIZES = {"land_km2_2022": 20.0, "area_km2": 20.0, "land_ha_2018": 2000.0}
_SECRET = ("burglaries_2024", "car_thefts_2024", "poverty_rate_2021")


class MadeUpAtlas(FileAtlas):
    """The definitions of the house, and drawn figures."""

    def reference(self) -> Reference:
        return made_up_reference()

    def structure(self) -> Structure:
        return made_up_structure()


class MadeUpPorts(HomePorts):
    """The ports of a home whose statistics are drawn."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._drawn = MadeUpAtlas(home)

    def atlas(self) -> MadeUpAtlas:
        return self._drawn


def criteria() -> dict[str, Criterion]:
    """Those shipped, by id."""
    read = read_definitions("palmares/criteria")
    return {one.id: one for file, data in read for one in criteria_from(data, file)}


def presets() -> dict[str, Preset]:
    """Those shipped, by id."""
    found = (preset_from(data, file) for file, data in read_definitions("palmares"))
    return {one.id: one for one in found}


@lru_cache(maxsize=1)
def made_up_reference() -> Reference:
    """Every count follows the population; medians and rates vary a little."""
    draw = np.random.default_rng(7)
    people = np.round(np.exp(draw.uniform(np.log(80), np.log(60_000), COMMUNES)))
    people[:40] = np.round(draw.uniform(11_000, 19_000, 40))
    codes = (TOWN, *(f"{41 + k % 3:02d}{k:03d}" for k in range(1, COMMUNES)))
    datasets = FileAtlas(Home(Path("unused"))).datasets.values()
    columns, marks, sources = {}, {}, {}
    for dataset in datasets:
        if dataset.level is not Level.COMMUNE or dataset.shape is Shape.CONTOURS:
            continue
        for variable in dataset.variables:
            if variable.is_text:
                continue
            columns[variable.id] = _drawn(draw, variable.id, variable.is_additive, people)
            marks[variable.id] = np.zeros(COMMUNES, dtype=np.int8)
            sources[variable.id] = source_of(dataset)
    for name in _SECRET:
        hidden = people < 8_000
        columns[name][hidden], marks[name][hidden] = np.nan, Absence.SECRET
    names = (TOWN_NAME, *(f"Commune {k}" for k in range(1, COMMUNES)))
    texts = {"name": names, "department": tuple(code[:2] for code in codes),
             "region": ("24",) * COMMUNES, "epci": ("200072072",) * COMMUNES}  # fmt: skip
    return Reference(codes, texts, columns, marks, sources, {"41999": TOWN},
                     {("DEP", "41"): "Loir-et-Cher"}, stamp="made up")  # fmt: skip


def _drawn(draw: np.random.Generator, name: str, is_count: bool, people: np.ndarray) -> np.ndarray:
    if name.startswith("population_"):
        return np.maximum(np.round(people * (1 + 0.002 * (int(name[11:15]) - 2022))), 1)
    if name in _SIZES:
        return _SIZES[name] * draw.lognormal(0, 0.5, COMMUNES)
    if not is_count:
        return draw.lognormal(1, 0.4, COMMUNES)
    return draw.poisson(people * draw.uniform(0.001, 0.2) * draw.lognormal(0, 0.3, COMMUNES)) * 1.0


@lru_cache(maxsize=1)
def made_up_structure() -> Structure:
    """The drawn communes in the space of structure."""
    indicators: Sequence[Indicator] = FileAtlas(Home(Path("unused"))).indicators()
    return structure_of(made_up_reference(), indicators)


@lru_cache(maxsize=1)
def made_up_figures() -> Figures:
    """The criteria of all presets, drawn."""
    return figures_of(made_up_reference(), tuple(criteria().values()))
