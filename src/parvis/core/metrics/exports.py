"""A disclosed table as CSV: UTF-8, comma, header, ISO periods, dots for decimals."""

import csv
import io

from parvis.core.metrics.comparing import Comparison
from parvis.core.privacy.disclosure import DisclosedTable

COMPARED = ("value", "beside", "gap", "low", "high", "is_said")
COLUMNS = ("value", "low", "high", "n", "hidden")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: DisclosedTable) -> str:
    """One line per cell, or the total alone when nothing breaks it down."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.by, *COLUMNS])
    for cell in table.cells if table.by else (table.total,):
        figures = ["" if x is None else x for x in (cell.value, cell.low, cell.high, cell.n)]
        keys = [_inert(key) for key in cell.keys]
        writer.writerow([*keys, *figures, cell.hidden.value if cell.hidden else ""])
    return out.getvalue()


def comparison_csv(found: Comparison) -> str:
    """One line per change, or the total alone: both values, their gap, whether it is said."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*found.now.by, *COMPARED])
    for change in found.changes if found.now.by else (found.total,):
        gap = change.gap
        figures = (change.now.value, change.then.value, gap.value, gap.low, gap.high)
        known = ["" if x is None else x for x in figures]
        keys = [_inert(key) for key in change.now.keys]
        writer.writerow([*keys, *known, str(change.is_said).lower()])
    return out.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
