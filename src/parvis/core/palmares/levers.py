"""What would change a rank: points lost, the next step, the ranks it would give, who can act."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np

from parvis.core.palmares.criteria import Criterion
from parvis.core.palmares.field import Field, scored
from parvis.core.palmares.presets import TOP
from parvis.core.palmares.standing import HIGH, LOW, Group
from parvis.core.territory.indicators import parts_of
from parvis.core.territory.reference import Reference

FULL = 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a criterion: the `value` that reaches it and its `distance` from today's.

    It is that of the nearest commune of the stratum which stands on it.

    `count` is the distance in whole units of what is counted, None for a figure of another kind.
    `gain` is ranks gained in the group (5 %, 50 %, 95 % of draws), `gain_in_all` among all,
    without uncertainty.
    """

    value: float
    distance: float
    count: int | None
    gain: tuple[int, int, int]
    gain_in_all: int


@dataclass(frozen=True, slots=True)
class Push:
    """One criterion of a commune: `lost` points of the index, out of 100, and its next step."""

    criterion: Criterion
    value: float
    points: float
    lost: float
    step: Step | None


def pushes(group: Group, reference: Reference) -> tuple[Push, ...]:
    """Every criterion known of the commune, the most points lost first."""
    return tuple(sorted(_pushes(group, reference), key=lambda push: -push.lost))


def _pushes(group: Group, reference: Reference) -> Iterator[Push]:
    field, unit = group.field, group.unit
    shares = _shares(field, unit)
    for column, criterion in enumerate(field.figures.criteria):
        points = float(field.points[unit, column])
        if np.isfinite(points):
            value = float(field.figures.values[unit, column])
            lost = float(shares[column]) * (FULL - points)
            yield Push(criterion, value, points, lost, _step(group, reference, column))


def _shares(field: Field, unit: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """What each criterion weighs for this unit: missing ones share their weight out."""
    known = np.isfinite(field.points[unit])
    families = np.array(field.families)
    weights = np.array([category.weight for category in field.preset.categories])
    counts = np.bincount(families[known], minlength=len(weights))
    total = weights[counts > 0].sum()
    shares = np.zeros(len(families))
    shares[known] = weights[families[known]] / counts[families[known]] / total
    return shares


def _step(group: Group, reference: Reference, column: int) -> Step | None:
    """The step just above; None where nobody of the stratum stands on one."""
    field, unit = group.field, group.unit
    direction = field.figures.criteria[column].direction
    oriented = field.figures.values[:, column] * direction
    peers = field.figures.strata == field.figures.strata[unit]
    above = oriented[peers & (field.points[:, column] > field.points[unit, column])]
    if not above.size:
        return None
    reached = float(above.min())
    distance = (reached - float(oriented[unit])) * direction
    return Step(
        value=reached * direction,
        distance=distance,
        count=_count(field, reference, unit, column, distance),
        gain=_gain(group, column, reached),
        gain_in_all=_gain_in_all(field, unit, column, reached),
    )


def _gain(group: Group, column: int, reached: float) -> tuple[int, int, int]:
    """Ranks gained in the group when the criterion reaches that value, under each draw."""
    field, unit = group.field, group.unit
    stratum = field.figures.strata[[unit]]
    rises = [
        float(scales[column].points(np.array([reached]), stratum)[0]) - float(matrix[unit, column])
        for scales, matrix in zip(field.scales_by_way(), field.ground.matrices, strict=True)
    ]
    rise = np.maximum(np.array(rises), 0)[group.ways] * group.weights[:, column]
    own, others = group.scores[:, [0]], group.scores[:, 1:]
    gained = ((others > own) & (others <= own + rise[:, None])).sum(axis=1)
    low, middle, high = np.quantile(gained, (LOW, 0.5, HIGH), method="inverted_cdf").tolist()
    return int(low), int(middle), int(high)


def _gain_in_all(field: Field, unit: int, column: int, reached: float) -> int:
    points = field.points[[unit]].copy()
    stratum = field.figures.strata[[unit]]
    points[0, column] = field.scales[0][column].points(np.array([reached]), stratum)[0]
    score = float(scored(points, field.figures, field.preset)[TOP][0])
    return int(((field.scores > field.scores[unit]) & (field.scores <= score)).sum())


def _count(field: Field, reference: Reference, unit: int, column: int, distance: float
           ) -> int | None:  # fmt: skip
    """How many more (or fewer) of what is counted: only for a count over another one."""
    point, indicator = field.figures.points[column], field.figures.criteria[column].indicator
    if not point.bottom or point.span:
        return None
    _, bottom = parts_of(point, reference)
    exposed = float(bottom[field.figures.rows[unit]])
    needed = distance * exposed / indicator.scale
    return ceil(needed - 1e-9) if needed > 0 else -ceil(-needed - 1e-9)
