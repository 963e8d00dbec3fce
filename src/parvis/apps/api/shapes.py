"""What the interface answers, as its description publishes it."""

from datetime import date, datetime

from ninja import Schema

from parvis.core.metrics.comparing import Change, Comparison
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


class ChangeOut(Schema):
    """A figure, what it is compared with, and their gap. `is_said`: chance and noise do not
    explain it; otherwise nothing changed."""

    now: CellOut
    then: CellOut
    gap: CellOut
    relative: float | None
    is_said: bool


class ComparisonOut(Schema):
    """Figures beside others: `period` beside `then_period`, or the commune beside others."""

    metric: str
    against: str
    unit: str
    by: list[str]
    period: str
    then_period: str
    release: str
    changes: list[ChangeOut]
    total: ChangeOut


class InputOut(Schema):
    """A file that went in. Of one about persons or businesses `rows` is rounded, and `sha256` is
    keyed: it tells one delivery from another, and nothing of what is in them."""

    title: str
    producer: str
    contract: str
    contract_version: int
    sha256: str
    rows: int
    received_at: datetime
    is_synthetic: bool


class StatementOut(Schema):
    """The SQL of one of the metrics that a figure is made of, and the values that it names."""

    metric: str
    version: int
    title: str
    formula: str
    fact: str
    sql: str
    values: dict[str, str]


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


def _change(change: Change) -> ChangeOut:
    sides = {name: _cell(getattr(change, name)) for name in ("now", "then", "gap")}
    return ChangeOut(**sides, relative=change.relative, is_said=change.is_said)


def comparison_out(found: Comparison) -> ComparisonOut:
    """A comparison as the interface says it."""
    return ComparisonOut(
        metric=found.now.metric.id,
        against=found.against.value,
        unit=found.gap.metric.unit,
        by=list(found.now.by),
        period=found.now.period.label if found.now.period else "",
        then_period=found.then.period.label if found.then.period else "",
        release=found.now.release,
        changes=[_change(change) for change in found.changes],
        total=_change(found.total),
    )


def provenance_out(found: Provenance) -> ProvenanceOut:
    """Where a figure comes from, as the interface says it."""
    inputs = [
        InputOut(**{name: getattr(one, name) for name in InputOut.model_fields})
        for one in found.inputs
    ]
    texts = [name for name in StatementOut.model_fields if name != "values"]
    statements = [StatementOut(values=dict(s.values), **{name: getattr(s, name) for name in texts})
                  for s in found.statements]  # fmt: skip
    same = ("release", "published_at", "code_version", "threshold", "noise", "hidden",
            "is_withheld")  # fmt: skip
    return ProvenanceOut(
        metric=metric_out(found.metric),
        statements=statements,
        inputs=inputs,
        **{name: getattr(found, name) for name in same},
    )
