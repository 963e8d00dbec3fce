"""The curve of those who still wait, as a chart and as a table."""

from collections.abc import Sequence

from parvis.apps.ui.question import words
from parvis.apps.ui.question.reading import steps_of
from parvis.apps.ui.question.shell import Grid, Row
from parvis.core import french
from parvis.core.charts import Chart, Mark
from parvis.core.french import THIN
from parvis.core.metrics.query import Question
from parvis.core.metrics.waiting import Step
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.questions import Panel

DAY = 24.0
NICE_HOURS = (1, 2, 6, 12, *(DAY * days for days in (1, 2, 5, 10, 15, 30, 60, 90, 180, 365, 730)))
MOST_TICKS = 6
MIDDLE = 0.5


def steps(table: DisclosedTable) -> tuple[Step, ...]:
    """The steps of the curve behind `table`, whose total is one of its quantiles."""
    asked = Question(table.metric.id, table.authority, (), table.period, table.where)
    return steps_of(asked)


def chart_of_steps(panel: Panel, table: DisclosedTable, desc: str) -> Chart:
    """A mark for each step: by when a share is served, and between when and when."""
    marks = tuple(_mark(step, table) for step in steps(table))
    return Chart(panel.id, table.metric.title, desc, marks, ticks=tuple(_ticks(marks)))


def _mark(step: Step, table: DisclosedTable) -> Mark:
    """The middle is named by the figure itself: steps are rounded to the hour."""
    cell = step.table.total
    said = f"la moitié\u00a0: {words.cell_value(table.metric, table.total)}"
    return Mark(
        label=french.percent(step.level),
        value=cell.value,
        low=cell.low,
        high=cell.high,
        said=said if step.level == MIDDLE else "",
        at=step.level,
    )


def _ticks(marks: Sequence[Mark]) -> list[tuple[float, str]]:
    """Round durations along the axis, few enough to be read."""
    most = max((x for m in marks for x in (m.value, m.high) if x is not None), default=0.0)
    step = next((nice for nice in NICE_HOURS if most / nice <= MOST_TICKS), NICE_HOURS[-1])
    count = int(most / step) if most else 0
    return [(step * rank, french.duration(step * rank)) for rank in range(1, count + 1)]


def grid_of_steps(table: DisclosedTable) -> Grid:
    """One row for each step of the curve."""
    metric = table.metric
    rows = tuple(
        Row(
            french.percent(step.level),
            (words.cell_value(metric, cell), words.interval(metric, cell) or french.ABSENT),
            raw=(cell.value, words.interval(metric, cell)),
        )
        for step in steps(table)
        for cell in (step.table.total,)
    )
    return Grid(f"{metric.title}, marche par marche", (
        "Part servie", "En moins de", f"Intervalle à 95{THIN}%"), rows)  # fmt: skip
