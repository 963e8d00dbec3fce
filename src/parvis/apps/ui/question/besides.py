"""One figure of the commune beside those of comparable communes, the département and France."""

from collections.abc import Sequence

from parvis.apps.ui.question import words
from parvis.apps.ui.question.reading import beside
from parvis.apps.ui.question.shell import Grid, Row
from parvis.core.charts import Chart, Mark
from parvis.core.errors import Refused
from parvis.core.metrics.comparing import Against
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.questions import Panel

LABELS = {
    Against.PEERS: "Communes comparables",
    Against.DEPARTMENT: "Département",
    Against.FRANCE: "France",
}
HERE = "La commune"
Named = Sequence[tuple[str, Cell]]


def cells_beside(panel: Panel, table: DisclosedTable) -> Named:
    """The figure of the commune, then those it is compared with that are published."""
    question = Question(table.metric.id, table.authority, (), table.period, table.where)
    found = [(HERE, table.total)]
    for name in panel.beside:
        try:
            found.append((LABELS[Against(name)], beside(question, Against(name)).then.total))
        except Refused:
            continue
    return found


def chart_beside(panel: Panel, table: DisclosedTable, desc: str, cells: Named) -> Chart:
    """A bar for each, that of the commune alone in full."""
    metric = table.metric
    marks = tuple(
        Mark(
            label=label,
            value=cell.value,
            low=cell.low,
            high=cell.high,
            said=words.cell_value(metric, cell),
            is_pale=rank > 0,
        )
        for rank, (label, cell) in enumerate(cells)
    )
    return Chart(panel.id, metric.title, desc, marks)


def grid_beside(table: DisclosedTable, cells: Named) -> Grid:
    """One row for each."""
    metric = table.metric
    rows = tuple(
        Row(label, (words.cell_value(metric, cell),), raw=(cell.value,)) for label, cell in cells
    )
    return Grid(metric.title, ("Territoire", f"{metric.title} ({metric.unit})"), rows)
