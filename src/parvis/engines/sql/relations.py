"""What a plan reads of its fact: its rows, or the years in which entities were seen."""

from parvis.core.metrics.definition import COHORT, OTHER, Relation
from parvis.core.metrics.period import Grain
from parvis.core.metrics.query import Plan
from parvis.engines.sql.dialect import Dialect
from parvis.engines.sql.partials import table_of


def relation(plan: Plan, dialect: Dialect) -> str:
    """The relation that `plan` groups, already restricted to its authority, flags and values."""
    return _MAKERS[plan.relation](plan, dialect)


def restricted(plan: Plan, dialect: Dialect) -> str:
    """The conditions on the rows of the fact, the days apart."""
    quote, parameter = dialect.name, dialect.parameter
    clauses = [f"authority = {parameter('authority')}"]
    clauses += [f"{quote(c)} = {parameter(f'v{i}')}" for i, (c, _) in enumerate(plan.filters)
                if c != OTHER]  # fmt: skip
    clauses += [f"{'' if holds else 'NOT '}{quote(flag)}" for flag, holds in plan.flags]
    return " AND ".join(clauses)


def dated(plan: Plan, dialect: Dialect) -> str:
    """The condition on days: within the period, or the last ones known before its end."""
    day, parameter = dialect.name(plan.time), dialect.parameter
    if plan.is_latest:
        known = f"SELECT max({day}) FROM {dialect.name(plan.fact)} WHERE "
        known += f"{restricted(plan, dialect)} AND {day} < {parameter('end')}"
        return f"{day} = ({known})"
    return f"{day} >= {parameter('start')} AND {day} < {parameter('end')}"


def _rows(plan: Plan, dialect: Dialect) -> str:
    return f"{dialect.name(plan.fact)} WHERE {restricted(plan, dialect)} AND {dated(plan, dialect)}"


def _year_before(plan: Plan, dialect: Dialect) -> str:
    """The rows, dated a year later."""
    day = dialect.name(plan.time)
    moved = ", ".join(dialect.name(column) for column in _columns(plan))
    inner = (
        f"SELECT {moved}{', ' if moved else ''}{dialect.name(plan.entity)}, "
        f"CAST({day} + INTERVAL 1 YEAR AS DATE) AS {day} FROM {dialect.name(plan.fact)} "
        f"WHERE {restricted(plan, dialect)}{_around(plan, dialect, 1)}"
    )
    return f"({inner}) moved WHERE {dated(plan, dialect)}"


def _around(plan: Plan, dialect: Dialect, earlier: int) -> str:
    """Days that cannot matter set aside before anything is read: a year or so at each end is kept.

    Only where a period is asked; `dated` then says which exactly.
    """
    if plan.period is None:
        return ""
    day, parameter = dialect.name(plan.time), dialect.parameter
    return (
        f" AND {day} >= CAST(CAST({parameter('start')} AS DATE) - INTERVAL {earlier + 1} YEAR "
        f"AS DATE) AND {day} < CAST(CAST({parameter('end')} AS DATE) + INTERVAL 1 YEAR AS DATE)"
    )


def in_years(plan: Plan, dialect: Dialect, earlier: int) -> str:
    """The days of the years that pairs are dated in, and of those `earlier` before; no others."""
    if plan.period is None:
        return ""
    first = f"CAST(year(CAST({dialect.parameter('start')} AS DATE)) AS INT) - {earlier}"
    return (
        f" AND {dialect.name(plan.time)} >= make_date({first}, 1, 1)"
        f"{_up_to_its_last_year(plan, dialect)}"
    )


def _up_to_its_last_year(plan: Plan, dialect: Dialect) -> str:
    """Whatever was seen before the end of the last year that the period touches."""
    if plan.period is None:
        return ""
    last = f"CAST(year(CAST({dialect.parameter('end')} AS DATE) - INTERVAL 1 DAY) AS INT) + 1"
    return f" AND {dialect.name(plan.time)} < make_date({last}, 1, 1)"


def _columns(plan: Plan) -> list[str]:
    """The columns, days and `OTHER` apart, that the groups of a plan need."""
    named = dict.fromkeys(g.column for g in plan.group_by if not g.grain and g.column != OTHER)
    named |= dict.fromkeys(m.column for m in plan.measures if m.column)
    named.pop(plan.entity, None)
    return list(named)


def _seen(plan: Plan, dialect: Dialect, *more: str) -> tuple[str, str]:
    """Who was seen in which year, for which values of the groups; and these as a list."""
    quote = dialect.name
    groups = [g.column for g in plan.group_by if not g.grain and g.column != OTHER]
    kept = ", ".join(quote(c) for c in dict.fromkeys([*groups, *more, plan.entity]))
    where = f"{restricted(plan, dialect)} AND {quote(plan.entity)} IS NOT NULL"
    table = f"SELECT DISTINCT {kept}, year({quote(plan.time)}) AS y FROM {seen_in(plan, dialect)}"
    return f"{table} WHERE {where}", kept


def seen_in(plan: Plan, dialect: Dialect) -> str:
    """The table that says who was seen in which year: a roll-up by year where the plan has one."""
    held = next((table_of(plan.fact, rollup) for rollup in plan.rollups), plan.fact)
    return dialect.name(held)


def _known(plan: Plan, dialect: Dialect, what: str) -> str:
    """`what` of the days known of the authority."""
    day = dialect.name(plan.time)
    found = what.format(day=day)
    return (
        f"(SELECT {found} FROM {dialect.name(plan.fact)} "
        f"WHERE authority = {dialect.parameter('authority')})"
    )


def _returning(plan: Plan, dialect: Dialect) -> str:
    """One row per entity and year, dated the next: a next year that is not over is left out."""
    seen, kept = _seen(plan, dialect)
    seen += in_years(plan, dialect, 1)
    over = f"OVER (PARTITION BY {kept} ORDER BY y)"
    last = _known(plan, dialect, _LAST_WHOLE_YEAR.get(plan.grain, _UP_TO_DECEMBER))
    day = dialect.name(plan.time)
    inner = (
        f"SELECT {kept}, make_date(y + 1, 1, 1) AS {day}, y, "
        f"coalesce(lead(y) {over} = y + 1, false) AS is_back FROM ({seen}) s"
    )
    return f"({inner}) returned WHERE y + 1 <= {last} AND {dated(plan, dialect)}"


_UP_TO_DECEMBER = (
    "CASE WHEN month(max({day})) = 12 THEN year(max({day})) ELSE year(max({day})) - 1 END"
)
_LAST_WHOLE_YEAR = {Grain.YEAR: "year(max({day}))"}
"""The last year of which everything is known, when its last rows may be of any month."""


def _arriving(plan: Plan, dialect: Dialect) -> str:
    seen, kept = _seen(plan, dialect)
    first = _known(plan, dialect, "year(min({day}))")
    day = dialect.name(plan.time)
    seen += _up_to_its_last_year(plan, dialect)
    inner = (
        f"SELECT {kept}, make_date(y, 1, 1) AS {day}, y, "
        f"y = min(y) OVER (PARTITION BY {kept}) AS is_new FROM ({seen}) s"
    )
    return f"({inner}) arrived WHERE y > {first} AND {dated(plan, dialect)}"


LATER = {Relation.TOGETHER: 0, Relation.NEXT: 1}
"""Years between the two values of a pair."""


def paired(plan: Plan, dialect: Dialect, among: str = "") -> str:
    """Each value of an entity beside those it has in the same year, others than it, or the next.

    Dated then. Who was seen is read once for both sides; `among` is the entities that count.
    """
    quote, later = dialect.name, LATER[plan.relation]
    seen, kept = _seen(plan, dialect, plan.over)
    seen += in_years(plan, dialect, later)
    seen += f" AND {quote(plan.entity)} IN ({among})" if among else ""
    condition = "" if later else f" AND a.{quote(plan.over)} <> b.{quote(plan.over)}"
    over, entity, day = quote(plan.over), quote(plan.entity), quote(plan.time)
    columns = kept.split(", ")
    mine = ", ".join(f"a.{column}" for column in columns)
    is_bare = set(columns) == {over, entity}
    values = "seen" if is_bare else f"(SELECT DISTINCT {over}, {entity}, y FROM seen)"
    inner = (
        f"WITH seen AS ({seen}) "
        f"SELECT {mine}, b.{over} AS {OTHER}, make_date(b.y, 1, 1) AS {day} FROM seen a "
        f"JOIN {values} b ON a.{entity} = b.{entity} AND a.y + {later} = b.y{condition}"
    )
    others = [f"{OTHER} = {dialect.parameter(f'v{i}')}" for i, (column, _) in
              enumerate(plan.filters) if column == OTHER]  # fmt: skip
    return f"({inner}) both_seen WHERE {' AND '.join([*others, dated(plan, dialect)])}"


def _cohort(plan: Plan, dialect: Dialect) -> str:
    quote = dialect.name
    entity, day = quote(plan.entity), quote(plan.time)
    month = dialect.first_day(Grain.MONTH, day)
    seen = (
        f"SELECT {entity}, {month} AS {day}, count(*) AS n FROM {quote(plan.fact)} "
        f"WHERE {restricted(plan, dialect)} AND {entity} IS NOT NULL GROUP BY {entity}, {month}"
    )
    inner = f"SELECT *, min({day}) OVER (PARTITION BY {entity}) AS {COHORT} FROM ({seen}) s"
    return f"({inner}) cohorts WHERE {dated(plan, dialect)}"


_MAKERS = {
    Relation.COHORT: _cohort,
    Relation.ROWS: _rows,
    Relation.YEAR_BEFORE: _year_before,
    Relation.RETURNING: _returning,
    Relation.ARRIVING: _arriving,
    Relation.TOGETHER: paired,
    Relation.NEXT: paired,
}
