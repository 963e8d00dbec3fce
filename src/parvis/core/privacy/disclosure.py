"""The one choke point: a `DisclosedTable` is built here and nowhere else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from parvis.core.metrics.definition import Kind, Metric, Protection
from parvis.core.metrics.figures import Figure
from parvis.core.metrics.query import Period, Question
from parvis.core.privacy.cellkey import MOST, Perturbation
from parvis.core.privacy.closed import Cube, Hierarchy, base_of, check_closed
from parvis.core.privacy.generalise import rounded_size
from parvis.core.privacy.perturbed import Perturbed, perturbed, unperturbed
from parvis.core.privacy.suppression import (
    DOMINANCE,
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
    """One protected figure. `value` None: `hidden` says why. `n` is what the value rests on.

    Of a metric on persons, value and n are perturbed, and the interval counts the noise.
    """

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
    `noise`: no count of persons moved by more than this; 0 where figures are exact. `inputs`: of
    files about persons or businesses, the size is rounded and the hash keyed.
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
    noise: int
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("a DisclosedTable is built by core.privacy.disclosure only")

    @property
    def hidden(self) -> int:
        """How many cells are not shown."""
        return sum(c.hidden is not None for c in self.cells)

    @property
    def adds_up(self) -> bool:
        """Whether the cells make the total: nothing is hidden, perturbed or counted twice."""
        values = [cell.value for cell in self.cells]
        if None in (*values, self.total.value) or self.metric.kind not in (Kind.COUNT, Kind.SUM):
            return False
        return sum(value or 0.0 for value in values) == self.total.value


@dataclass(frozen=True, slots=True)
class Margin:
    """The exact figure of all cells that share the keys at `places`; not to be shown.

    `coarser`: at this place, what each key becomes in a coarser dimension; they share that.
    """

    places: tuple[int, ...]
    figure: Figure
    coarser: tuple[int, Mapping[str, str]] | None = None

    @property
    def shape(self) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
        """What it has in common with the margins of the same table."""
        return self.places, tuple(self.coarser[1].items()) if self.coarser else ()

    def keys_of(self, figure: Figure) -> tuple[str, ...]:
        """The keys of the margin of a cell."""
        place, becomes = self.coarser or (-1, {})
        return tuple(
            becomes.get(figure.keys[at], figure.keys[at]) if at == place else figure.keys[at]
            for at in self.places
        )


_GUARDS: dict[Protection, Guard] = {
    Protection.NONE: NoGuard(),
    Protection.PERSONS: PersonsGuard(),
    Protection.BUSINESS: BusinessGuard(),
}


@dataclass(frozen=True, slots=True)
class Exact:
    """All the exact figures of one question; not to be shown.

    `margins` are the coarser figures of a table with several dimensions. `extent`: first and last
    days of the data. `hierarchies`: the dimensions of which one gives another. `twins`: the
    values of a coarser dimension that are one value of a finer one.
    """

    figures: Sequence[Figure]
    total: Figure
    extent: tuple[date, date]
    margins: Sequence[Margin] = ()
    hierarchies: Sequence[Hierarchy] = ()
    twins: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def disclose(
    question: Question,
    metric: Metric,
    exact: Exact,
    manifest: Manifest,
    inputs: tuple[Input, ...],
    secret: bytes,
) -> DisclosedTable:
    """The table of the figures and their total that may leave, in the order of its keys.

    What protects: the cube is closed; counts of persons are perturbed with `secret`; the guard of
    the metric's class judges each figure, then whatever is hidden as a whole, in the table and
    along each margin (see docs/statistical-protection.md).
    """
    check_closed(question)
    guard = _GUARDS[metric.protection]
    figures = sorted(exact.figures, key=lambda figure: figure.keys)
    cube = _cube(question, metric, exact)
    *found, total = _perturbed([*figures, exact.total], metric, cube, secret)
    verdict = judge(
        [figure.support for figure in figures],
        exact.total.support,
        guard,
        _lines(exact.margins, figures),
        frozenset(rank for rank, each in enumerate(found) if each is None),
    )
    seen = [] if verdict.withholds_cells else list(zip(figures, found, strict=True))
    hides_total = verdict.hides_total or total is None
    return DisclosedTable(
        metric=metric,
        authority=question.authority,
        by=question.by,
        where=question.where,
        period=question.period,
        cells=tuple(
            _cell(figure, each, Hidden.PROTECTED if rank in verdict.hidden else None)
            for rank, (figure, each) in enumerate(seen)
        ),
        total=_cell(exact.total, total, _why_hidden(exact.total, guard) if hides_total else None),
        release=manifest.id,
        published_at=manifest.published_at,
        inputs=_told(inputs, metric, secret),
        threshold=guard.threshold,
        is_withheld=verdict.withholds_cells,
        noise=MOST if metric.protection is Protection.PERSONS else 0,
        seal=_SEAL,
    )


def derived(
    question: Question,
    metric: Metric,
    parts: Sequence[DisclosedTable],
    by: tuple[str, ...],
    cells: Sequence[Cell],
    total: Cell,
) -> DisclosedTable:
    """A table computed from protected ones alone: it says nothing that they do not.

    `by` names the keys of `cells`. The parts are of one release.
    """
    first = parts[0]
    return DisclosedTable(
        metric=metric,
        authority=question.authority,
        by=by,
        where=question.where,
        period=question.period,
        cells=tuple(sorted(cells, key=lambda cell: cell.keys)),
        total=total,
        release=first.release,
        published_at=first.published_at,
        inputs=tuple(dict.fromkeys(one for part in parts for one in part.inputs)),
        threshold=max(part.threshold for part in parts),
        is_withheld=any(part.is_withheld for part in parts),
        noise=max(part.noise for part in parts),
        seal=_SEAL,
    )


def _told(inputs: tuple[Input, ...], metric: Metric, secret: bytes) -> tuple[Input, ...]:
    """What may be told of the files behind a figure.

    The exact size of a file about persons is a count without noise; its hash would let who knows
    all its lines but one try both files. The first is rounded, the second keyed.
    """
    if metric.protection is Protection.NONE:
        return inputs
    return tuple(
        replace(one, rows=rounded_size(one.rows), sha256=_keyed(one.sha256, secret))
        for one in inputs
    )


def _keyed(digest: str, secret: bytes) -> str:
    return blake2b(digest.encode(), digest_size=32, key=secret).hexdigest()


def restored(metric: Metric, fields: Mapping[str, Any]) -> DisclosedTable:
    """A table that `disclose` or `derived` gave, from what was kept of it.

    For `core.privacy.kept` alone, once it has checked the mark that only the home can make.
    """
    return DisclosedTable(metric=metric, seal=_SEAL, **fields)


def _cube(question: Question, metric: Metric, exact: Exact) -> Cube:
    """Named by what is counted, not by the metric: two metrics on one cell share its noise."""
    where = (*question.where, *metric.only_values)
    return Cube(base_of(question.authority, metric), question.by, question.period, where,
                exact.extent, exact.hierarchies, exact.twins)  # fmt: skip


def _perturbed(
    figures: Sequence[Figure], metric: Metric, cube: Cube, secret: bytes
) -> list[Perturbed | None]:
    if metric.protection is not Protection.PERSONS:
        return [unperturbed(figure, metric) for figure in figures]
    noise = Perturbation(secret)
    names = cube.names(figure.keys for figure in figures)
    return [perturbed(f, metric, noise, name) for f, name in zip(figures, names, strict=True)]


def _lines(margins: Sequence[Margin], figures: Sequence[Figure]) -> list[Line]:
    ranks: defaultdict[object, set[int]] = defaultdict(set)
    for shape, margin in {margin.shape: margin for margin in margins}.items():
        for rank, figure in enumerate(figures):
            ranks[shape, margin.keys_of(figure)].add(rank)
    return [Line(frozenset(ranks[m.shape, m.figure.keys]), m.figure.support) for m in margins]


def _cell(figure: Figure, found: Perturbed | None, hidden: Hidden | None) -> Cell:
    if hidden is not None or found is None:
        return Cell(figure.keys, None, None, None, None, hidden)
    if found.value is None:
        return Cell(figure.keys, None, None, None, found.n, _why_unknown(figure))
    return Cell(figure.keys, found.value, found.low, found.high, found.n)


def _why_hidden(figure: Figure, guard: Guard) -> Hidden:
    support = figure.support
    is_numerous = len(support.units) >= guard.threshold or support.largest > DOMINANCE
    return Hidden.DOMINANCE if is_numerous else Hidden.THRESHOLD


def _why_unknown(figure: Figure) -> Hidden:
    return Hidden.NOT_REACHED if figure.support.rows else Hidden.NO_DATA
