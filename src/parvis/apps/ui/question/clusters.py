"""Where what is counted gathers, over the contours of the town."""

from functools import lru_cache

import numpy as np

from parvis.apps import wired
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.territory import maps
from parvis.core.territory.maps import Shape
from parvis.core.territory.scan import Cluster, most_likely_cluster

_SEED = 1997
"""Fixed: the same release gives the same p-value."""


@lru_cache(maxsize=256)
def cluster_of(
    table: DisclosedTable, behind: DisclosedTable | None
) -> tuple[tuple[str, ...], Cluster] | None:
    """The names of the areas of the most likely cluster, and the cluster.

    `behind` says who lives in each area. None without contours, or where nothing gathers.
    """
    contours = wired.contours(table.by[0])
    people = {cell.keys[0]: cell.value for cell in behind.cells} if behind else {}
    known = [
        (cell.keys[0], cell.value, people[cell.keys[0]])
        for cell in table.cells
        if cell.value is not None and people.get(cell.keys[0]) and cell.keys[0] in contours
    ]
    drawn = maps.draw([Shape(n, n, contours[n], 0.0) for n, _, _ in known], "")
    if drawn is None:
        return None
    centres = {area.code: (area.x, area.y) for area in drawn.areas}
    found = most_likely_cluster(
        np.array([events for _, events, _ in known], dtype=float),
        np.array([lives for _, _, lives in known], dtype=float),
        np.array([centres[name] for name, _, _ in known], dtype=float),
        seed=_SEED,
    )
    return (tuple(known[i][0] for i in found.areas), found) if found else None
