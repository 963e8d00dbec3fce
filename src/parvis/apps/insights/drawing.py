"""From disclosed tables to charts: which marks, in which order, named how."""

from collections.abc import Iterator
from datetime import date, timedelta

from parvis.apps.insights.panels import Drawing, Panel
from parvis.apps.ui.question import words
from parvis.core.charts import Chart, Mark
from parvis.core.french import SHORT_MONTHS
from parvis.core.metrics.definition import Kind, Metric
from parvis.core.metrics.period import Grain, key_of, parse_period
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.privacy.generalise import OTHERS

MOST_BARS = 12
"""A drawing names so many categories; the table gives all of them."""


def chart_of(
    panel: Panel, table: DisclosedTable, desc: str, behind: DisclosedTable | None
) -> Chart:
    """The chart of a figure; `behind` is drawn in stone behind it."""
    metric = table.metric
    if panel.drawing is Drawing.TIME:
        marks = tuple(_months(table, behind))
    else:
        marks = tuple(_category(metric, cell, panel.drawing) for cell in ranked(table)[:MOST_BARS])
    is_ratio = metric.kind is Kind.RATIO
    return Chart(
        id=panel.id,
        title=metric.title,
        desc=desc,
        marks=marks,
        is_share=metric.kind is Kind.SHARE,
        start=_just_below(marks) if is_ratio else 0.0,
        mark_at=1.0 if is_ratio else None,
    )


def ranked(table: DisclosedTable) -> list[Cell]:
    """Categories from the largest; the protected ones, then the others, come last."""
    return sorted(
        table.cells,
        key=lambda cell: (cell.keys[0] == OTHERS, cell.value is None, -(cell.value or 0.0)),
    )


def months_of(table: DisclosedTable) -> list[date]:
    """Every month from the first to the last of the table, those without a row included."""
    starts = sorted(parse_period(cell.keys[0]).start for cell in table.cells)
    return list(_each_month(starts[0], starts[-1])) if starts else []


def _each_month(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


def _months(table: DisclosedTable, behind: DisclosedTable | None) -> Iterator[Mark]:
    cells, references = by_key(table), by_key(behind) if behind else {}
    for rank, month in enumerate(months_of(table)):
        label = key_of(month, Grain.MONTH)
        cell = cells.get(label, Cell((label,), 0.0, None, None, 0))
        reference = references.get(label)
        yield Mark(
            label=label,
            value=cell.value,
            low=cell.low,
            high=cell.high,
            tick=_tick(month, is_first=rank == 0),
            is_major=month.month == 1,
            reference=reference.value if reference else None,
        )


def by_key(table: DisclosedTable) -> dict[str, Cell]:
    """The cells of a table with one dimension, by its key."""
    return {cell.keys[0]: cell for cell in table.cells}


def _tick(month: date, *, is_first: bool) -> str:
    name = SHORT_MONTHS[month.month - 1]
    return f"{name}\n{month.year}" if is_first or month.month == 1 else name


def _category(metric: Metric, cell: Cell, drawing: Drawing) -> Mark:
    said = words.cell_value(metric, cell)
    if drawing is Drawing.DOTS and cell.value is not None:
        said = words.interval(metric, cell) or said
    return Mark(label=cell.keys[0], value=cell.value, low=cell.low, high=cell.high, said=said)


def _just_below(marks: tuple[Mark, ...]) -> float:
    """Where a scale of ratios starts: what matters is how far each is from 1."""
    return min([0.98, *(mark.value * 0.99 for mark in marks if mark.value is not None)])
