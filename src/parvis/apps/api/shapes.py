"""What the interface answers, as its description publishes it."""

from datetime import date, datetime

from ninja import Schema

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.provenance import Provenance
from parvis.core.privacy.disclosure import Cell, DisclosedTable


class Problem(Schema):
    """A refusal: one sentence, in French then in English."""

    sentence: str
    sentence_en: str


class MetricOut(Schema):
    """A definition. `needs`: the file that lights it up, "" where none is missing."""

    id: str
    code: str
    version: int
    title: str
    description: str
    kind: str
    unit: str
    direction: str
    dimensions: list[str]
    within: list[str]
    protection: str
    interval: str
    formula: str
    formula_source: str
    owner: str
    needs: str


class CellOut(Schema):
    """One figure. `value` null: `hidden` says why. `n` is what the value rests on."""

    keys: list[str]
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    hidden: str | None


class TableOut(Schema):
    """A protected table; `noise`: no count of persons moved by more than this."""

    metric: str
    version: int
    unit: str
    authority: str
    by: list[str]
    where: dict[str, str]
    period: str
    release: str
    published_at: datetime
    threshold: int
    noise: int
    is_withheld: bool
    cells: list[CellOut]
    total: CellOut


class InputOut(Schema):
    """A file that went in, by what the release says of it."""

    title: str
    producer: str
    contract: str
    contract_version: int
    sha256: str
    rows: int
    received_at: datetime
    is_synthetic: bool


class StatementOut(Schema):
    """The SQL of one of the metrics that a figure is made of."""

    metric: str
    version: int
    sql: str


class ProvenanceOut(Schema):
    """Where a figure comes from."""

    metric: MetricOut
    statements: list[StatementOut]
    release: str
    published_at: datetime
    code_version: str
    inputs: list[InputOut]
    threshold: int
    noise: int
    hidden: int
    is_withheld: bool


class Extent(Schema):
    """The days that a fact covers."""

    fact: str
    first: date
    last: date


class ReleaseOut(Schema):
    """The release in use."""

    id: str
    published_at: datetime
    code_version: str
    extents: list[Extent]


def metric_out(metric: Metric) -> MetricOut:
    """A definition as the interface says it."""
    texts = {name: getattr(metric, name) for name in MetricOut.model_fields}
    return MetricOut(**{**texts, "dimensions": list(metric.dimensions),
                        "within": list(metric.within)})  # fmt: skip


def _cell(cell: Cell) -> CellOut:
    return CellOut(
        keys=list(cell.keys), value=cell.value, low=cell.low, high=cell.high, n=cell.n,
        hidden=cell.hidden.value if cell.hidden else None,
    )  # fmt: skip


def table_out(table: DisclosedTable) -> TableOut:
    """A protected table as the interface says it."""
    return TableOut(
        metric=table.metric.id,
        version=table.metric.version,
        unit=table.metric.unit,
        authority=table.authority,
        by=list(table.by),
        where=dict(table.where),
        period=table.period.label if table.period else "",
        release=table.release,
        published_at=table.published_at,
        threshold=table.threshold,
        noise=table.noise,
        is_withheld=table.is_withheld,
        cells=[_cell(cell) for cell in table.cells],
        total=_cell(table.total),
    )


def provenance_out(found: Provenance) -> ProvenanceOut:
    """Where a figure comes from, as the interface says it."""
    inputs = [
        InputOut(**{name: getattr(one, name) for name in InputOut.model_fields})
        for one in found.inputs
    ]
    statements = [StatementOut(metric=s.metric, version=s.version, sql=s.sql)
                  for s in found.statements]  # fmt: skip
    same = ("release", "published_at", "code_version", "threshold", "noise", "hidden",
            "is_withheld")  # fmt: skip
    return ProvenanceOut(
        metric=metric_out(found.metric),
        statements=statements,
        inputs=inputs,
        **{name: getattr(found, name) for name in same},
    )
