"""What figures made of others read: protected tables, met cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operands:
    """The protected tables that a figure is made of, by the name of the operand."""

    metric: Metric
    question: Question
    tables: Mapping[str, DisclosedTable]

    @property
    def above(self) -> DisclosedTable:
        """The numerator."""
        return self.tables[self.metric.numerator]

    @property
    def below(self) -> DisclosedTable:
        """The denominator."""
        return self.tables[self.metric.denominator]


Made = tuple[tuple[str, ...], list[Cell], Cell]
"""The dimensions of the keys, the cells and the total."""


def at(table: DisclosedTable, by: tuple[str, ...], keys: Keys) -> Cell | None:
    """The cell of `table` at those of `keys` that it knows; its total where it knows none."""
    known = dict(zip(by, keys, strict=True))
    if not table.by:
        return table.total
    wanted = tuple(known[name] for name in table.by)
    return next((cell for cell in table.cells if cell.keys == wanted), None)


def missing(keys: Keys, *cells: Cell | None) -> Cell:
    """A cell without value: hidden as one of `cells` is, else for want of data."""
    reasons = [cell.hidden for cell in cells if cell is not None and cell.hidden]
    return Cell(keys, None, None, None, None, reasons[0] if reasons else Hidden.NO_DATA)


def groups(table: DisclosedTable, by: tuple[str, ...], place: int) -> dict[Keys, list[Cell]]:
    """The cells by all their keys but the one at `place`."""
    found: dict[Keys, list[Cell]] = {}
    for cell in table.cells:
        found.setdefault(tuple(k for i, k in enumerate(cell.keys) if i != place), []).append(cell)
    return found


def collapsed(of: Operands, formula: Callable[[Operands, Sequence[Cell]], Cell]) -> Made:
    """One cell for each group of cells that differ by `over` alone; the total, where one group."""
    by = of.question.by
    place = by.index(of.metric.over)
    found = groups(of.above, by, place)
    kept = tuple(name for i, name in enumerate(by) if i != place)
    cells = [replace(formula(of, group), keys=rest) for rest, group in found.items()]
    if kept:
        return kept, cells, missing(())
    return kept, [], cells[0] if cells else missing((), of.above.total)
