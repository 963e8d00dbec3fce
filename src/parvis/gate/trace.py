"""From a figure back to its lines: the filter of a question, on the identified side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.core.facts import Fact, Rule
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Plan, Question, plan_of
from parvis.core.sectors import Sector
from parvis.engines.duckdb.compile import condition, parameters
from parvis.engines.duckdb.connect import name, open_workshop
from parvis.gate.conform import DELIVERY, FOLDED, LINE, SECTOR, Links, conform, fold, take_links
from parvis.gate.inputs import ReleaseInput, in_order


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
) -> Trace:
    """The lines that the value of `question` rests on, oldest delivery first.

    `question.where` holds the keys of the cell, grains included; `question.by` plays no part.
    `inputs` are those of the release that gave the figure, so that rare values fold alike; only
    the lines of `sectors` are counted and returned. `links` say who is who.
    """
    plan = plan_of(question, metric, fact)
    columns = tuple(c.name for c in fact.columns if c.rule is not Rule.PERSON)
    where, values = f"{_where(plan)} AND {SECTOR} IN (SELECT unnest(?))", parameters(plan)
    values = [*values, sorted(sector.value for sector in sectors)]
    with open_workshop(spill) as connection:
        take_links(connection, links)
        conform(connection, fact, inputs, "VIEW")
        fold(connection, fact, [column for column, _ in plan.filters])
        ((count,),) = connection.execute(
            f"SELECT count(*) FROM {FOLDED} WHERE {where}",
            values,
        ).fetchall()
        rows = connection.execute(
            f"SELECT {DELIVERY}, {LINE}, {', '.join(name(c) for c in columns)} "
            f"FROM {FOLDED} WHERE {where} ORDER BY {DELIVERY}, {LINE} LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
    received = in_order(inputs)
    lines = tuple(Line(received[d].sha256, line, tuple(kept)) for d, line, *kept in rows)
    return Trace(int(count), columns, lines)


def _where(plan: Plan) -> str:
    """The condition of the plan, and what its first measure, the rows, asks to be known."""
    base = condition(plan.time, tuple(column for column, _ in plan.filters))
    rows = plan.measures[0]
    known = [f"{name(column)} IS NOT NULL" for column in (rows.column, rows.given) if column]
    return " AND ".join([base, *known])
