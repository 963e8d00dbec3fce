"""Where the value that a reader chose stands among the others of a figure: one sentence."""

from parvis.apps.ui.question import words
from parvis.apps.ui.question.findings import score_of
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.definition import Kind
from parvis.core.metrics.intervals import Z95
from parvis.core.privacy.disclosure import Cell, DisclosedTable

_AMOUNTS = frozenset({Kind.COUNT, Kind.DISTINCT, Kind.SUM})
"""What one part has less of than the whole, whatever it does."""


def standing(table: DisclosedTable, marked: frozenset[str]) -> str:
    """Such as "Belle-Étoile : 18 %, entre 17 et 20 % ; sans écart net avec l’ensemble (17 %)."

    "" where not exactly one value of the first dimension is marked, or where it is not there.
    """
    if len(marked) != 1 or len(table.by) != 1:
        return ""
    cell = next((cell for cell in table.cells if cell.keys[0] in marked), None)
    if cell is None:
        return ""
    said = [words.cell_value(table.metric, cell), words.interval(table.metric, cell)]
    beside = _beside_the_whole(table, cell)
    name = words.key(table.by[0], cell.keys[0])
    return f"{name}{NBSP}: {', '.join(filter(None, said))}{f'{THIN}; {beside}' if beside else ''}."


def _beside_the_whole(table: DisclosedTable, cell: Cell) -> str:
    """Chosen before it was looked at: no correction for the choice."""
    metric, whole = table.metric, table.total
    ends = (cell.low, cell.high, whole.low, whole.high)
    if metric.kind in _AMOUNTS or None in (cell.value, whole.value, *ends):
        return ""
    score = score_of(cell, whole)
    side = "nettement plus que" if score > 0 else "nettement moins que"
    link = side if abs(score) > Z95 else "sans écart net avec"
    return f"{link} l’ensemble ({words.cell_value(metric, whole)})"
