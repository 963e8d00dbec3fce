"""A composite index from beginning to end: fill, treat, bring to one scale, gather."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.aggregation import aggregated
from parvis.core.palmares.hierarchy import Framework, weights
from parvis.core.palmares.normalisation import normalised
from parvis.core.palmares.ranking import descending
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.treatment import treated
from parvis.core.palmares.units import Units, imputed


@dataclass(frozen=True, slots=True)
class Recipe:
    """The choices of an index; `aggregate` is one method, or one per level from the lowest."""

    impute: str = "none"
    is_treated: bool = False
    normalise: str = "minmax"
    aggregate: str = "amean"

    def gather_at(self, level: int, height: int) -> str:
        """The method that makes elements of `level` from those below."""
        methods = self.aggregate.split(",")
        if len(methods) not in (1, height - 1):
            raise Refused("palmares.levels", found=len(methods), expected=height - 1)
        return methods[0] if len(methods) == 1 else methods[level - 2]


@dataclass(frozen=True, slots=True)
class Scores:
    """Every stage. `treated` and `normalised` are units x indicators; `groups` by code.

    `groups` goes from the lowest level to the top, in the order of the framework.
    """

    codes: tuple[str, ...]
    indicators: tuple[str, ...]
    treated: Floats
    normalised: Floats
    groups: Mapping[str, Floats]

    def ranks(self) -> dict[str, Floats]:
        """1 for the highest score, NaN where a unit has none; ties share the best rank."""
        return {code: descending(scores) for code, scores in self.groups.items()}


def prepared(units: Units, framework: Framework, recipe: Recipe) -> Units:
    """The units before they are brought to one scale: filled, then treated."""
    chosen = imputed(units.among([one.code for one in framework.indicators]), recipe.impute)
    return replace(chosen, values=treated(chosen.values)) if recipe.is_treated else chosen


def score(units: Units, framework: Framework, recipe: Recipe) -> Scores:
    """The scores of every unit in every group of the index, in float64."""
    ready = prepared(units, framework, recipe)
    scaled = normalised(ready, framework, recipe.normalise)
    groups = gathered(scaled, framework, recipe)
    return Scores(ready.codes, ready.indicators, ready.values, scaled, groups)


def gathered(scaled: Floats, framework: Framework, recipe: Recipe) -> dict[str, Floats]:
    """The scores of the groups, level by level, from indicators on one scale."""
    codes = [one.code for one in framework.indicators]
    known: dict[str, Floats] = dict(zip(codes, scaled.T, strict=True))
    for level in range(2, framework.height + 1):
        method = recipe.gather_at(level, framework.height)
        for element in framework.at(level):
            children = framework.children(element.code)
            below = np.column_stack([known[child.code] for child in children])
            known[element.code] = aggregated(below, weights(children), method, element.code)
    return {code: scores for code, scores in known.items() if code not in codes}
