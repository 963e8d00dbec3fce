"""A table by area as a map: contours of the town, five steps, hatching where one is not sure."""

import math
from dataclasses import replace

from parvis.apps import wired
from parvis.apps.ui.question import words
from parvis.apps.ui.question.findings import TOO_WIDE
from parvis.core import french
from parvis.core.charts import Map, Mark, Place
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.definition import Metric
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.territory import maps
from parvis.core.territory.maps import Area, Shape


def map_of(
    id_: str, table: DisclosedTable, desc: str, marked: frozenset[str] = frozenset(),
    chosen: frozenset[str] = frozenset(),
) -> Map | None:  # fmt: skip
    """The map of `table`, whose only dimension is of areas; None without their contours.

    `marked` areas, those of a cluster, have a thick outline; `chosen` ones a thicker one.
    """
    contours = wired.contours(table.by[0])
    cells = {c.keys[0]: c for c in table.cells if c.keys[0] in contours}
    shapes = [
        Shape(name, name, contours[name], math.nan if c.value is None else c.value)
        for name, c in cells.items()
    ]
    drawn = maps.draw(shapes, "")
    if drawn is None:
        return None
    places = tuple(
        replace(
            _place(area, cells[area.code], table.metric),
            is_marked=area.code in marked,
            is_chosen=area.code in chosen,
        )
        for area in drawn.areas
    )
    return Map(id_, table.metric.title, desc, drawn.width, drawn.height, places,
               _legend(places))  # fmt: skip


def _place(area: Area, cell: Cell, metric: Metric) -> Place:
    said = words.cell_value(metric, cell)
    if cell.value is not None and cell.low is not None and cell.high is not None:
        low, high = (words.value(metric, end).rstrip("%").strip() for end in (cell.low, cell.high))
        said = f"{said} ({low}–{high})"
    mark = Mark(area.name, cell.value, cell.low, cell.high, said)
    return Place(area.path, area.x, area.y, mark, area.step, is_wide(metric, cell))


def is_wide(metric: Metric, cell: Cell) -> bool:
    """Whether the interval of a share is wider than ten points."""
    if metric.unit != "%" or cell.low is None or cell.high is None:
        return False
    return cell.high - cell.low > TOO_WIDE


def _legend(places: tuple[Place, ...]) -> str:
    said = [f"Teinte plus marquée{NBSP}: davantage"]
    if any(place.is_wide for place in places):
        said.append("hachuré : intervalle de plus de dix points".replace(" :", f"{NBSP}:"))
    if any(place.is_marked for place in places):
        said.append(f"contour épais{NBSP}: foyer")
    chosen = [place.mark.label for place in places if place.is_chosen]
    if chosen:
        said.append(f"contour très épais{NBSP}: {french.enumerate_words(chosen)}")
    if any(not place.step for place in places):
        said.append(f"pointillé{NBSP}: masqué")
    return f"{f'{THIN}; '.join(said)}."


NO_CONTOURS = (
    "Aucun contour n’est connu pour ces quartiers{colon} il n’y a pas de carte. Les mêmes chiffres "
    "sont dessinés en lignes. Pour une carte, déposez l’export GeoJSON du SIG dans {path}."
)


def without_contours(table: DisclosedTable) -> str:
    """What is said where there is no contour, and how to give one."""
    named = [c.keys[0] for c in table.cells]
    path = f"maps/{table.by[0]}.geojson"
    said = NO_CONTOURS.format(colon=f"{NBSP}:", path=path)
    return f"{said} Zones attendues{NBSP}: {french.enumerate_words(named)}."
