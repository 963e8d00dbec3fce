"""The one choke point: a `DisclosedTable` is built here and nowhere else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parvis.core.metrics.definition import Kind, Metric, Protection
from parvis.core.metrics.figures import Figure
from parvis.core.metrics.query import Period, Question
from parvis.core.privacy.suppression import (
    BusinessGuard,
    Guard,
    Line,
    NoGuard,
    PersonsGuard,
    judge,
)
from parvis.core.release import Input, Manifest

_SEAL = object()


class Hidden(StrEnum):
    """Why a cell is not shown.

    Of a total, THRESHOLD: too few persons or businesses; DOMINANCE: one business makes nearly
    all of it. Of a cell, PROTECTED: it is in one of these cases, or it would give away another
    that is; which of the two is not said, since with the total it can be enough to know a count
    (12 in two cells, one of them of 11 or more). Of both, NOT_REACHED: the curve of durations
    does not go that far yet; NO_DATA: nothing known to compute it from.
    """

    THRESHOLD = "threshold"
    DOMINANCE = "dominance"
    PROTECTED = "protected"
    NOT_REACHED = "not_reached"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Cell:
    """One protected figure. `value` None: `hidden` says why. `n` is what the value rests on."""

    keys: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class DisclosedTable:
    """Figures that may leave: the only type that screens, CSV, PDF and API accept.

    `is_withheld`: there are cells, but so few persons in all that even their keys would tell.
    """

    metric: Metric
    authority: str
    by: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    period: Period | None
    cells: tuple[Cell, ...]
    total: Cell
    release: str
    published_at: datetime
    inputs: tuple[Input, ...]
    threshold: int
    is_withheld: bool
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("a DisclosedTable is built by core.privacy.disclosure only")

    @property
    def hidden(self) -> int:
        """How many cells are not shown."""
        return sum(c.hidden is not None for c in self.cells)


@dataclass(frozen=True, slots=True)
class Margin:
    """The exact figure of all cells that share the keys at `places`; not to be shown."""

    places: tuple[int, ...]
    figure: Figure


_GUARDS: dict[Protection, Guard] = {
    Protection.NONE: NoGuard(),
    Protection.PERSONS: PersonsGuard(),
    Protection.BUSINESS: BusinessGuard(),
}


def disclose(
    question: Question,
    metric: Metric,
    figures: Sequence[Figure],
    total: Figure,
    manifest: Manifest,
    inputs: tuple[Input, ...],
    margins: Sequence[Margin] = (),
) -> DisclosedTable:
    """The table of `figures` and their `total` that may leave, in the order of its keys.

    `margins` are the coarser figures of a table with several dimensions. What protects: the
    guard of the metric's class on each figure, then on whatever is hidden as a whole, in the
    table and along each margin (see `core.privacy.suppression`). Other differences between two
    tables are not protected here.
    """
    guard = _GUARDS[metric.protection]
    figures = sorted(figures, key=lambda figure: figure.keys)
    supports = [figure.support for figure in figures]
    verdict = judge(supports, total.support, guard, _lines(margins, figures))
    seen = [] if verdict.withholds_cells else figures
    why_not = _why_hidden(total, guard) if verdict.hides_total else None
    return DisclosedTable(
        metric=metric,
        authority=question.authority,
        by=question.by,
        where=question.where,
        period=question.period,
        cells=tuple(
            _cell(figure, metric, Hidden.PROTECTED if rank in verdict.hidden else None)
            for rank, figure in enumerate(seen)
        ),
        total=_cell(total, metric, why_not),
        release=manifest.id,
        published_at=manifest.published_at,
        inputs=inputs,
        threshold=guard.threshold,
        is_withheld=verdict.withholds_cells,
        seal=_SEAL,
    )


def _lines(margins: Sequence[Margin], figures: Sequence[Figure]) -> list[Line]:
    ranks: defaultdict[tuple[tuple[int, ...], tuple[str, ...]], set[int]] = defaultdict(set)
    for places in {margin.places for margin in margins}:
        for rank, figure in enumerate(figures):
            ranks[places, tuple(figure.keys[place] for place in places)].add(rank)
    return [Line(frozenset(ranks[m.places, m.figure.keys]), m.figure.support) for m in margins]


def _cell(figure: Figure, metric: Metric, hidden: Hidden | None) -> Cell:
    if hidden is not None:
        return Cell(figure.keys, None, None, None, None, hidden)
    if figure.value is None:
        return Cell(figure.keys, None, None, None, figure.support.rows, _why_unknown(figure))
    rows = figure.support.rows
    n = figure.support.persons if metric.kind is Kind.DISTINCT else rows
    return Cell(figure.keys, figure.value, figure.low, figure.high, n)


def _why_hidden(figure: Figure, guard: Guard) -> Hidden:
    is_numerous = len(figure.support.units) >= guard.threshold
    return Hidden.DOMINANCE if is_numerous else Hidden.THRESHOLD


def _why_unknown(figure: Figure) -> Hidden:
    return Hidden.NOT_REACHED if figure.support.rows else Hidden.NO_DATA
