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
    """What the engine runs for one of the metrics that a figure is made of.

    `sql` names its values (`$v0`, `$start`); `values` gives them. `inputs` feed this metric.
    """

    metric: str
    version: int
    title: str
    formula: str
    fact: str
    sql: str
    values: tuple[tuple[str, str], ...]
    inputs: tuple[Input, ...]


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
            _statement(question, base, snapshot, facts, table.inputs)
            for base in dict.fromkeys(bases_of(table.metric, metrics))
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


def _statement(
    question: Question,
    base: Metric,
    snapshot: Snapshot,
    facts: Mapping[str, Fact],
    inputs: tuple[Input, ...],
) -> Statement:
    """What is run for a base metric, by those of the dimensions asked that it has."""
    fact = facts[base.fact]
    known = set(base.dimensions)
    asked = Question(
        base.id,
        question.authority,
        tuple(name for name in question.by if name in known),
        question.period,
        tuple((name, value) for name, value in question.where if name in known),
    )
    written = snapshot.sql(plan_of(asked, base, fact))
    return Statement(
        metric=base.id,
        version=base.version,
        title=base.title,
        formula=base.formula,
        fact=fact.title,
        sql=written.sql,
        values=tuple((name, str(value)) for name, value in written.values.items()),
        inputs=tuple(i for i in inputs if i.fact == fact.id or fact.is_gathered),
    )
