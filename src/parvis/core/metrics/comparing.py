"""A figure beside another: the period before, the year before, comparable communes, France."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.answer import answer_from
from parvis.core.metrics.catalogue import bases_of, find_metric
from parvis.core.metrics.definition import Interval, Kind, Metric
from parvis.core.metrics.derived import ends_of
from parvis.core.metrics.emerging import benjamini_hochberg, p_value_of
from parvis.core.metrics.intervals import Z95, square_and_add
from parvis.core.metrics.operands import missing
from parvis.core.metrics.period import (
    Grain,
    Period,
    months_before,
    months_of,
    parse_period,
    period_before,
    title_of,
    year_before,
)
from parvis.core.metrics.query import Question
from parvis.core.metrics.wholeness import Known, days_known, is_whole
from parvis.core.ports import WarehouseReader
from parvis.core.privacy.disclosure import Cell, DisclosedTable, derived


class Against(StrEnum):
    """What a figure stands beside.

    PREVIOUS: the step of the calendar just before. YEAR_BEFORE: the same step a year earlier.
    PEERS: the median of comparable communes. DEPARTMENT, FRANCE: as published.
    """

    PREVIOUS = "previous"
    YEAR_BEFORE = "year_before"
    PEERS = "peers"
    DEPARTMENT = "department"
    FRANCE = "nation"

    @property
    def is_in_time(self) -> bool:
        """Whether the same commune is compared with its own past."""
        return self in (Against.PREVIOUS, Against.YEAR_BEFORE)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure, what it is compared with, and the first minus the second with its interval.

    `is_said`: chance and noise do not explain the gap. A gap that is not said is no change.
    """

    now: Cell
    then: Cell
    gap: Cell
    is_said: bool

    @property
    def relative(self) -> float | None:
        """The gap over what it is compared with: 0.1 is ten per cent more."""
        return self.gap.value / self.then.value if self.gap.value and self.then.value else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two protected tables and their gaps, itself a protected table; `changes` follow its cells.

    Of several changes, those that are said are chosen together: one in twenty is none on average
    (Benjamini and Hochberg), however many are compared. The keys are those of `now`.
    """

    against: Against
    now: DisclosedTable
    then: DisclosedTable
    gap: DisclosedTable
    changes: tuple[Change, ...]
    total: Change


def compare(
    question: Question,
    against: Against,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    known_answers: Callable[[Question], DisclosedTable] | None = None,
) -> Comparison:
    """The figures of `question` beside others, all from one release.

    `known_answers` answers, from the same release, what was perhaps asked before. Refused as
    `answer` is; where the files do not know both periods whole; and where no published figure
    stands for comparable communes or France.
    """
    snapshot = reader.snapshot()
    metric = find_metric(metrics, question.metric)
    ask = known_answers or (lambda one: answer_from(one, snapshot, metrics, facts))
    now = ask(question)
    if not against.is_in_time:
        beside = _published(metric, against, metrics, facts)
        return _beside(against, metric, now, answer_from(question, snapshot, beside, facts))
    asked = replace(question, period=now.period)
    shift = _shift(asked, against)
    known = days_known(metric, snapshot, metrics, facts, question.authority)
    earlier = _earlier(asked, shift)
    _check_whole(asked, earlier, known, metric)
    then = ask(earlier)
    return _beside(against, metric, now, then, _Calendar(now, shift, known))


Shift = Callable[[Period], Period | None]


def _shift(question: Question, against: Against) -> Shift:
    """From a step of the calendar to the one it is compared with."""
    if against is Against.YEAR_BEFORE:
        return year_before
    length = months_of(question.period) if question.period else 0
    return (lambda step: months_before(step, length)) if length else period_before


def _earlier(question: Question, shift: Shift) -> Question:
    """The question that is compared with: its period and its steps of the calendar moved."""
    where = tuple((n, _moved(n, value, shift) or value) for n, value in question.where)
    period = shift(question.period) if question.period else None
    return replace(question, period=period, where=where)


def _moved(name: str, value: str, shift: Shift) -> str | None:
    """A key as it reads earlier; itself where it is no step; None where there is no such day."""
    if name not in list(Grain):
        return value
    found = shift(parse_period(value))
    return found.label if found else None


def _check_whole(now: Question, then: Question, known: Sequence[Known], metric: Metric) -> None:
    """Refuse to compare a period that the files know in part, or nothing with nothing."""
    has_steps = any(name in list(Grain) for name in (*now.by, *(n for n, _ in now.where)))
    if now.period is None and not has_steps:
        raise Refused("comparison.no_period", metric=metric.title)
    for period in (now.period, then.period):
        if period and not all(is_whole(period, one) for one in known):
            raise Refused(
                "comparison.not_whole",
                metric=metric.title,
                period=title_of(period),
                first=max(one.first for one in known),
                last=min(one.last for one in known),
            )


def _published(
    metric: Metric, against: Against, metrics: Mapping[str, Metric], facts: Mapping[str, Fact]
) -> Mapping[str, Metric]:
    """The same metrics, read where official statistics give them for `against`."""
    bases = {base.id: base for base in bases_of(metric, metrics)}
    if not all(facts[base.fact].has(against.value) and base.column for base in bases.values()):
        raise Refused("comparison.not_published", metric=metric.title)
    return {**metrics, **{b.id: replace(b, column=against.value, needs="") for b in bases.values()}}


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How the keys of a table read in the one it is compared with."""

    now: DisclosedTable
    shift: Shift
    known: Sequence[Known]

    def __call__(self, keys: tuple[str, ...]) -> tuple[str, ...] | None:
        """The keys of the counterpart; None where one of the two is not whole."""
        named = list(zip(self.now.by, keys, strict=True))
        moved = [_moved(name, value, self.shift) for name, value in named]
        steps = [value for (name, _), value in zip(named, moved, strict=True) if name in _GRAINS]
        steps += [value for name, value in named if name in _GRAINS]
        if not all(step and self._knows(parse_period(step)) for step in steps):
            return None
        return tuple(value for value in moved if value is not None)

    def _knows(self, step: Period) -> bool:
        return all(is_whole(step, one) for one in self.known)


_GRAINS = frozenset(grain.value for grain in Grain)


def _beside(
    against: Against,
    metric: Metric,
    now: DisclosedTable,
    then: DisclosedTable,
    counterpart: Callable[[tuple[str, ...]], tuple[str, ...] | None] = lambda keys: keys,
) -> Comparison:
    others = {cell.keys: cell for cell in then.cells}
    pairs = []
    for cell in now.cells:
        keys = counterpart(cell.keys)
        other = others.get(keys) if keys is not None else None
        pairs.append((cell, other or missing(cell.keys)))
    gaps = [_gap(one, other) for one, other in pairs]
    total = _gap(now.total, then.total)
    asked = Question(metric.id, now.authority, now.by, now.period, now.where)
    table = derived(asked, gap_of(metric), (now, then), now.by, gaps, total)
    said = _said(gaps)
    changes = tuple(
        Change(one, other, gap, is_said)
        for (one, other), gap, is_said in zip(pairs, gaps, said, strict=True)
    )
    (is_said,) = _said([total])
    return Comparison(
        against, now, then, table, changes, Change(now.total, then.total, total, is_said)
    )


def gap_of(metric: Metric) -> Metric:
    """The definition of the gaps between figures of `metric`."""
    return replace(
        metric,
        title=f"Écart\u00a0: {metric.title}",
        kind=Kind.DIFFERENCE,
        interval=Interval.NEWCOMBE,
        unit="points" if metric.unit == "%" else metric.unit,
        numerator="",
        denominator="",
    )


def _gap(one: Cell, other: Cell) -> Cell:
    first, second = ends_of(one), ends_of(other)
    if first is None or second is None:
        return missing(one.keys, one, other)
    return Cell(one.keys, first[0] - second[0], *square_and_add(first, second), one.n)


def _said(gaps: Sequence[Cell]) -> list[bool]:
    """Which gaps neither chance nor noise explains, chosen together."""
    known = [rank for rank, gap in enumerate(gaps) if gap.value is not None]
    p_values = np.array([chance_of(gaps[rank]) for rank in known])
    found = {known[place] for place in np.flatnonzero(benjamini_hochberg(p_values)).tolist()}
    return [rank in found for rank in range(len(gaps))]


def chance_of(gap: Cell) -> float:
    """The p-value of no difference, from the side of the interval that looks towards zero."""
    value = gap.value or 0.0
    end = gap.low if value > 0 else gap.high
    side = abs(value - (value if end is None else end))
    if not side:
        return 0.0 if value else 1.0
    return p_value_of(Z95 * value / side)
