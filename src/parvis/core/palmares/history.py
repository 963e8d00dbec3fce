"""The same palmarès in earlier years: what has moved, the rest held still."""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.palmares.cells import SCALES, nominal_points, scales_of
from parvis.core.palmares.field import Field, scored
from parvis.core.palmares.figures import figures_of
from parvis.core.palmares.presets import TOP
from parvis.core.palmares.sheet import Floats
from parvis.core.territory.reference import Reference

YEARS = (2016, 2018, 2021, 2023)


@dataclass(frozen=True, slots=True)
class Past:
    """Nominal scores of all with what was known at the end of `year`; `moved` counts criteria."""

    year: int
    scores: Floats
    moved: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The nominal rank among `n` with what was known at the end of `year`.

    `moved` counts the criteria that stand at another year than today; the others do not move.
    """

    year: int
    rank: int
    n: int
    moved: int


def past(reference: Reference, field: Field, year: int) -> Past | None:
    """Today's criteria and weights with the figures of `year`; None where none had moved.

    Only criteria with an earlier year are read again.
    """
    figures = field.figures
    columns = [column for column, point in enumerate(figures.points)
               if _year(field, column, year) != point.year]  # fmt: skip
    if not columns:
        return None
    then = figures_of(reference, [figures.criteria[column] for column in columns], year)
    earlier = nominal_points(then, scales_of(then, SCALES[:1])[0])
    at = {one.id: column for column, one in enumerate(figures.criteria)}
    points = field.points.copy()
    for column, one in enumerate(then.criteria):
        points[:, at[one.id]] = earlier[:, column]
    return Past(year, scored(points, figures, field.preset)[TOP], len(columns))


def _year(field: Field, column: int, year: int) -> int:
    points = field.figures.criteria[column].indicator.points
    known = [point for point in points if point.year <= year]
    return (known[-1] if known else points[0]).year


def edition(earlier: Past, unit: int, rows: Sequence[int]) -> Edition:
    """The rank of the commune among `rows` and itself in a past year."""
    scores = earlier.scores[sorted({unit, *rows})]
    rank = 1 + int((scores > earlier.scores[unit]).sum())
    return Edition(earlier.year, rank, len(scores), earlier.moved)
