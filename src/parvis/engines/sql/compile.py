"""From an engine-neutral plan to parameterised SQL, in two steps.

What each entity brings to its group first, then the group: a person counts once however many rows
they have, and their record key is summed once. Counting distinct persons and summing distinct keys
in one step would keep two hash tables per group instead of one, beside arrays too.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from parvis.core.facts import Rollup
from parvis.core.metrics.definition import COHORT, OTHER, Relation
from parvis.core.metrics.period import NESTS, Grain, Period, step_after, step_of
from parvis.core.metrics.query import Aggregate, GroupBy, Measure, Plan
from parvis.engines.sql.alike import alike, are_alike
from parvis.engines.sql.dialect import Dialect
from parvis.engines.sql.partials import ROWS, FactRows, Partials, RolledRows, table_of
from parvis.engines.sql.relations import paired, relation

ARRAYS = frozenset({Aggregate.ENDED, Aggregate.OPEN})
_ADDED = frozenset({Aggregate.ROWS, Aggregate.SUM, Aggregate.TRUE, Aggregate.SUM_TRUE,
                    Aggregate.SUM_SQUARES})  # fmt: skip
_OF_PERSONS = frozenset(
    {
        Aggregate.PERSONS,
        Aggregate.PERSONS_TRUE,
        Aggregate.PERSONS_FALSE,
        Aggregate.KEY,
        Aggregate.KEY_TRUE,
        Aggregate.KEY_FALSE,
        Aggregate.LARGEST,
    }
)


def compiled(plan: Plan, dialect: Dialect) -> tuple[str, dict[str, object]]:
    """The SQL of `plan` and its values by name; keys come out as text, days in ISO form."""
    sql = sql_of(_shape(plan), dialect)
    named = parameters(plan).items()
    return sql, {name: value for name, value in named if dialect.parameter(name) in sql}


def compiled_each(
    plan: Plan, groupings: tuple[tuple[int, ...], ...], dialect: Dialect
) -> tuple[str, dict[str, object]]:
    """One SQL for several groupings of a plan by entity: rank of the grouping, keys, measures.

    What entities bring is gathered once, by all the keys, then once more for each coarser grouping.
    """
    sql = _each(_shape(plan), groupings, dialect, is_single=_is_single(plan),
                is_weighted=are_alike(plan))  # fmt: skip
    named = parameters(plan).items()
    return sql, {name: value for name, value in named if dialect.parameter(name) in sql}


def _shape(plan: Plan) -> Plan:
    """The plan without its values, and with the one roll-up that answers it."""
    rollup = rollup_for(plan) or _years_for(plan)
    return replace(
        plan,
        authority="",
        period=_SOME if plan.period else None,
        filters=tuple((column, "") for column, _ in plan.filters),
        rollups=(rollup,) if rollup else (),
    )


_SOME = Period(date(2000, 1, 1), date(2001, 1, 1), "")
"""A period is asked, whichever it is: the days that cannot matter are then set aside."""


def _years_for(plan: Plan) -> Rollup | None:
    """The roll-up that says who was seen in which year for the values of the plan, if any."""
    if plan.relation not in _OF_YEARS or plan.flags:
        return None
    named = {g.column for g in plan.group_by if not g.grain} | {c for c, _ in plan.filters}
    needed = {*named, plan.over} - {OTHER, ""}
    able = (r for r in plan.rollups if not r.is_cohort and r.grain is Grain.YEAR)
    return min((r for r in able if needed <= set(r.by)), key=lambda r: len(r.by), default=None)


_OF_YEARS = frozenset({Relation.RETURNING, Relation.ARRIVING, Relation.TOGETHER, Relation.NEXT})


def _is_single(plan: Plan) -> bool:
    """Whether the roll-up holds one row per entity and group: nothing is left to gather."""
    rollup = rollup_for(plan)
    if rollup is None:
        return False
    settled = {g.column for g in plan.group_by if not g.grain} | {c for c, _ in plan.filters}
    period = plan.period
    is_one_step = period is not None and period.end <= step_after(period.start, rollup.grain)
    has_steps = any(g.grain is rollup.grain for g in plan.group_by)
    return set(rollup.by) <= settled and (is_one_step or has_steps)


def is_by_entity(plan: Plan) -> bool:
    """Whether the plan counts entities, and its measures can be gathered in two steps."""
    aggregates = {m.aggregate for m in plan.measures}
    rollup = rollup_for(plan)
    is_two_steps = bool(plan.entity and aggregates & _OF_PERSONS and not aggregates & ARRAYS)
    return is_two_steps and not (rollup and rollup.is_cohort)


@lru_cache(maxsize=512)
def _each(
    shape: Plan,
    groupings: tuple[tuple[int, ...], ...],
    dialect: Dialect,
    *,
    is_single: bool,
    is_weighted: bool,
) -> str:
    keys = {f"k{i}": _key(group, dialect) for i, group in enumerate(shape.group_by)}
    selects = [
        _regrouped(shape, keys, rank, places, dialect, is_weighted=is_weighted)
        for rank, places in enumerate(groupings)
    ]
    among = "SELECT e FROM alike" if is_weighted else ""
    gathered = _brought_by(shape, keys, dialect, is_single=is_single, among=among)
    first = f"alike AS MATERIALIZED ({alike(shape, dialect)}), " if is_weighted else ""
    return f"WITH {first}brought AS MATERIALIZED ({gathered}) {' UNION ALL '.join(selects)}"


def _regrouped(
    shape: Plan, keys: dict[str, str], rank: int, places: tuple[int, ...], dialect: Dialect,
    *, is_weighted: bool,
) -> str:  # fmt: skip
    kept = [f"k{place}" for place in places]
    source = "brought" if len(kept) == len(keys) else f"({_coarser(shape, kept)}) coarser"
    source += " JOIN alike USING (e)" if is_weighted else ""
    texts = [f"{dialect.text(key)}" if key in kept else "NULL" for key in keys]
    over = _over_weights if is_weighted else _over_entities
    measures = [over(m, i, dialect) for i, m in enumerate(shape.measures)]
    grouped = f" GROUP BY {', '.join(kept)}" if kept else ""
    return f"SELECT {', '.join([str(rank), *texts, *measures])} FROM {source}{grouped}"


def _coarser(shape: Plan, kept: list[str]) -> str:
    """What entities bring to fewer keys: the sum of what they bring to each."""
    columns = [f"b{i}" for i in range(len(shape.measures))] + [
        f"s{i}" for i, m in enumerate(shape.measures) if m.aggregate is Aggregate.LARGEST
    ]
    sums = ", ".join(f"sum({column}) AS {column}" for column in columns)
    names = ", ".join(["e", *kept])
    return f"SELECT {names}, {sums} FROM brought GROUP BY {names}"


def parameters(plan: Plan) -> dict[str, object]:
    """The values that the SQL of a plan names."""
    start, end = (plan.period.start, plan.period.end) if plan.period else (date.min, date.max)
    bound: dict[str, object] = {"authority": plan.authority, "end": end}
    if not plan.is_latest:
        bound["start"] = start
    return bound | {f"v{rank}": value for rank, (_, value) in enumerate(plan.filters)}


def rollup_for(plan: Plan) -> Rollup | None:
    """The coarsest roll-up from which the plan can be computed, if any."""
    able = [rollup for rollup in plan.rollups if _suffices(rollup, plan)]
    return max(able, key=lambda r: (list(Grain).index(r.grain), -len(r.by)), default=None)


def _suffices(rollup: Rollup, plan: Plan) -> bool:
    if rollup.is_cohort:
        is_bare = not plan.filters and not plan.flags and plan.period is None
        return plan.relation is Relation.COHORT and is_bare
    columns = {g.column for g in plan.group_by if not g.grain} | {c for c, _ in plan.filters}
    steps = {g.grain for g in plan.group_by if g.grain}
    days = (plan.period.start, plan.period.end) if plan.period else ()
    return (
        plan.relation is Relation.ROWS
        and not plan.flags
        and not any(m.given or m.aggregate in ARRAYS for m in plan.measures)
        and columns <= set(rollup.by)
        and {m.column for m in plan.measures if m.column} <= set(rollup.columns)
        and steps <= NESTS[rollup.grain]
        and all(step_of(day, rollup.grain) == day for day in days)
    )


@lru_cache(maxsize=512)
def sql_of(shape: Plan, dialect: Dialect) -> str:
    """The SQL of a plan whose values are left out."""
    keys = {f"k{i}": _key(group, dialect) for i, group in enumerate(shape.group_by)}
    if shape.rollups and shape.rollups[0].is_cohort:
        inner = _from_cohorts(shape, dialect)
    elif is_by_entity(shape):
        inner = _by_entity(shape, keys, dialect)
    elif _has_both(shape):
        inner = _beside(shape, keys, dialect)
    else:
        inner = _at_once(shape, keys, dialect)
    outer = [f"{dialect.text(key)} AS {key}" for key in keys]
    outer += [f"m{i}" for i in range(len(shape.measures))]
    return f"SELECT {', '.join(outer)} FROM ({inner}) grouped"


def _from_cohorts(shape: Plan, dialect: Dialect) -> str:
    """A look-up: cells, margins and total are all there, what a margin sums up left empty."""
    days = {g.column: dialect.name(g.column) for g in shape.group_by}
    keys = [f"{day} AS k{i}" for i, day in enumerate(days.values())]
    counted = {Aggregate.PERSONS: "persons", Aggregate.KEY: "keys"}
    measures = [f"{counted.get(m.aggregate, ROWS)} AS m{i}" for i, m in enumerate(shape.measures)]
    empty = " AND ".join(
        f"{dialect.name(column)} IS {'NOT ' if column in days else ''}NULL"
        for column in (shape.time, COHORT)
    )
    table = dialect.name(table_of(shape.fact, shape.rollups[0]))
    authority = f"authority = {dialect.parameter('authority')}"
    return f"SELECT {', '.join([*keys, *measures])} FROM {table} WHERE {authority} AND {empty}"


def _key(group: GroupBy, dialect: Dialect) -> str:
    column = dialect.name(group.column)
    return dialect.first_day(group.grain, column) if group.grain else column


def _source(shape: Plan, dialect: Dialect, *, is_single: bool = False) -> tuple[str, Partials]:
    """The relation and how its rows count: a roll-up's where the plan has one."""
    if not shape.rollups or shape.relation is not Relation.ROWS:
        return relation(shape, dialect), FactRows(dialect)
    table = replace(shape, fact=table_of(shape.fact, shape.rollups[0]))
    return relation(table, dialect), RolledRows(dialect, is_single)


def _grouped(keys: dict[str, str], *more: str) -> str:
    names = [*keys, *more]
    return f" GROUP BY {', '.join(names)}" if names else ""


def _by_entity(shape: Plan, keys: dict[str, str], dialect: Dialect) -> str:
    inner = _brought_by(shape, keys, dialect)
    measures = [f"{_over_entities(m, i, dialect)} AS m{i}" for i, m in enumerate(shape.measures)]
    return f"SELECT {', '.join([*keys, *measures])} FROM ({inner}) entities{_grouped(keys)}"


def _brought_by(
    shape: Plan, keys: dict[str, str], dialect: Dialect, *, is_single: bool = False,
    among: str = "",
) -> str:  # fmt: skip
    """What each entity brings to each group; `is_single`: the roll-up already says it.

    Of the entities of `among` alone, where it says which.
    """
    source, partials = _source(shape, dialect, is_single=is_single)
    source = paired(shape, dialect, among) if among else source
    entity = dialect.name(shape.entity)
    brought = {f"b{i}": _brought(m, partials) for i, m in enumerate(shape.measures)}
    sizes = {f"s{i}": partials.size(m) for i, m in enumerate(shape.measures)
             if m.aggregate is Aggregate.LARGEST}  # fmt: skip
    columns = [f"{expression} AS {name}" for name, expression in (keys | brought | sizes).items()]
    grouped = "" if is_single else f" GROUP BY {', '.join([*keys.values(), entity])}"
    return f"SELECT {entity} AS e, {', '.join(columns)} FROM {source}{grouped}"


def _brought(measure: Measure, partials: Partials) -> str:
    """What one entity brings to its group."""
    weight, flag = (partials.dialect.name(c) for c in (measure.given, measure.column))
    if measure.aggregate is Aggregate.SUM_TRUE:
        return f"sum({weight}) FILTER (WHERE {flag})"
    if measure.aggregate is Aggregate.SUM_SQUARES:
        return f"sum({weight} * {weight}) FILTER (WHERE {flag} IS NOT NULL)"
    return {
        Aggregate.SUM: partials.total,
        Aggregate.LARGEST: partials.total,
        Aggregate.TRUE: partials.true,
        Aggregate.PERSONS_TRUE: partials.true,
        Aggregate.KEY_TRUE: partials.true,
        Aggregate.PERSONS_FALSE: partials.false,
        Aggregate.KEY_FALSE: partials.false,
    }.get(measure.aggregate, partials.rows)(measure)


def _over_entities(measure: Measure, rank: int, dialect: Dialect) -> str:
    """What the entities of a group bring together; an unknown entity is nobody."""
    brought, counted = f"b{rank}", f"FILTER (WHERE b{rank} > 0 AND e IS NOT NULL)"
    if measure.aggregate in _ADDED:
        return f"sum({brought})"
    if measure.aggregate is Aggregate.LARGEST:
        return f"max(abs({brought})) / nullif(sum(s{rank}), 0)"
    if measure.aggregate in (Aggregate.KEY, Aggregate.KEY_TRUE, Aggregate.KEY_FALSE):
        return f"sum({dialect.key('e')}) {counted}"
    return f"count(*) {counted}"


def _over_weights(measure: Measure, rank: int, dialect: Dialect) -> str:
    """The same where each entity stands for `n` that bring as much, whose keys add up to `k`."""
    if measure.aggregate is Aggregate.ROWS:
        return f"sum(b{rank} * n)"
    if measure.aggregate is Aggregate.KEY:
        return f"sum(k) FILTER (b{rank} > 0)"
    return f"coalesce(sum(n) FILTER (b{rank} > 0), 0)"


def _has_both(shape: Plan) -> bool:
    """Whether it asks for arrays, and who is behind them."""
    asked = {measure.aggregate for measure in shape.measures}
    return bool(asked & ARRAYS) and bool(asked & _OF_PERSONS)


def _beside(shape: Plan, keys: dict[str, str], dialect: Dialect) -> str:
    """Arrays gathered once, and beside them the entities of the same groups.

    Read twice, for distinct entities among arrays cost more than the rows themselves.
    """
    persons = [i for i, m in enumerate(shape.measures) if m.aggregate in _OF_PERSONS]
    others = [i for i in range(len(shape.measures)) if i not in persons]
    one, other = (replace(shape, measures=tuple(shape.measures[i] for i in ranks))
                  for ranks in (others, persons))  # fmt: skip
    columns = [f"a.{key} AS {key}" for key in keys]
    columns += [f"a.m{rank} AS m{i}" for rank, i in enumerate(others)]
    columns += [f"p.m{rank} AS m{i}" for rank, i in enumerate(persons)]
    alike = " AND ".join(f"a.{key} IS NOT DISTINCT FROM p.{key}" for key in keys)
    return (
        f"SELECT {', '.join(columns)} FROM ({_at_once(one, keys, dialect)}) a "
        f"JOIN ({_by_entity(other, keys, dialect)}) p ON {alike or 'true'}"
    )


def _at_once(shape: Plan, keys: dict[str, str], dialect: Dialect) -> str:
    """Without entities, or with arrays, which are not gathered twice."""
    source, partials = _source(shape, dialect)
    columns = [f"{expression} AS {name}" for name, expression in keys.items()]
    columns += [
        f"{_alone(m, shape, partials, dialect)} AS m{i}" for i, m in enumerate(shape.measures)
    ]
    grouped = f" GROUP BY {', '.join(keys.values())}" if keys else ""
    return f"SELECT {', '.join(columns)} FROM {source}{grouped}"


def _alone(measure: Measure, shape: Plan, partials: Partials, dialect: Dialect) -> str:
    if measure.aggregate in ARRAYS:
        column, closed = dialect.name(measure.column), dialect.name(measure.given)
        wanted = f"{'' if measure.aggregate is Aggregate.ENDED else 'NOT '}{closed}"
        known = f"{column} IS NOT NULL"
        return dialect.gathered(column, f"{known} AND {wanted}" if measure.given else known)
    if measure.aggregate in _OF_PERSONS:
        return _distinct(measure, shape, dialect)
    return _brought(measure, partials)


def _distinct(measure: Measure, shape: Plan, dialect: Dialect) -> str:
    entity = dialect.name(shape.entity)
    known = [f"{dialect.name(c)} IS NOT NULL" for c in (measure.column, measure.given) if c]
    where = f" FILTER (WHERE {' AND '.join(known)})" if known else ""
    if measure.aggregate is Aggregate.KEY:
        return f"sum(DISTINCT {dialect.key(entity)}){where}"
    return f"count(DISTINCT {entity}){where}"
