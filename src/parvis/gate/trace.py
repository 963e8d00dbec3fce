"""From a figure back to its lines: the filter of a question, on the identified side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from parvis.core.errors import Refused
from parvis.core.facts import PSEUDONYMS, Fact
from parvis.core.home import Home
from parvis.core.metrics.definition import Metric, Relation
from parvis.core.metrics.query import Plan, Question, plan_of
from parvis.core.sectors import Sector
from parvis.engines.duckdb.connect import name, open_workshop
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.compile import parameters
from parvis.engines.sql.relations import dated, restricted
from parvis.engines.townmap import TownMap
from parvis.gate.conform import DELIVERY, FOLDED, LINE, SECTOR, Links, conform, fold, take_links
from parvis.gate.inputs import ReleaseInput, in_order
from parvis.gate.zones import take_zones


@dataclass(frozen=True, slots=True)
class Line:
    """One line behind a figure: the delivery it came in, its physical line, what was kept.

    `values` follow `Trace.columns`; a rare category reads as in the release.
    """

    sha256: str
    line: int
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Some of the lines behind a figure; `count` is that of all of them."""

    count: int
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def trace(
    question: Question,
    *,
    metric: Metric,
    fact: Fact,
    inputs: Sequence[ReleaseInput],
    sectors: Collection[Sector],
    spill: Path,
    limit: int,
    offset: int = 0,
    links: Links = (),
    home: Home | None = None,
) -> Trace:
    """The lines that the value of `question` rests on, oldest delivery first.

    `question.where` holds the keys of the cell, grains included; `question.by` plays no part.
    `inputs` are those of the release that gave the figure, so that rare values fold alike; only
    the lines of `sectors` are counted and returned. `links` say who is who, `home` where is what.
    """
    plan = replace(plan_of(question, metric, fact), fact=FOLDED)
    columns = tuple(c.name for c in fact.own if c.rule not in PSEUDONYMS)
    _refuse_untraceable(fact, plan)
    where = f"{_where(plan)} AND {SECTOR} IN (SELECT unnest($sectors))"
    values = {**parameters(plan), "sectors": sorted(sector.value for sector in sectors)}
    mine = [i for i in inputs if i.contract.fact == fact.id]
    with open_workshop(spill, reads=[i.rows for i in mine]) as connection:
        take_links(connection, links)
        if home is not None:
            town = TownMap(home.maps, home.addresses)
            take_zones(connection, inputs, {fact.id: fact}, town)
        conform(connection, fact, inputs, "VIEW")
        fold(connection, fact, _folded(fact, plan), sum(i.row_count for i in mine))
        ((count,),) = connection.execute(
            f"SELECT count(*) FROM {FOLDED} WHERE {where}",
            values,
        ).fetchall()
        rows = connection.execute(
            f"SELECT {DELIVERY}, {LINE}, {', '.join(name(c) for c in columns)} "
            f"FROM {FOLDED} WHERE {where} ORDER BY {DELIVERY}, {LINE} LIMIT {limit:d} "
            f"OFFSET {offset:d}",
            values,
        ).fetchall()
    ordered = in_order(inputs)
    lines = tuple(Line(ordered[d].sha256, line, tuple(kept)) for d, line, *kept in rows)
    return Trace(int(count), columns, lines)


def _folded(fact: Fact, plan: Plan) -> list[str]:
    """The columns whose rare values must be folded for the filters of `plan` to read as shown."""
    wider = {part.name: part.within for part in fact.parts}
    asked = {wider.get(column, column) for column, _ in plan.filters}
    return [column for column in fact.folded if column in asked]


def _refuse_untraceable(fact: Fact, plan: Plan) -> None:
    """Lines are those of one file: not what a register adds, nor years in which one was seen."""
    own = {column.name for column in fact.own}
    for column, _ in plan.filters:
        if column not in own:
            raise Refused("release.joined_filter", column=fact.column(column).title)
    if fact.is_gathered or plan.relation is not Relation.ROWS:
        raise Refused("release.untraceable")


def _where(plan: Plan) -> str:
    """The condition of the plan, and what its first measure, the rows, asks to be known."""
    rows = plan.measures[0]
    known = [f"{name(column)} IS NOT NULL" for column in (rows.column, rows.given) if column]
    return " AND ".join([restricted(plan, DUCKDB), dated(plan, DUCKDB), *known])
