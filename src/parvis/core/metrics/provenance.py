"""Where a figure comes from: definition, version, SQL, inputs, release, protection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from parvis.core.facts import Fact
from parvis.core.metrics.answer import answer_from
from parvis.core.metrics.catalogue import bases_of
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Question, plan_of
from parvis.core.ports import Snapshot, WarehouseReader
from parvis.core.release import Input


@dataclass(frozen=True, slots=True)
class Statement:
    """What the engine runs for one of the metrics that a figure is made of, values left out."""

    metric: str
    version: int
    sql: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that is needed to judge a figure, and to compute it again.

    `hidden`: how many cells are not shown. `noise`: no count of persons moved by more than this.
    """

    metric: Metric
    authority: str
    by: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    period: str
    statements: tuple[Statement, ...]
    release: str
    published_at: datetime
    code_version: str
    inputs: tuple[Input, ...]
    threshold: int
    noise: int
    hidden: int
    is_withheld: bool


def provenance_of(
    question: Question,
    reader: WarehouseReader,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
) -> Provenance:
    """Where the figures that answer `question` come from; Refused as `answer` is."""
    snapshot = reader.snapshot()
    table = answer_from(question, snapshot, metrics, facts)
    return Provenance(
        metric=table.metric,
        authority=table.authority,
        by=table.by,
        where=table.where,
        period=table.period.label if table.period else "",
        statements=tuple(
            Statement(base.id, base.version, _sql(question, base, snapshot, facts))
            for base in bases_of(table.metric, metrics)
        ),
        release=table.release,
        published_at=table.published_at,
        code_version=snapshot.manifest().code_version,
        inputs=table.inputs,
        threshold=table.threshold,
        noise=table.noise,
        hidden=table.hidden,
        is_withheld=table.is_withheld,
    )


def _sql(question: Question, base: Metric, snapshot: Snapshot, facts: Mapping[str, Fact]) -> str:
    """The SQL of a base metric, by those of the dimensions asked that it has."""
    known = set(base.dimensions)
    asked = Question(
        base.id,
        question.authority,
        tuple(name for name in question.by if name in known),
        question.period,
        tuple((name, value) for name, value in question.where if name in known),
    )
    return snapshot.sql(plan_of(asked, base, facts[base.fact]))
