"""The table under a figure: every cell of it, in French and as numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from parvis.apps.ui.question import words
from parvis.apps.ui.question.crossing import cohort_cells
from parvis.apps.ui.question.ordering import by_key, months_of, ranked
from parvis.apps.ui.question.reading import dimension_title
from parvis.apps.ui.question.shell import Grid, Row
from parvis.core import french
from parvis.core.charts import Drawing
from parvis.core.french import THIN
from parvis.core.metrics.definition import Interval
from parvis.core.metrics.period import Grain, key_of
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.questions import Panel

Trace = Callable[[Question], str] | None


def grid_of(
    panel: Panel, table: DisclosedTable, behind: DisclosedTable | None, trace: Trace
) -> Grid:
    """One row per cell; `trace` gives the way to the lines of one, None where nobody may go."""
    if len(table.by) > 1:
        return _crossed(panel, table, behind)
    tables = [table, behind] if behind else [table]
    headings = [dimension_title(table.metric, table.by[0]), *(_heading(t, table) for t in tables)]
    if table.metric.interval is not Interval.NONE:
        headings.append(f"Intervalle à 95{THIN}%")
    cells = [by_key(t) for t in tables]
    rows = tuple(
        _row(tables, key, [c.get(key, _none(key)) for c in cells], trace)
        for key in _keys(panel, table)
    )
    totals = [t.total for t in tables]
    total = None if totals[0].value is None else _plain("Ensemble", tables, totals)
    caption = f"{table.metric.title}, par {headings[0][:1].lower()}{headings[0][1:]}"
    return Grid(caption, tuple(headings), rows, total)


def _crossed(panel: Panel, table: DisclosedTable, behind: DisclosedTable | None) -> Grid:
    """One row per cell of two dimensions; cohorts with their share of the first month."""
    metric, titles = table.metric, [dimension_title(table.metric, name) for name in table.by]
    others = {cell.keys: cell for cell in behind.cells} if behind else {}
    shares = {c.keys: s for _, _, c, s in cohort_cells(table)} if panel.drawing is (
        Drawing.COHORT) else {}  # fmt: skip
    headings = [titles[0], titles[1], metric.title]
    headings += [behind.metric.title] if behind else []
    headings += ["Part du premier mois"] if shares else []
    rows = []
    for cell in table.cells:
        beside = [others[cell.keys]] if cell.keys in others else []
        values = [words.key(table.by[1], cell.keys[1]), words.cell_value(metric, cell)]
        values += [words.cell_value(behind.metric, c) for c in beside] if behind else []
        values += [french.percent(shares.get(cell.keys) or 0.0)] if shares else []
        raw = (cell.keys[1], cell.value, *(c.value for c in beside))
        rows.append(Row(words.key(table.by[0], cell.keys[0]), tuple(values), raw=raw))
    caption = f"{metric.title}, par {' et '.join(t[:1].lower() + t[1:] for t in titles)}"
    return Grid(caption, tuple(headings), tuple(rows))


def _heading(table: DisclosedTable, first: DisclosedTable) -> str:
    """What a column holds; the same metric a year before is named by its period."""
    if table is not first and table.metric.id == first.metric.id and table.period:
        return f"{table.metric.title}, {words.key('year', table.period.label)}"
    return table.metric.title


def _keys(panel: Panel, table: DisclosedTable) -> list[str]:
    if panel.drawing is Drawing.TIME:
        return [key_of(month, Grain.MONTH) for month in months_of(table)]
    return [cell.keys[0] for cell in ranked(table)]


def _none(key: str) -> Cell:
    """A step without any row: nothing happened in it."""
    return Cell((key,), 0.0, None, None, 0)


def _row(tables: Sequence[DisclosedTable], key: str, cells: Sequence[Cell], trace: Trace) -> Row:
    first = tables[0]
    row = _plain(words.key(first.by[0], key), tables, cells)
    if trace is None or not cells[0].n:
        return row
    where = (*first.where, (first.by[0], key))
    question = Question(first.metric.id, first.authority, first.by, first.period, where)
    return replace(row, trace_url=trace(question))


def _plain(name: str, tables: Sequence[DisclosedTable], cells: Sequence[Cell]) -> Row:
    metric, first = tables[0].metric, cells[0]
    values = [words.cell_value(t.metric, cell) for t, cell in zip(tables, cells, strict=True)]
    raw: list[float | str | None] = [cell.value for cell in cells]
    if metric.interval is not Interval.NONE:
        values.append(words.interval(metric, first) or french.ABSENT)
        raw.append(words.interval(metric, first))
    return Row(name, tuple(values), first.hidden is not None, raw=tuple(raw))
