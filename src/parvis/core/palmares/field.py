"""A preset made ready for draws: the points of every commune under each way of preparing them.

In a draw, the score of a commune is normal with the weighted sums of the means and of the variances
of its cells: dozens of independent cells add up.
"""

from dataclasses import dataclass

import numpy as np

from parvis.core.palmares.cells import (
    WAYS,
    Cells,
    cells_of,
    drawn,
    nominal_points,
    scales_of,
    set_aside,
)
from parvis.core.palmares.figures import Figures
from parvis.core.palmares.presets import TOP, Preset, framework_of
from parvis.core.palmares.scales import Scale
from parvis.core.palmares.scoring import Recipe, gathered
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground


@dataclass(frozen=True)
class Field:
    """`ground` is ready for draws, its elements being the criteria. `scales` is scales x criteria.

    `points` are those of the nominal way, without noise, NaN where missing; `scores` and
    `categories` (units x categories) follow from them with the weights of the preset. `pillars`
    holds the categories under each scale, missing cells set aside, then drawn.
    """

    preset: Preset
    figures: Figures
    ground: Ground
    scales: tuple[tuple[Scale, ...], ...]
    points: Floats
    scores: Floats
    categories: Floats
    pillars: tuple[tuple[Cells, Cells], ...]

    @property
    def families(self) -> tuple[int, ...]:
        """The category of each criterion, by position."""
        return _families(self.figures, self.preset)

    def columns(self, category: int) -> list[int]:
        """The criteria of one category, by position."""
        return [column for column, family in enumerate(self.families) if family == category]

    def scales_by_way(self) -> list[tuple[Scale, ...]]:
        """The scales of the criteria under each way of the draws."""
        return [self.scales[way.scale] for way in WAYS]


def _families(figures: Figures, preset: Preset) -> tuple[int, ...]:
    at = {name: k for k, one in enumerate(preset.categories) for name in one.criteria}
    return tuple(at[one.id] for one in figures.criteria)


def field_of(figures: Figures, preset: Preset) -> Field:
    """The field of a preset on the figures of its criteria; units of no figure score NaN."""
    figures = figures.among(preset.criteria)
    families, scales = _families(figures, preset), scales_of(figures)
    points = nominal_points(figures, scales[0])
    groups = scored(points, figures, preset)
    names = [one.id for one in preset.categories]
    categories = np.column_stack([groups.get(n, np.full(len(points), np.nan)) for n in names])
    framework = framework_of(preset, figures.criteria)
    shares = framework.effective()
    cells = [_both(cells_of(figures, fits), figures, families) for fits in scales]
    members = _members(families, len(names))
    ground = Ground(
        figures.codes,
        tuple(one.id for one in figures.criteria),
        np.array([shares[one.id] for one in figures.criteria]),
        tuple(cells[way.scale][way.is_filled].means for way in WAYS),
        tuple(cells[way.scale][way.is_filled].variances for way in WAYS),
    )
    pillars = tuple((aside.gathered(members), full.gathered(members)) for aside, full in cells)
    return Field(preset, figures, ground, scales, points, groups[TOP], categories, pillars)


def _both(cells: Cells, figures: Figures, families: tuple[int, ...]) -> tuple[Cells, Cells]:
    """Missing cells set aside, then drawn."""
    return set_aside(cells, figures, families), drawn(cells, figures)


def _members(families: tuple[int, ...], width: int) -> Floats:
    """Criteria x categories: the equal weights of the criteria of each category."""
    members = np.zeros((len(families), width))
    members[np.arange(len(families)), list(families)] = 1
    members /= np.maximum(members.sum(axis=0), 1)
    return members


def scored(points: Floats, figures: Figures, preset: Preset) -> dict[str, Floats]:
    """Scores of the categories and of the whole, missing criteria sharing out their weight."""
    return gathered(points, framework_of(preset, figures.criteria), Recipe())
