"""A question put to a metric, and the engine-neutral plan that computes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from parvis.core.facts import Fact, Rollup
from parvis.core.metrics.definition import COHORT, Additivity, Kind, Metric, Protection, Relation
from parvis.core.metrics.period import Grain as Grain
from parvis.core.metrics.period import Period as Period
from parvis.core.metrics.period import intersection, parse_period


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a metric, by dimensions, over a period, where dimensions have values.

    `by` holds column names of the fact or grains; `period` None means all that is known.
    """

    metric: str
    authority: str
    by: tuple[str, ...] = ()
    period: Period | None = None
    where: tuple[tuple[str, str], ...] = ()


class Aggregate(StrEnum):
    """What an engine computes for a group.

    ROWS: rows. PERSONS: distinct entities. SUM: of the column. TRUE: rows where the flag
    `column` holds. PERSONS_TRUE, PERSONS_FALSE: distinct entities of the rows where it holds,
    where it does not. KEY, KEY_TRUE, KEY_FALSE: the sum of the record keys of the same distinct
    entities (the first 32 bits of each pseudonym, as an integer). LARGEST: the part of the sum of
    `column`, in absolute value and from 0 to 1, that the entity who brings most of it makes.
    SUM_TRUE: the sum of `given` where the flag `column` holds. SUM_SQUARES: the sum of the squares
    of `given` where it is known. ENDED, OPEN: the hours in `column` of the rows whose flag `given`
    holds, or does not, as an array of floats.
    """

    ROWS = "rows"
    PERSONS = "persons"
    SUM = "sum"
    TRUE = "true"
    PERSONS_TRUE = "persons_true"
    PERSONS_FALSE = "persons_false"
    KEY = "key"
    KEY_TRUE = "key_true"
    KEY_FALSE = "key_false"
    LARGEST = "largest"
    SUM_TRUE = "sum_true"
    SUM_SQUARES = "sum_squares"
    ENDED = "ended"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate over the rows where `column` and `given` are known (each if named)."""

    aggregate: Aggregate
    column: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class GroupBy:
    """One output key: a column as it is, or a day column cut at a grain."""

    column: str
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine runs: no SQL, no names beyond those of a fact.

    `flags` that a row must have, or not; `is_latest`: only the last days known before the end of
    the period; `over`: the column that `relation` pairs; `grain`: the finest step known;
    `rollups`: what else the release holds.
    """

    fact: str
    authority: str
    time: str
    entity: str
    period: Period | None
    group_by: tuple[GroupBy, ...]
    filters: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    flags: tuple[tuple[str, bool], ...] = ()
    is_latest: bool = False
    relation: Relation = Relation.ROWS
    over: str = ""
    grain: Grain = Grain.DAY
    rollups: tuple[Rollup, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """Exact aggregates: one row per group, keys first (as text), then the measures in order."""

    keys: int
    rows: tuple[tuple[object, ...], ...]


def plan_of(question: Question, metric: Metric, fact: Fact) -> Plan:
    """The plan of a question whose dimensions are known to be those of `metric`."""
    time, entity = metric.time or fact.time, metric.entity or fact.entity
    asked = tuple((n, v) for n, v in question.where if n not in list(Grain))
    is_usual = (time, entity) == (fact.time, fact.entity)
    return Plan(
        fact=fact.id,
        authority=question.authority,
        time=time,
        entity=entity,
        period=period_of(question),
        group_by=tuple(_group(name, time) for name in question.by),
        filters=(*asked, *metric.only_values),
        measures=measures_of(metric),
        flags=tuple((n.removeprefix("not "), not n.startswith("not ")) for n in metric.only),
        is_latest=metric.additivity is Additivity.SEMI_ADDITIVE,
        relation=metric.relation,
        over=metric.over,
        grain=fact.grain,
        rollups=fact.rollups if is_usual else (),
    )


def period_of(question: Question) -> Period | None:
    """The days that a question asks of, its steps of the calendar included."""
    period = question.period
    for name, value in question.where:
        if name in list(Grain):
            period = intersection(period, parse_period(value))
    return period


def narrowed(plan: Plan, places: Sequence[int]) -> Plan:
    """The same plan grouped by some of its keys."""
    return replace(plan, group_by=tuple(plan.group_by[place] for place in places))


def without_groups(plan: Plan) -> Plan:
    """The same plan over everything at once."""
    return replace(plan, group_by=())


def by_entity(plan: Plan, metric: Metric) -> Plan:
    """The same groups split by entity, with what each brings: dominance is judged on it."""
    is_amount = metric.kind in AMOUNTS
    measure = Measure(Aggregate.SUM, metric.column) if is_amount else Measure(Aggregate.ROWS)
    groups = (*plan.group_by, GroupBy(plan.entity))
    return replace(plan, group_by=groups, measures=(measure,))


def _group(name: str, time: str) -> GroupBy:
    if name == COHORT:
        return GroupBy(COHORT, Grain.MONTH)
    return GroupBy(time, Grain(name)) if name in list(Grain) else GroupBy(name)


def measures_of(metric: Metric) -> tuple[Measure, ...]:
    """What the kind of the metric needs, then the entities that its protection counts.

    The first measure is always the number of rows that the value rests on.
    """
    column, given = metric.column, metric.denominator
    base = (Measure(Aggregate.ROWS, column, given), *_of_kind(metric))
    if metric.protection is Protection.NONE:
        return base
    return (*base, *_of_protection(metric, column, given))


def _of_kind(metric: Metric) -> Sequence[Measure]:
    column, other = metric.column, metric.denominator
    return {
        Kind.COUNT: (),
        Kind.DISTINCT: (Measure(Aggregate.PERSONS),),
        Kind.SUM: (Measure(Aggregate.SUM, column),),
        Kind.MEAN: (Measure(Aggregate.SUM, column),),
        Kind.RATIO: (
            Measure(Aggregate.SUM, column, other),
            Measure(Aggregate.SUM, other, column),
        ),
        Kind.SHARE: (Measure(Aggregate.TRUE, column),),
        Kind.WEIGHTED: (
            Measure(Aggregate.SUM_TRUE, column, other),
            Measure(Aggregate.SUM, other, column),
            Measure(Aggregate.SUM_SQUARES, column, other),
        ),
        Kind.QUANTILE: (Measure(Aggregate.ENDED, column),),
        Kind.DURATION: _of_durations(metric),
        Kind.SURVIVAL: _of_durations(metric),
    }[metric.kind]


def _of_durations(metric: Metric) -> Sequence[Measure]:
    return (
        Measure(Aggregate.ENDED, metric.column, metric.closed),
        Measure(Aggregate.OPEN, metric.column, metric.closed),
    )


AMOUNTS = frozenset({Kind.SUM, Kind.MEAN, Kind.RATIO})
"""The kinds of which one entity may make nearly all."""


SIDED = frozenset({Kind.SHARE, Kind.WEIGHTED})
"""The kinds with persons for and against."""


def _of_protection(metric: Metric, column: str, given: str) -> Sequence[Measure]:
    """Distinct entities, with the sum of their record keys where noise is drawn from it."""
    is_keyed = metric.protection is Protection.PERSONS
    counted = [(Aggregate.PERSONS, Aggregate.KEY, given)]
    if metric.kind in SIDED:
        counted.append((Aggregate.PERSONS_TRUE, Aggregate.KEY_TRUE, ""))
        counted.append((Aggregate.PERSONS_FALSE, Aggregate.KEY_FALSE, ""))
    measures = [
        Measure(aggregate, column, known)
        for count, key, known in counted
        for aggregate in ((count, key) if is_keyed else (count,))
    ]
    if is_keyed and metric.kind in AMOUNTS:
        measures.append(Measure(Aggregate.LARGEST, column, given))
    return measures
