"""In which order the cells of a table stand."""

from collections.abc import Iterator
from datetime import date, timedelta

from parvis.core.metrics.period import parse_period
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.privacy.generalise import OTHERS, UNKNOWN

ORDERED = frozenset({
    "age_band", "qf_band", "children", "calendar_month", "level",
    "year", "school_year", "half_year", "quarter",
})  # fmt: skip
"""Dimensions whose values have an order of their own."""


def ranked(table: DisclosedTable) -> list[Cell]:
    """Categories from the largest, or in their own order; those without a name come last."""
    if table.by[0] in ORDERED:
        return sorted(table.cells, key=lambda cell: (_is_rest(cell), order(cell.keys[0])))
    return sorted(
        table.cells,
        key=lambda cell: (_is_rest(cell), cell.value is None, -(cell.value or 0.0)),
    )


def _is_rest(cell: Cell) -> bool:
    return cell.keys[0] in (OTHERS, UNKNOWN)


def order(label: str) -> tuple[bool, float, str]:
    """Bands by their first number, "moins de" before it."""
    digits = "".join(c if c.isdigit() else " " for c in label).split()
    first = float(digits[0]) if digits else -1.0
    return (not label.startswith("moins"), first, label)


def months_of(table: DisclosedTable) -> list[date]:
    """Every month from the first to the last of the table, those without a row included."""
    starts = sorted(parse_period(cell.keys[0]).start for cell in table.cells)
    return list(_each_month(starts[0], starts[-1])) if starts else []


def _each_month(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


def by_key(table: DisclosedTable) -> dict[str, Cell]:
    """The cells of a table with one dimension, by its key."""
    return {cell.keys[0]: cell for cell in table.cells}
