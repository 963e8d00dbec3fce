"""The cells of a palmarès under each way of preparing them: a mean and a variance of points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.palmares.figures import Figures
from parvis.core.palmares.scales import FIFTHS, PLACES, RANGE, SCORES, STEPS, Scale, fitted, moments
from parvis.core.palmares.sheet import Floats
from parvis.core.territory.reference import Absence

NEUTRAL = 50.0
"""The points of a unit of which nothing at all is known."""
SCALES = ((FIFTHS, False), (STEPS, False), (PLACES, False), (RANGE, True), (SCORES, True))
"""Scales, and whether their outliers are treated first; the first is the nominal one."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of preparing: the scale by its place in `SCALES`, missing cells drawn or not."""

    scale: int
    is_filled: bool = True


WAYS = (Way(0, is_filled=False), Way(0), Way(1), Way(2), Way(3), Way(4))
"""The first is the nominal one; each takes a sixth of the draws."""


@dataclass(frozen=True)
class Cells:
    """Means and variances of the points, units x criteria."""

    means: Floats
    variances: Floats

    def gathered(self, weights: Floats) -> "Cells":
        """The same by categories: `weights` is criteria x categories, columns summing to 1."""
        return Cells(self.means @ weights, self.variances @ weights**2)


def scales_of(figures: Figures, which: Sequence[tuple[str, bool]] = SCALES
              ) -> tuple[tuple[Scale, ...], ...]:  # fmt: skip
    """Scales fitted on every criterion: scales x criteria."""
    oriented = figures.values * _directions(figures)
    return tuple(
        tuple(fitted(name, column, figures.strata, is_treated) for column in oriented.T)
        for name, is_treated in which
    )


def nominal_points(figures: Figures, scales: Sequence[Scale]) -> Floats:
    """Points of the published values, NaN where missing."""
    oriented = figures.values * _directions(figures)
    return np.column_stack(
        [scale.points(x, figures.strata) for scale, x in zip(scales, oriented.T, strict=True)]
    )


def cells_of(figures: Figures, scales: Sequence[Scale]) -> Cells:
    """What is believed of each figure, carried through its scale; NaN where nothing is known."""
    centres = figures.centres * _directions(figures)
    pairs = [
        moments(scale, centres[:, k], figures.deviations[:, k], figures.strata)
        for k, scale in enumerate(scales)
    ]
    means, variances = (np.column_stack([pair[side] for pair in pairs]) for side in (0, 1))
    return Cells(means, variances)


def _directions(figures: Figures) -> Floats:
    return np.array([one.direction for one in figures.criteria], dtype=np.float64)


def set_aside(cells: Cells, figures: Figures, families: Sequence[int]) -> Cells:
    """Withheld and missing cells taken out: they score as the unit's others of the category do.

    A category of which nothing is known scores as the unit's other criteria.
    """
    known = (figures.marks == Absence.KNOWN) & ~np.isnan(cells.means)
    means = np.where(known, cells.means, np.nan)
    whole = _mean(means, known)
    for family in set(families):
        columns = [k for k, one in enumerate(families) if one == family]
        own = _mean(means[:, columns], known[:, columns])
        own = np.where(np.isnan(own), np.where(np.isnan(whole), NEUTRAL, whole), own)
        means[:, columns] = np.where(known[:, columns], means[:, columns], own[:, None])
    return Cells(means, np.where(known, cells.variances, 0.0))


def _mean(means: Floats, known: NDArray[np.bool_]) -> Floats:
    total, count = np.where(known, means, 0.0).sum(axis=1), known.sum(axis=1)
    found: Floats = np.divide(total, count, out=np.full(len(means), np.nan), where=count > 0)
    return found


def drawn(cells: Cells, figures: Figures) -> Cells:
    """Missing cells like those of a unit of the same stratum drawn at random.

    Where a stratum knows too little, like those of any unit.
    """
    means, variances = cells.means.copy(), cells.variances.copy()
    for column, spread in zip(means.T, variances.T, strict=True):
        missing = np.isnan(column)
        for stratum in np.unique(figures.strata[missing]):
            rows = figures.strata == stratum
            donors = column[rows & ~missing]
            donors = donors if donors.size > 1 else column[~missing]
            column[rows & missing] = donors.mean()
            spread[rows & missing] = donors.var()
    return Cells(means, variances)
