"""The criteria of a preset for every commune: values, why some are missing, how sure each is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.palmares import noise
from parvis.core.palmares.criteria import Criterion, Noise
from parvis.core.palmares.noise import Measured, Strata
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.units import Units
from parvis.core.territory.codes import stratum_of
from parvis.core.territory.indicators import Point, parts_of, values
from parvis.core.territory.reference import Absence, Marks, Reference

SIZE = "population_2022"
BEFORE, AFTER = "population_2021", "population_2021_in_2025"
"""The same count in the communes of 2022 and of 2025: where they differ, communes merged."""
MERGERS_SINCE = 2024
STRATUM = "stratum"


@dataclass(frozen=True)
class Figures:
    """Units are the communes that have inhabitants; arrays are units x criteria.

    `rows` are their rows in the reference. `values` is NaN where `marks` says why. `centres` and
    `deviations` are what is believed once chance is taken away, secret figures included.
    """

    codes: tuple[str, ...]
    rows: NDArray[np.intp]
    strata: Strata
    people: Floats
    criteria: tuple[Criterion, ...]
    points: tuple[Point, ...]
    values: Floats
    marks: Marks
    centres: Floats
    deviations: Floats

    @property
    def position(self) -> dict[str, int]:
        """The row of each unit here, by its code."""
        return {code: row for row, code in enumerate(self.codes)}

    def units(self) -> Units:
        """The same as the table of an index; the stratum is its column of groups."""
        groups = {STRATUM: tuple(str(stratum) for stratum in self.strata)}
        return Units(self.codes, tuple(one.id for one in self.criteria), self.values, groups)

    def among(self, names: Sequence[str]) -> "Figures":
        """The same units, with these criteria only, in this order."""
        at = {one.id: column for column, one in enumerate(self.criteria)}
        columns = [at[name] for name in names if name in at]
        return replace(
            self,
            criteria=tuple(self.criteria[c] for c in columns),
            points=tuple(self.points[c] for c in columns),
            **{name: getattr(self, name)[:, columns]
               for name in ("values", "marks", "centres", "deviations")},
        )  # fmt: skip


def figures_of(reference: Reference, criteria: Sequence[Criterion], edition: int = 9999) -> Figures:
    """What is known of `criteria` for all communes, each at its last year up to `edition`.

    A criterion first published later stands at its first year: it does not move the comparison.
    One that no file brought, or that is the same everywhere, is left out. Refused when too few
    statistics are at hand.
    """
    people = reference.column(SIZE)
    rows = np.flatnonzero(np.nan_to_num(people) > 0)
    held = [(one, point) for one in criteria if (point := _point(one, reference, edition))]
    if not reference.is_complete or not rows.size or not held:
        raise Refused("palmares.no_statistics")
    strata = np.array([stratum_of(p) for p in people[rows]], dtype=np.intp)
    reader = _Reader(reference, rows, strata, people[rows])
    read = [reader.read(one, point) for one, point in held]
    kept = [line for line in read if _differs(line.values)]
    return Figures(
        codes=tuple(reference.codes[row] for row in rows), rows=rows, strata=strata,
        people=people[rows],
        criteria=tuple(line.criterion for line in kept),
        points=tuple(line.point for line in kept),
        values=np.column_stack([line.values for line in kept]),
        marks=np.column_stack([line.marks for line in kept]),
        centres=np.column_stack([line.measured.centre for line in kept]),
        deviations=np.column_stack([line.measured.deviation for line in kept]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """One criterion for the communes, at one year."""

    criterion: Criterion
    point: Point
    values: Floats
    marks: Marks
    measured: Measured


def _point(criterion: Criterion, reference: Reference, edition: int) -> Point | None:
    held = [point for point in criterion.indicator.points
            if all(name in reference.columns for name in point.variables)]  # fmt: skip
    past = [point for point in held if point.year <= edition]
    return (past[-1] if past else held[0]) if held else None


def _differs(column: Floats) -> bool:
    known = column[np.isfinite(column)]
    return known.size > 1 and bool((known != known[0]).any())


class _Reader:
    """Reads one criterion after another for the same communes."""

    def __init__(self, reference: Reference, rows: NDArray[np.intp], strata: Strata,
                 people: Floats) -> None:  # fmt: skip
        self._reference, self._rows, self._strata, self._people = reference, rows, strata, people
        before, after = (reference.column(name)[rows] for name in (BEFORE, AFTER))
        self._merged = np.isfinite(before) & np.isfinite(after) & (np.abs(before - after) > 0.5)

    def read(self, criterion: Criterion, point: Point) -> _Line:
        """Values, why they are missing, and what is believed of each."""
        found = values(criterion.indicator, point, self._reference)[self._rows]
        marks = self._marks(point, found)
        found = np.where(marks == Absence.KNOWN, found, np.nan)
        measured = self._measured(criterion, point, found, marks)
        return _Line(criterion, point, found, marks, measured)

    def _marks(self, point: Point, found: Floats) -> Marks:
        """Files older than a merger tell of another commune: their figure is not this one's."""
        columns = [self._reference.marks[name][self._rows] for name in point.variables]
        marks: Marks = np.max(columns, axis=0).astype(np.int8)
        marks[(marks == Absence.KNOWN) & np.isnan(found)] = Absence.UNPUBLISHED
        sources = [self._reference.sources[name] for name in point.variables]
        if any(source.geography < MERGERS_SINCE for source in sources):
            marks[self._merged] = Absence.MERGED
        return marks

    def _measured(self, criterion: Criterion, point: Point, found: Floats, marks: Marks
                  ) -> Measured:  # fmt: skip
        """In the unit of the criterion."""
        top, bottom = (part[self._rows] for part in parts_of(point, self._reference))
        top = np.where(marks == Absence.KNOWN, top, np.nan)
        scale = criterion.indicator.scale
        match criterion.noise:
            case Noise.POISSON:
                hidden = noise.withheld(top, bottom, marks == Absence.SECRET, self._strata)
                seen = noise.events(top, bottom, self._strata)
                return _scaled(_completed(seen, hidden), scale)
            case Noise.BINOMIAL:
                return _scaled(noise.shares(top, bottom, self._strata), scale)
            case Noise.CENSUS:
                return _scaled(noise.sampled(found / scale, bottom, self._people), scale)
            case Noise.ROUNDED:
                return noise.rounded(found, criterion.step)
        return Measured(found, np.where(np.isnan(found), np.nan, 0.0))


def _completed(seen: Measured, hidden: Measured) -> Measured:
    is_hidden = np.isfinite(hidden.centre)
    return Measured(np.where(is_hidden, hidden.centre, seen.centre),
                    np.where(is_hidden, hidden.deviation, seen.deviation))  # fmt: skip


def _scaled(found: Measured, scale: float) -> Measured:
    return Measured(found.centre * scale, found.deviation * scale)
