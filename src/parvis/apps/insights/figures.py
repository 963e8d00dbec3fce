"""A figure as the page shows it: finding, drawing, table and proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from parvis.apps import wired
from parvis.apps.insights.asked import address_of
from parvis.apps.insights.drawing import MOST_BARS, by_key, chart_of, months_of, ranked
from parvis.apps.insights.panels import Drawing, Panel
from parvis.apps.insights.selectors import dimension_title
from parvis.apps.insights.sentences import finding, silent
from parvis.apps.ui.question import words
from parvis.core import french
from parvis.core.access import Actor, Capability
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.definition import Interval, Kind, Relation
from parvis.core.metrics.period import Grain, key_of
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.sectors import Sector

ROW_NOUNS = {"service_request": "demandes", "meal_service": "services", "library_loan": "prêts"}
"""What a row of each fact is called when the figure rests on rows."""


@dataclass(frozen=True, slots=True)
class State:
    """What stands where a figure cannot: `kind` is "empty", "secret" or "error"."""

    kind: str
    title: str
    text: str
    id: str = ""
    link: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table under a figure; `is_hidden` marks protected values.

    `trace_url` leads to the lines behind this row, "" for who may not follow it.
    """

    name: str
    values: tuple[str, ...]
    is_hidden: bool = False
    trace_url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table under a figure."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class FigureView:
    """One `<figure>`: everything the template writes, already in French."""

    id: str
    title: str
    how: str
    drawing: SafeString
    grid: Grid
    proof: tuple[tuple[str, str], ...]
    metric: Any
    inputs: int
    protection: str
    csv_url: str
    trace_url: str


def figure_of(
    panel: Panel,
    table: DisclosedTable,
    behind: DisclosedTable | None,
    *,
    extent: tuple[date, date],
    actor: Actor,
) -> FigureView | State:
    """The figure of `panel`, or the state that stands in its place."""
    if all(cell.value is None for cell in table.cells):
        return _state(panel, table)
    title = finding(table, behind)
    chart = chart_of(panel, table, title, behind)
    question = Question(table.metric.id, table.authority, table.by, table.period, table.where)
    may_trace = _may_trace(table, actor)
    return FigureView(
        id=panel.id,
        title=title,
        how=_how(panel, table),
        drawing=mark_safe(_draw(panel, chart)),  # noqa: S308 our engine escapes every text
        grid=_grid(panel, table, behind, question if may_trace else None),
        proof=tuple(_proof(table, extent)),
        metric=table.metric,
        inputs=len(table.inputs),
        protection=_protection(table),
        csv_url=f"{reverse('insights:csv', args=[table.metric.id])}?{address_of(question)}",
        trace_url=_trace_url(question) if may_trace else "",
    )


def _state(panel: Panel, table: DisclosedTable) -> State:
    if not table.cells and not table.is_withheld and table.total.hidden is None:
        return State("empty", "Rien dans cette période", NOTHING_THERE)
    if said := silent(table):
        return State("empty", f"{table.metric.title}{NBSP}: pas de réponse", said)
    return State("secret", "Trop peu de personnes pour être montré", TOO_FEW)


NOTHING_THERE = (
    "Les fichiers reçus ne contiennent rien pour cette période et ces filtres. "
    "Élargissez la période ou retirez un filtre."
)
TOO_FEW = (
    "Ce chiffre existe, mais il porte sur si peu de personnes qu’il en désignerait une. "
    "Retirez un filtre ou élargissez la période."
)


def _how(panel: Panel, table: DisclosedTable) -> str:
    how = panel.how.format(by=f"par {dimension_title(table.metric, table.by[0]).lower()}")
    if panel.drawing is not Drawing.TIME and len(table.cells) > MOST_BARS:
        return f"{how} Les {MOST_BARS} premiers\u202f; tous sont dans le tableau."
    return how


def _draw(panel: Panel, chart: Any) -> str:
    charts = wired.charts()
    draw = {
        Drawing.TIME: charts.bars_over_time,
        Drawing.BARS: charts.bars_by_category,
        Drawing.DOTS: charts.dots,
    }[panel.drawing]
    return str(draw(chart))


def _grid(
    panel: Panel, table: DisclosedTable, behind: DisclosedTable | None, traced: Question | None
) -> Grid:
    tables = [table, behind] if behind else [table]
    by = table.by[0]
    headings = [dimension_title(table.metric, by), *(t.metric.title for t in tables)]
    if table.metric.interval is not Interval.NONE:
        headings.append(f"Intervalle à 95{THIN}%")
    cells = [by_key(t) for t in tables]
    rows = [
        _row(tables, by, key, [c.get(key, _none(key)) for c in cells], traced)
        for key in _keys(panel, table)
    ]
    total = _values(tables, [t.total for t in tables])
    return Grid(tuple(headings), tuple(rows), Row("Ensemble", total))


def _keys(panel: Panel, table: DisclosedTable) -> list[str]:
    if panel.drawing is Drawing.TIME:
        return [key_of(month, Grain.MONTH) for month in months_of(table)]
    return [cell.keys[0] for cell in ranked(table)]


def _none(key: str) -> Cell:
    """A month without any row: nothing happened in it."""
    return Cell((key,), 0.0, None, None, 0)


def _row(
    tables: Sequence[DisclosedTable],
    by: str,
    key: str,
    cells: Sequence[Cell],
    traced: Question | None,
) -> Row:
    url = ""
    if traced is not None and cells[0].n:
        url = _trace_url(replace(traced, where=(*traced.where, (by, key))))
    name = words.key(by, key)
    return Row(name, _values(tables, cells), cells[0].hidden is not None, url)


def _values(tables: Sequence[DisclosedTable], cells: Sequence[Cell]) -> tuple[str, ...]:
    metric = tables[0].metric
    values = [words.cell_value(t.metric, cell) for t, cell in zip(tables, cells, strict=True)]
    if metric.interval is not Interval.NONE:
        values.append(words.interval(metric, cells[0]) or french.ABSENT)
    return tuple(values)


def _proof(table: DisclosedTable, extent: tuple[date, date]) -> list[tuple[str, str]]:
    return [
        ("Effectif", _effectif(table)),
        ("Intervalle", _interval(table)),
        ("Source", _source(table)),
        ("Période", words.days(*words.covered(table.period, extent))),
        ("Publication", french.moment(table.published_at)),
        ("Masqué", words.hidden_because(table)),
    ]


def _effectif(table: DisclosedTable) -> str:
    n = table.total.n
    if n is None:
        return "masqué"
    is_persons = table.metric.kind is Kind.DISTINCT
    noun = "personnes" if is_persons else ROW_NOUNS.get(table.metric.fact, "lignes")
    return french.count(n, noun.removesuffix("s"), noun)


def _interval(table: DisclosedTable) -> str:
    metric, total = table.metric, table.total
    if metric.interval is Interval.NONE:
        return "sans objet, tout est compté"
    if total.value is None:
        return words.cell_value(metric, total)
    said = words.interval(metric, total)
    return f"{words.value(metric, total.value)}, {said} ({words.interval_method(metric)})"


def _source(table: DisclosedTable) -> str:
    titles = sorted({i.title for i in table.inputs})
    synthetic = " (données fictives)" if any(i.is_synthetic for i in table.inputs) else ""
    return f"{f'{THIN}; '.join(titles)}{synthetic}"


def _protection(table: DisclosedTable) -> str:
    if not table.threshold:
        return "aucune, il n’y a personne dans ces données"
    said = f"rien sous {table.threshold}{NBSP}personnes, ni ce qui permettrait de le retrouver"
    if not table.noise:
        return said
    return (
        f"{said}{THIN}; chaque effectif est décalé d’au plus {table.noise}{NBSP}personnes, "
        "les lignes ne s’ajoutent donc pas exactement au total"
    )


def _may_trace(table: DisclosedTable, actor: Actor) -> bool:
    """Whether `actor` may follow the figure to its lines, in a sector of its sources."""
    if table.metric.kind.is_derived or table.metric.relation is not Relation.ROWS:
        return False
    sectors = {Sector(i.sector) for i in table.inputs if i.sector}
    return any(actor.may(Capability.SEE_LINES, table.authority, sector) for sector in sectors)


def _trace_url(question: Question) -> str:
    """The way to the lines of the files behind `question`."""
    metric = urlencode({"metric": question.metric})
    return f"{reverse('sources:trace')}?{metric}&{address_of(question)}"
