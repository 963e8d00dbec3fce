"""One index beside another: how far ranks move, what each element holds up, who stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.hierarchy import Framework
from parvis.core.palmares.ranking import descending
from parvis.core.palmares.scoring import Recipe, Scores, score
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.units import Units


@dataclass(frozen=True, slots=True)
class Shift:
    """How far ranks move from those of the first index: mean and greatest, and their agreement.

    `spearman` is the correlation of the two lists of ranks.
    """

    name: str
    mean: float
    greatest: int
    spearman: float


def compared(ranks: Mapping[str, Floats]) -> tuple[Shift, ...]:
    """Every list of ranks against the first one, over the units that both rank."""
    lists = list(ranks.items())
    return tuple(_shift(name, lists[0][1], other) for name, other in lists)


def _shift(name: str, first: Floats, other: Floats) -> Shift:
    known = ~(np.isnan(first) | np.isnan(other))
    gaps = np.abs(first[known] - other[known])
    spearman = np.corrcoef(first[known], other[known])[0, 1]
    return Shift(name, float(gaps.mean()), int(gaps.max()), float(spearman))


def removals(units: Units, framework: Framework, recipe: Recipe, level: int) -> dict[str, Floats]:
    """Ranks of the whole index, then without each element of `level` in turn, by its code."""
    if not 1 <= level < framework.height:
        raise Refused("palmares.vary", level=level, highest=framework.height - 1)
    found = {"": whole_ranks(score(units, framework, recipe), framework)}
    for element in framework.at(level):
        without = framework.without([element.code])
        found[element.code] = whole_ranks(score(units, without, recipe), without)
    return found


def whole_ranks(scores: Scores, framework: Framework) -> Floats:
    """The ranks of the top of the index."""
    return scores.ranks()[framework.top.code]


@dataclass(frozen=True, slots=True)
class Standout:
    """An indicator on which a unit is well or badly placed among those of `n` that have it."""

    code: str
    parent: str
    rank: int
    n: int
    value: float


def standouts(units: Units, framework: Framework, unit: str, column: str = ""
              ) -> tuple[Standout, ...]:  # fmt: skip
    """Indicators of a unit, the best placed first, ranks following their direction.

    Among all, or among the units of the same group of `column`; missing values are left out.
    """
    if unit not in units.codes:
        raise Refused("palmares.unit_unknown", code=unit)
    rows = _peers(units, unit, column)
    place = rows.index(units.codes.index(unit))
    chosen = units.among([one.code for one in framework.indicators])
    found = []
    for one, values in zip(framework.indicators, chosen.values[rows].T, strict=True):
        if not np.isnan(values[place]):
            rank = int(descending(values * one.direction)[place])
            known = int((~np.isnan(values)).sum())
            found.append(Standout(one.code, one.parent, rank, known, float(values[place])))
    return tuple(sorted(found, key=lambda one: one.rank / one.n))


def _peers(units: Units, unit: str, column: str) -> Sequence[int]:
    if not column:
        return list(range(len(units.codes)))
    groups = units.group(column)
    own = groups[units.codes.index(unit)]
    return [row for row, group in enumerate(groups) if group == own]
