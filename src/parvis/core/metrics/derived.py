"""Figures made of others once these are protected: nothing here sees an exact count of persons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import OTHER, Additivity, Interval, Kind, Metric
from parvis.core.metrics.emerging import moves
from parvis.core.metrics.intervals import Z95, poisson, square_and_add, wilson
from parvis.core.metrics.operands import Keys, Made, Operands, at, collapsed, groups, missing
from parvis.core.metrics.period import Grain
from parvis.core.metrics.query import Question
from parvis.core.metrics.series import seasons, trends
from parvis.core.metrics.shapes import diversity, dominance, extremes, inequality
from parvis.core.privacy.cellkey import VARIANCE
from parvis.core.privacy.disclosure import Cell, DisclosedTable, derived
from parvis.core.privacy.generalise import OTHERS, UNKNOWN

Ask = Callable[[Question], DisclosedTable]


def derive(
    question: Question, metric: Metric, metrics: Mapping[str, Metric], ask: Ask
) -> DisclosedTable:
    """The figures of a derived metric; `ask` answers the questions of its operands."""
    by = _needed(question, metric)
    tables = {
        name: ask(_put_to(question, by, find_metric(metrics, name))) for name in metric.operands
    }
    made = _MAKERS[metric.kind](Operands(metric, replace(question, by=by), tables))
    return derived(question, metric, tuple(tables.values()), *made)


def _needed(question: Question, metric: Metric) -> tuple[str, ...]:
    if metric.kind in (Kind.SEASONALITY, Kind.TREND):
        return (*question.by, Grain.MONTH)
    over = (metric.over,) if metric.over else ()
    more = (OTHER,) if metric.kind is Kind.LIFT else ()
    return tuple(dict.fromkeys([*question.by, *over, *more]))


def _put_to(question: Question, by: tuple[str, ...], operand: Metric) -> Question:
    """The question as an operand hears it: a state has no calendar."""
    is_state = operand.additivity is Additivity.SEMI_ADDITIVE
    deaf = set(Grain) if is_state else set()
    own = set(operand.dimensions) - deaf
    return replace(
        question,
        metric=operand.id,
        by=tuple(name for name in by if name in own),
        where=tuple((name, value) for name, value in question.where if name in own),
    )


def _pairwise(of: Operands) -> Made:
    """QUOTIENT and DIFFERENCE: a formula on two cells that share their keys."""
    by = of.question.by
    widest = next((table for table in (of.above, of.below) if table.by == by), None)
    cells = [
        _pair(of, keys, at(of.above, by, keys), at(of.below, by, keys))
        for keys in ([cell.keys for cell in widest.cells] if widest and by else ())
    ]
    total = _pair(of, (), of.above.total, of.below.total)
    if of.metric.interval is not Interval.FALSE_DISCOVERY:
        return by, cells, total
    return by, _selected(of, cells), _selected(of, [total])[0]


def _selected(of: Operands, cells: Sequence[Cell]) -> list[Cell]:
    """The cells with intervals wide enough for the choice of those that will be announced."""
    by = of.question.by
    known = [cell for cell in cells if cell.value is not None]
    now, before = (
        np.array([float(_value(table, by, cell.keys)) for cell in known])
        for table in (of.above, of.below)
    )
    found = moves(now, before, noise=VARIANCE if of.above.noise else 0.0)
    ends = zip(found.low.tolist(), found.high.tolist(), strict=True)
    intervals = {cell.keys: pair for cell, pair in zip(known, ends, strict=True)}
    return [
        replace(c, low=intervals[c.keys][0], high=intervals[c.keys][1])
        if c.keys in intervals else c
        for c in cells
    ]  # fmt: skip


def _value(table: DisclosedTable, by: tuple[str, ...], keys: Keys) -> float:
    """What is shown at `keys`; 0 where nothing is."""
    cell = at(table, by, keys) if keys else table.total
    return (cell.value if cell is not None else None) or 0.0


def _pair(of: Operands, keys: Keys, one: Cell | None, other: Cell | None) -> Cell:
    if one is None or other is None or one.value is None or other.value is None:
        return missing(keys, one, other)
    found = _FORMULAS[of.metric.kind](of.metric, one, other)
    return Cell(keys, *found, one.n) if found else missing(keys)


Estimate = tuple[float, float | None, float | None]


def quotient(metric: Metric, one: Cell, other: Cell) -> Estimate | None:
    """`offset` + `scale` x one / other, with the interval of a share or of a rate."""
    above, below = one.value or 0.0, other.value or 0.0
    if not below:
        return None
    ends: tuple[float, ...] = ()
    if metric.interval is Interval.WILSON and 0 <= above <= below:
        ends = wilson(round(above), round(below))
    if metric.interval is Interval.POISSON:
        ends = tuple(end / below for end in poisson(round(above)))
    value, *found = (metric.offset + metric.scale * x for x in (above / below, *ends))
    low, high = sorted(found) if found else (None, None)
    return value, low, high


def difference(metric: Metric, one: Cell, other: Cell) -> Estimate | None:
    """One minus other; with the interval of the difference of two shares, from that of each."""
    first, second = ends_of(one), ends_of(other)
    if first is None or second is None:
        return None
    gap = first[0] - second[0]
    if metric.interval is not Interval.NEWCOMBE or None in (one.low, one.high, other.low,
                                                            other.high):  # fmt: skip
        return gap, None, None
    return gap, *square_and_add(first, second)


def ends_of(cell: Cell) -> tuple[float, float, float] | None:
    """The value and the ends of its interval; itself where it was wholly counted."""
    if cell.value is None:
        return None
    low = cell.value if cell.low is None else cell.low
    return cell.value, low, cell.value if cell.high is None else cell.high


_FORMULAS = {Kind.QUOTIENT: quotient, Kind.DIFFERENCE: difference}


def _representation(of: Operands) -> Made:
    by = of.question.by
    place = by.index(of.metric.over)
    cells = []
    for rest, group in groups(of.above, by, place).items():
        base = {c.keys[place]: at(of.below, by, c.keys) for c in group}
        cells += _represented(of.metric, rest, group, base, place)
    return by, cells, missing(())


def _represented(
    metric: Metric,
    rest: Keys,
    group: Sequence[Cell],
    base: Mapping[str, Cell | None],
    place: int,
) -> list[Cell]:
    """Shares among those whose group is known on both sides, each over the population's."""
    known = {
        c.keys[place]: (c.value, base[c.keys[place]])
        for c in group
        if c.keys[place] not in (OTHERS, UNKNOWN)
    }
    both = {label: (value, cell.value) for label, (value, cell) in known.items()
            if value is not None and cell is not None and cell.value}  # fmt: skip
    users, people = (sum(pair[side] or 0.0 for pair in both.values()) for side in (0, 1))
    cells = []
    for cell in group:
        label = cell.keys[place]
        if label not in both or not users:
            cells.append(missing(cell.keys, cell, base[label]))
            continue
        own, reference = both[label][0] or 0.0, (both[label][1] or 0.0) / people
        low, high = wilson(round(own), round(users))
        cells.append(Cell(cell.keys, own / users / reference, low / reference, high / reference,
                          cell.n))  # fmt: skip
    return cells


def representation(counts: Mapping[str, float], people: Mapping[str, float]) -> dict[str, float]:
    """The index of each group: its share among `counts` over its share among `people`."""
    total, whole = sum(counts.values()), sum(people.values())
    return {g: (counts[g] / total) / (people[g] / whole) for g in counts}


def _standardised(of: Operands) -> Made:
    return collapsed(of, _standardised_cell)


def _standardised_cell(of: Operands, group: Sequence[Cell]) -> Cell:
    """All the values of the standard must be known: a rate without one age is another rate."""
    place = of.question.by.index(of.metric.over)
    above = {cell.keys[place]: cell for cell in group}
    below = {cell.keys[place]: at(of.below, of.question.by, cell.keys) for cell in group}
    counts: dict[str, tuple[float, float]] = {}
    for label, _ in of.metric.standard:
        one, other = above.get(label), below.get(label)
        if one is None or other is None or one.value is None or not other.value:
            return missing((), one, other)
        counts[label] = (one.value, other.value)
    value, low, high = standardised(counts, dict(of.metric.standard))
    return Cell((), value, low, high, sum(cell.n or 0 for cell in group))


def standardised(
    counts: Mapping[str, tuple[float, float]], standard: Mapping[str, float]
) -> Estimate:
    """Direct standardisation of (events, persons) by group; normal interval, Keyfitz's variance.

    Source: Keyfitz, "Sampling variance of standardized mortality rates", Human Biology 38 (1966).
    """
    whole = sum(standard.values())
    value = sum(standard[g] / whole * events / persons for g, (events, persons) in counts.items())
    variance = sum((standard[g] / whole / p) ** 2 * e for g, (e, p) in counts.items())
    half = Z95 * sqrt(variance)
    return value, max(0.0, value - half), value + half


def _lift(of: Operands) -> Made:
    by = of.question.by
    is_whole = set(by) == {of.metric.over, OTHER}
    lifted = [_lifted(of, c) if is_whole else missing(c.keys) for c in of.above.cells]
    return by, lifted, missing(())


def _lifted(of: Operands, cell: Cell) -> Cell:
    known = dict(zip(of.question.by, cell.keys, strict=True))
    swapped = {**known, of.metric.over: known[OTHER]}
    one = at(of.below, of.below.by, tuple(known[name] for name in of.below.by))
    two = at(of.below, of.below.by, tuple(swapped[name] for name in of.below.by))
    values = [c.value if c else None for c in (cell, one, two, of.below.total)]
    if None in values or not all(values[1:]):
        return missing(cell.keys, cell, one, two, of.below.total)
    both, first, second, everyone = (value or 0.0 for value in values)
    return Cell(cell.keys, lift(both, first, second, everyone), None, None, cell.n)


def lift(both: float, one: float, two: float, everyone: float) -> float:
    """P(B|A) / P(B)."""
    return both * everyone / (one * two)


_MAKERS: dict[Kind, Callable[[Operands], Made]] = {
    Kind.QUOTIENT: _pairwise,
    Kind.DIFFERENCE: _pairwise,
    Kind.REPRESENTATION: _representation,
    Kind.STANDARDISED: _standardised,
    Kind.SPREAD: extremes,
    Kind.ENTROPY: diversity,
    Kind.INEQUALITY: inequality,
    Kind.CONCENTRATION: dominance,
    Kind.SEASONALITY: seasons,
    Kind.TREND: trends,
    Kind.LIFT: _lift,
}
