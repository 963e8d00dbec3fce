"""From disclosed tables to charts: which marks, in which order, named how."""

from collections.abc import Iterator
from datetime import date

from parvis.apps.ui.question import words
from parvis.apps.ui.question.crossing import CROSSED, crossed, order_of
from parvis.apps.ui.question.ordering import by_key, months_of, ranked
from parvis.core.charts import Chart, Drawing, Mark
from parvis.core.french import SHORT_MONTHS
from parvis.core.metrics.definition import Interval, Kind, Metric
from parvis.core.metrics.period import Grain, key_of
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.questions import Panel

MOST_BARS = 12
"""A drawing names so many categories; the table gives all of them."""


def chart_of(
    panel: Panel,
    table: DisclosedTable,
    desc: str,
    behind: DisclosedTable | None,
    marked: frozenset[str] = frozenset(),
) -> Chart:
    """The chart of a figure; `behind` is drawn in stone behind it, `marked` alone in full."""
    metric = table.metric
    if panel.drawing in CROSSED:
        marks = crossed(panel.drawing, table, behind, marked)
    elif panel.drawing is Drawing.TIME:
        marks = tuple(_months(table, behind))
    else:
        marks = tuple(
            _category(table, cell, panel.drawing, behind, marked)
            for cell in ranked(table)[:MOST_BARS]
        )
    rows, columns = order_of(panel.drawing, table)
    middle = _middle(panel, metric, marks)
    return Chart(
        id=panel.id,
        title=metric.title,
        desc=desc,
        marks=marks,
        is_share=metric.unit == "%" and panel.drawing is Drawing.DOTS,
        share_top=share_top(panel, table, behind),
        start=0.0 if middle is None else _just_below(marks, middle),
        mark_at=middle,
        rows=rows,
        columns=columns,
    )


TOPS = (0.1, 0.25, 0.5)


def share_top(panel: Panel, table: DisclosedTable, behind: DisclosedTable | None = None) -> float:
    """The end of a scale of shares: 1, or less where all are small and the figure says which."""
    if "{top}" not in panel.how:
        return 1.0
    cells = [cell for one in (table, behind) if one for cell in one.cells]
    most = max((end for c in cells for end in (c.value, c.high) if end is not None), default=1.0)
    return next((top for top in TOPS if most <= top), 1.0)


def _middle(panel: Panel, metric: Metric, marks: tuple[Mark, ...]) -> float | None:
    """What points are compared to: 1 for ratios and changes, 0 for what may be negative."""
    if panel.drawing is not Drawing.DOTS:
        return None
    if metric.kind is Kind.DIFFERENCE or any((m.value or 0.0) < 0 for m in marks):
        return 0.0
    is_change = metric.interval is Interval.FALSE_DISCOVERY
    return 1.0 if is_change or metric.kind in _AROUND_ONE else None


_AROUND_ONE = frozenset({Kind.RATIO, Kind.REPRESENTATION})


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


def _tick(month: date, *, is_first: bool) -> str:
    name = SHORT_MONTHS[month.month - 1]
    return f"{name}\n{month.year}" if is_first or month.month == 1 else name


def _category(
    table: DisclosedTable, cell: Cell, drawing: Drawing, behind: DisclosedTable | None,
    marked: frozenset[str],
) -> Mark:  # fmt: skip
    key, reference = cell.keys[0], by_key(behind).get(cell.keys[0]) if behind else None
    return Mark(
        label=words.key(table.by[0], key),
        value=cell.value,
        low=cell.low,
        high=cell.high,
        said=_said(table.metric, cell, drawing),
        reference=reference.value if reference else None,
        is_pale=bool(marked) and key not in marked,
    )


def _said(metric: Metric, cell: Cell, drawing: Drawing) -> str:
    if drawing is Drawing.DOTS and cell.value is not None:
        return words.interval(metric, cell) or words.cell_value(metric, cell)
    return words.cell_value(metric, cell)


def _just_below(marks: tuple[Mark, ...], middle: float) -> float:
    """Where a scale starts when what matters is how far each point is from the middle."""
    known = [low for m in marks for low in (m.value, m.low) if low is not None]
    least = min([middle, *known])
    return least - max(0.02 * middle, 0.02 * abs(least))
