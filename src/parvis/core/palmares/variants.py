"""The index as a weighted sum whose weights may move, under each way of preparing it.

Above the level whose weights move, a composite of arithmetic means is a sum of its elements times
their effective weights; one of geometric means is so on logarithms, which keeps ranks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.hierarchy import Framework
from parvis.core.palmares.normalisation import normalised
from parvis.core.palmares.scoring import Recipe, gathered, prepared
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.units import Units

PILLARS = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rank is sought on. `matrices` holds units x elements, one per variant.

    `shares` are the effective weights of the elements, summing to 1; ranks are those of
    `matrices[v] @ weights`, the weights being near `shares`. `variances`, where there are any, are
    those of the cells of `matrices`: each draw then adds its own noise to each score.
    """

    codes: tuple[str, ...]
    elements: tuple[str, ...]
    shares: Floats
    matrices: tuple[Floats, ...]
    variances: tuple[Floats, ...] = ()

    def among(self, rows: Sequence[int]) -> "Ground":
        """The same for some units only: ranks are then among them."""
        chosen = list(rows)
        return replace(self, codes=tuple(self.codes[row] for row in chosen),
                       matrices=tuple(matrix[chosen] for matrix in self.matrices),
                       variances=tuple(matrix[chosen] for matrix in self.variances))  # fmt: skip

    def only(self, columns: Sequence[int]) -> "Ground":
        """The same for some elements only, their weights among themselves."""
        chosen = list(columns)
        return replace(self, elements=tuple(self.elements[column] for column in chosen),
                       shares=self.shares[chosen] / self.shares[chosen].sum(),
                       matrices=tuple(matrix[:, chosen] for matrix in self.matrices),
                       variances=tuple(matrix[:, chosen] for matrix in self.variances))  # fmt: skip


def ground(units: Units, framework: Framework, recipes: Sequence[Recipe], level: int) -> Ground:
    """The variants `recipes` of an index whose weights move at `level` (1 is the indicators).

    An element that a unit lacks takes the score of the group above it, which leaves the unit's
    score with nominal weights unchanged. Refused if `level` is not below the top, if the groups
    above are not all arithmetic or all geometric means, or if a unit has no score at all.
    """
    top = framework.top
    if not 1 <= level < framework.height:
        raise Refused("palmares.vary", level=level, highest=framework.height - 1)
    shares = framework.effective()
    elements = tuple(element.code for element in framework.at(level))
    matrices = tuple(_matrix(units, framework, recipe, level, top.code) for recipe in recipes)
    return Ground(units.codes, elements, np.array([shares[code] for code in elements]), matrices)


def _matrix(units: Units, framework: Framework, recipe: Recipe, level: int, top: str) -> Floats:
    is_log = _is_geometric(recipe, level, framework.height)
    ready = prepared(units, framework, recipe)
    scaled = normalised(ready, framework, recipe.normalise)
    known = dict(zip(ready.indicators, scaled.T, strict=True))
    known |= gathered(scaled, framework, recipe)
    lost = np.flatnonzero(np.isnan(known[top]))
    if lost.size:
        raise Refused("palmares.no_score", code=units.codes[int(lost[0])], n=lost.size)
    for below in range(framework.height - 1, level - 1, -1):
        for element in framework.at(below):
            own = known[element.code]
            known[element.code] = np.where(np.isnan(own), known[element.parent], own)
    matrix = np.column_stack([known[element.code] for element in framework.at(level)])
    return np.log(matrix) if is_log else matrix


def _is_geometric(recipe: Recipe, level: int, height: int) -> bool:
    methods = {recipe.gather_at(above, height) for above in range(level + 1, height + 1)}
    if methods not in ({"amean"}, {"gmean"}):
        raise Refused("palmares.not_linear", methods=", ".join(sorted(methods)))
    return methods == {"gmean"}
