"""From an engine-neutral plan to parameterised SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from parvis.core.metrics.period import Grain
from parvis.core.metrics.query import Aggregate, GroupBy, Measure, Plan
from parvis.engines.duckdb.connect import name

_FIRST_DAYS: dict[Grain, Callable[[str], str]] = {
    Grain.DAY: lambda day: day,
    Grain.MONTH: lambda day: f"date_trunc('month', {day})",
    Grain.QUARTER: lambda day: f"date_trunc('quarter', {day})",
    Grain.HALF_YEAR: lambda day: f"make_date(year({day}), (month({day}) - 1) // 6 * 6 + 1, 1)",
    Grain.YEAR: lambda day: f"date_trunc('year', {day})",
    Grain.SCHOOL_YEAR: lambda day: (
        f"date_trunc('year', {day} - INTERVAL 8 MONTH) + INTERVAL 8 MONTH"
    ),
}


def compiled(plan: Plan) -> tuple[str, list[object]]:
    """The SQL of `plan` and its parameters; keys come out as text, days in ISO form."""
    shape = replace(
        plan,
        authority="",
        period=None,
        filters=tuple((column, "") for column, _ in plan.filters),
    )
    return _sql(shape), parameters(plan)


def parameters(plan: Plan) -> list[object]:
    """The values of `condition`, in its order."""
    start, end = (plan.period.start, plan.period.end) if plan.period else (date.min, date.max)
    return [plan.authority, start, end, *(value for _, value in plan.filters)]


def condition(time: str, filters: tuple[str, ...]) -> str:
    """The rows of a plan: authority, days, then one value per filter, as parameters."""
    clauses = ["authority = ?", f"{name(time)} >= ?", f"{name(time)} < ?"]
    return " AND ".join([*clauses, *(f"{name(column)} = ?" for column in filters)])


@lru_cache(maxsize=256)
def _sql(shape: Plan) -> str:
    keys = [f"{_key(group)} AS k{i}" for i, group in enumerate(shape.group_by)]
    measures = [f"{_measure(m, shape.entity)} AS m{i}" for i, m in enumerate(shape.measures)]
    names = [f"k{i}" for i in range(len(keys))]
    grouped = f" GROUP BY {', '.join(names)}" if names else ""
    where = condition(shape.time, tuple(column for column, _ in shape.filters))
    source = f"{name(shape.fact)} WHERE {where}"
    if brought := [_brought(shape, m) for m in shape.measures if m.aggregate is Aggregate.LARGEST]:
        source = f"(SELECT *, {', '.join(brought)} FROM {source})"
    inner = f"SELECT {', '.join([*keys, *measures])} FROM {source}{grouped}"
    texts = [f"CAST({key} AS VARCHAR) AS {key}" for key in names]
    outer = ", ".join([*texts, *(f"m{i}" for i in range(len(measures)))])
    return f"SELECT {outer} FROM ({inner})"


def _key(group: GroupBy) -> str:
    column = name(group.column)
    return f"CAST({_FIRST_DAYS[group.grain](column)} AS DATE)" if group.grain else column


def _brought(shape: Plan, measure: Measure) -> str:
    """What the entity of each row brings to its group, as a column."""
    group = ", ".join([*(_key(group) for group in shape.group_by), name(shape.entity)])
    return (
        f"sum({name(measure.column)}) FILTER ({' AND '.join(_known(measure))}) "
        f"OVER (PARTITION BY {group}) AS {_BROUGHT}"
    )


_BROUGHT = "_brought"


def _known(measure: Measure) -> list[str]:
    return [f"{name(c)} IS NOT NULL" for c in (measure.column, measure.given) if c]


def _measure(measure: Measure, entity: str) -> str:
    known = _known(measure)
    expression, more = _aggregate(measure, name(measure.column), name(entity))
    conditions = [*known, *more]
    filtered = f"{expression} FILTER ({' AND '.join(conditions)})" if conditions else expression
    if measure.aggregate in (Aggregate.ENDED, Aggregate.OPEN):
        return f"coalesce({filtered}, [])"
    return filtered


def _aggregate(measure: Measure, column: str, entity: str) -> tuple[str, list[str]]:
    """The aggregate, and what it asks of a row beyond its columns being known."""
    persons, given = f"count(DISTINCT {entity})", name(measure.given)
    hexadecimal = f"'0x' || left(CAST({entity} AS VARCHAR), 8)"
    key = f"sum(DISTINCT CAST({hexadecimal} AS BIGINT))"
    return {
        Aggregate.ROWS: ("count(*)", []),
        Aggregate.PERSONS: (persons, []),
        Aggregate.SUM: (f"sum({column})", []),
        Aggregate.TRUE: ("count(*)", [column]),
        Aggregate.PERSONS_TRUE: (persons, [column]),
        Aggregate.PERSONS_FALSE: (persons, [f"NOT {column}"]),
        Aggregate.KEY: (key, []),
        Aggregate.KEY_TRUE: (key, [column]),
        Aggregate.KEY_FALSE: (key, [f"NOT {column}"]),
        Aggregate.LARGEST: (f"max(abs({_BROUGHT})) / nullif(sum(abs({column})), 0)", []),
        Aggregate.ENDED: (f"list({column})", [given]),
        Aggregate.OPEN: (f"list({column})", [f"NOT {given}"]),
    }[measure.aggregate]
