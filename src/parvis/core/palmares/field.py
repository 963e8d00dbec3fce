"""A preset made ready for draws: the points of every commune under each way of preparing them.

A cell is a mean and a variance: measurement noise, withheld figures and missing ones have been
carried through the scale. In a draw, the score of a commune is normal with the weighted sums of
the means and of the variances: dozens of independent cells add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.palmares.figures import Figures
from parvis.core.palmares.presets import TOP, Preset, framework_of
from parvis.core.palmares.scales import (
    FIFTHS,
    PLACES,
    RANGE,
    SCORES,
    STEPS,
    Scale,
    fitted,
    moments,
)
from parvis.core.palmares.scoring import Recipe, gathered
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground
from parvis.core.territory.reference import Absence

NEUTRAL = 50.0
"""The points of a unit of which nothing at all is known."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of preparing: the scale, treated or not, missing cells drawn or set aside."""

    scale: str
    is_treated: bool = False
    is_filled: bool = True


WAYS = (
    Way(FIFTHS, is_filled=False),
    Way(FIFTHS),
    Way(STEPS),
    Way(PLACES),
    Way(RANGE, is_treated=True),
    Way(SCORES, is_treated=True),
)
"""The first is the nominal one; each takes a sixth of the draws."""


@dataclass(frozen=True)
class Field:
    """`ground` is ready for draws, its elements being the criteria. `scales` is ways x criteria.

    `points` are those of the nominal way, without noise, NaN where missing; `scores` and
    `categories` (units x categories) follow from them with the weights of the preset.
    """

    preset: Preset
    figures: Figures
    ground: Ground
    scales: tuple[tuple[Scale, ...], ...]
    points: Floats
    scores: Floats
    categories: Floats

    @property
    def families(self) -> tuple[int, ...]:
        """The category of each criterion, by position."""
        at = {name: k for k, one in enumerate(self.preset.categories) for name in one.criteria}
        return tuple(at[one.id] for one in self.figures.criteria)

    def columns(self, category: int) -> list[int]:
        """The criteria of one category, by position."""
        return [column for column, family in enumerate(self.families) if family == category]


def field_of(figures: Figures, preset: Preset, ways: Sequence[Way] = WAYS) -> Field:
    """The field of a preset on the figures of its criteria; units of no figure score NaN."""
    figures = figures.among(preset.criteria)
    directions = np.array([one.direction for one in figures.criteria], dtype=float)
    scales = tuple(_scales(figures, way, directions) for way in ways)
    points = _points(figures, scales[0], directions)
    groups = scored(points, figures, preset)
    names = [one.id for one in preset.categories]
    categories = np.column_stack([groups.get(n, np.full(len(points), np.nan)) for n in names])
    framework = framework_of(preset, figures.criteria)
    shares = framework.effective()
    means, variances = _cells(figures, ways, scales, directions, points, groups)
    ground = Ground(
        figures.codes,
        tuple(one.id for one in figures.criteria),
        np.array([shares[one.id] for one in figures.criteria]),
        means,
        variances,
    )
    return Field(preset, figures, ground, scales, points, groups[TOP], categories)


def scored(points: Floats, figures: Figures, preset: Preset) -> dict[str, Floats]:
    """Scores of the categories and of the whole, missing criteria sharing out their weight."""
    return gathered(points, framework_of(preset, figures.criteria), Recipe())


def _scales(figures: Figures, way: Way, directions: Floats) -> tuple[Scale, ...]:
    return tuple(
        fitted(way.scale, values * direction, figures.strata, way.is_treated)
        for values, direction in zip(figures.values.T, directions, strict=True)
    )


def _points(figures: Figures, scales: Sequence[Scale], directions: Floats) -> Floats:
    columns = zip(scales, figures.values.T, directions, strict=True)
    return np.column_stack(
        [scale.points(values * way, figures.strata) for scale, values, way in columns]
    )


def _cells(
    figures: Figures, ways: Sequence[Way], scales: Sequence[Sequence[Scale]], directions: Floats,
    points: Floats, groups: dict[str, Floats],
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:  # fmt: skip
    means: list[Floats] = []
    variances: list[Floats] = []
    for way, fits in zip(ways, scales, strict=True):
        cells = [
            moments(fits[k], figures.centres[:, k] * directions[k], figures.deviations[:, k],
                    figures.strata)
            for k in range(len(fits))
        ]  # fmt: skip
        mean = np.column_stack([cell[0] for cell in cells])
        variance = np.column_stack([cell[1] for cell in cells])
        if not way.is_filled:
            mean[figures.marks != Absence.KNOWN] = np.nan
        mean, variance = _filled(mean, variance, figures, way)
        means.append(mean)
        variances.append(variance)
    return tuple(means), tuple(variances)


def _filled(mean: Floats, variance: Floats, figures: Figures, way: Way) -> tuple[Floats, Floats]:
    """Missing cells: like a commune of the same stratum drawn at random, or like the unit's others.

    A commune that lacks a whole stratum's knowledge takes the national mean and variance.
    """
    if not way.is_filled:
        known = ~np.isnan(mean)
        total, count = np.where(known, mean, 0.0).sum(axis=1), known.sum(axis=1)
        own = np.divide(total, count, out=np.full(len(mean), NEUTRAL), where=count > 0)
        return np.where(known, mean, own[:, None]), np.where(known, variance, 0.0)
    mean, variance = mean.copy(), variance.copy()
    for column, spread in zip(mean.T, variance.T, strict=True):
        missing = np.isnan(column)
        for stratum in np.unique(figures.strata[missing]):
            rows = figures.strata == stratum
            donors = column[rows & ~missing]
            donors = donors if donors.size > 1 else column[~missing]
            column[rows & missing] = donors.mean()
            spread[rows & missing] = donors.var()
    return mean, variance
