"""Entities that have the same values in the same years: one of each stands for all of them.

A million persons have thirty-one sets of five channels. Pairing the values of one person of each
kind, and counting it as many times as there are of them, gives the very figures that pairing those
of everybody does, without a row for each pair of each person.
"""

from parvis.core.metrics.definition import OTHER
from parvis.core.metrics.query import Aggregate, Plan
from parvis.engines.sql.dialect import Dialect
from parvis.engines.sql.relations import LATER, restricted, seen_in

_BITS = 52
"""The powers of two that a float holds exactly. Who has a value beyond, or an unknown one, stands
for nobody else."""
_COUNTED = frozenset({Aggregate.ROWS, Aggregate.PERSONS, Aggregate.KEY})


def are_alike(plan: Plan) -> bool:
    """Whether the pairs of `plan` are of one year, of one dimension, and only counted."""
    if plan.relation not in LATER or plan.period is None:
        return False
    first, last = plan.period.start, plan.period.end
    januaries = sum(first <= first.replace(year, 1, 1) < last
                    for year in range(first.year, last.year + 1))  # fmt: skip
    return (
        januaries == 1
        and all(g.column in (plan.over, OTHER) and not g.grain for g in plan.group_by)
        and all(m.aggregate in _COUNTED and not m.column and not m.given for m in plan.measures)
        and all(column not in (plan.over, OTHER) for column, _ in plan.filters)
    )


def alike(plan: Plan, dialect: Dialect) -> str:
    """One entity `e` of each kind, how many they are (`n`), the sum of their keys (`k`)."""
    quote, later = dialect.name, LATER[plan.relation]
    over, entity, day = quote(plan.over), quote(plan.entity), quote(plan.time)
    year = f"CAST(year(CAST({dialect.parameter('end')} AS DATE) - INTERVAL 1 DAY) AS INT)"
    days = f"{day} >= make_date({year} - {later}, 1, 1) AND {day} < make_date({year} + 1, 1, 1)"
    where = f"{restricted(plan, dialect)} AND {entity} IS NOT NULL AND {days}"
    rows = f"{seen_in(plan, dialect)} WHERE {where}"
    ranked = f"SELECT {over} AS v, row_number() OVER (ORDER BY {over}) - 1 AS r"
    bits = (
        f"SELECT v, CASE WHEN r < {_BITS} THEN CAST(power(2, r) AS BIGINT) END AS bit "
        f"FROM ({ranked} FROM (SELECT DISTINCT {over} FROM {rows} AND {over} IS NOT NULL) d) ranks"
    )
    is_before = f"seen.{day} < make_date({year}, 1, 1)"
    kinds = (
        f"SELECT seen.{entity} AS e, "
        f"bit_or(CASE WHEN {is_before} THEN 0 ELSE valued.bit END) AS now, "
        f"bit_or(CASE WHEN {is_before} THEN valued.bit ELSE 0 END) AS before, "
        f"max(CASE WHEN valued.bit IS NULL THEN seen.{entity} END) AS alone "
        f"FROM (SELECT {over}, {entity}, {day} FROM {rows}) seen "
        f"LEFT JOIN ({bits}) valued ON seen.{over} = valued.v GROUP BY seen.{entity}"
    )
    return (
        f"SELECT min(e) AS e, count(*) AS n, sum({dialect.key('e')}) AS k "
        f"FROM ({kinds}) kinds GROUP BY now, before, alone"
    )
