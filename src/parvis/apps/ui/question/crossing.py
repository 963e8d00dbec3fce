"""Tables with two dimensions as marks in rows and columns."""

from collections.abc import Iterator, Sequence
from datetime import date

from parvis.apps.ui.question import words
from parvis.apps.ui.question.ordering import order
from parvis.core import french
from parvis.core.charts import Drawing, Mark
from parvis.core.french import SHORT_MONTHS
from parvis.core.metrics.period import parse_period
from parvis.core.privacy.disclosure import Cell, DisclosedTable
from parvis.core.privacy.generalise import OTHERS, UNKNOWN

CROSSED = frozenset({Drawing.PYRAMID, Drawing.HEAT, Drawing.CALENDAR, Drawing.COHORT, Drawing.FLOW})
MOST_ROWS = 12
MOST_NAMED_COLUMNS = 5
FIRST_SIDE = ("Femmes",)


def crossed(
    drawing: Drawing, table: DisclosedTable, behind: DisclosedTable | None,
    marked: frozenset[str],
) -> tuple[Mark, ...]:  # fmt: skip
    """The marks of a table with rows and columns."""
    if drawing is Drawing.PYRAMID:
        return tuple(_bands(table, behind, marked))
    if drawing is Drawing.CALENDAR:
        return tuple(_calendar(table))
    if drawing is Drawing.COHORT:
        return tuple(_cohorts(table))
    if drawing is Drawing.FLOW:
        return tuple(_flows(table))
    return tuple(_pairs(table))


def _named(table: DisclosedTable) -> list[Cell]:
    return [c for c in table.cells if OTHERS not in c.keys and UNKNOWN not in c.keys]


def _bands(
    table: DisclosedTable, behind: DisclosedTable | None, marked: frozenset[str]
) -> Iterator[Mark]:
    people = {cell.keys: cell.value for cell in behind.cells} if behind else {}
    cells = sorted(_named(table), key=lambda c: (c.keys[1] not in FIRST_SIDE, order(c.keys[0])))
    for cell in cells:
        yield Mark(
            label=words.key(table.by[0], cell.keys[0]),
            column=cell.keys[1],
            value=cell.value,
            low=cell.low,
            high=cell.high,
            said=words.cell_value(table.metric, cell),
            reference=people.get(cell.keys),
            is_pale=bool(marked) and cell.keys[0] not in marked,
        )


def _pairs(table: DisclosedTable) -> Iterator[Mark]:
    """Every row by every column; what was never seen together is left without a mark."""
    cells = {cell.keys: cell for cell in _named(table)}
    rows, columns = axes(table)
    for row, label in rows.items():
        for column, heading in columns.items():
            if (row, column) in cells:
                cell = cells[row, column]
                yield Mark(label, cell.value, said=_short(table, cell), column=heading)


def _flows(table: DisclosedTable) -> Iterator[Mark]:
    """From each value to each; those who stay are set back behind those who move."""
    for cell in _named(table):
        start, end = cell.keys
        yield Mark(
            label=words.key(table.by[0], start),
            column=words.key(table.by[1], end),
            value=cell.value,
            said=words.cell_value(table.metric, cell),
            is_pale=start == end,
        )


def axes(table: DisclosedTable) -> tuple[dict[str, str], dict[str, str]]:
    """The rows and the columns of pairs, named; many columns have the number of their row."""
    cells = _named(table)
    rows, columns = (_most(cells, place) for place in (0, 1))
    if len(columns) > MOST_NAMED_COLUMNS:
        names = sorted({*rows, *columns}, key=french.alphabetical)
        numbers = {name: str(rank) for rank, name in enumerate(names, 1)}
        return {n: f"{numbers[n]}. {n}" for n in names}, {n: numbers[n] for n in names}
    return (
        {name: words.key(table.by[0], name) for name in rows},
        {name: _in_lines(words.key(table.by[1], name)) for name in columns},
    )


def order_of(drawing: Drawing, table: DisclosedTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In which order rows and columns stand; nothing where that of the marks is right."""
    if drawing is Drawing.CALENDAR:
        years = sorted({parse_period(c.keys[0]).start.year for c in table.cells})
        return tuple(str(year) for year in years), tuple(SHORT_MONTHS)
    if drawing is Drawing.FLOW:
        year = table.period.start.year if table.period else 0
        return ((str(year - 1), str(year)) if year else ("Une année", "La suivante")), ()
    if drawing is Drawing.HEAT:
        rows, columns = axes(table)
        return tuple(rows.values()), tuple(columns.values())
    return (), ()


def _most(cells: Sequence[Cell], place: int) -> list[str]:
    """The values at `place`, those that rest on most persons first, then by name."""
    weight: dict[str, int] = {}
    for cell in cells:
        weight[cell.keys[place]] = weight.get(cell.keys[place], 0) + (cell.n or 0)
    kept = sorted(weight, key=lambda name: (-weight[name], name))[:MOST_ROWS]
    return sorted(kept, key=french.alphabetical)


def _in_lines(name: str, width: int = 11) -> str:
    """A heading over its column, cut between words."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(line[:width] for line in lines[:3])


def _short(table: DisclosedTable, cell: Cell) -> str:
    if cell.value is None:
        return french.ABSENT
    if table.metric.unit == "fois":
        return french.number(cell.value, 1)
    return words.value(table.metric, cell.value)


def _calendar(table: DisclosedTable) -> Iterator[Mark]:
    """Months as rows of years; those that no file knows are left without a mark."""
    for cell in sorted(table.cells, key=lambda c: parse_period(c.keys[0]).start):
        month = parse_period(cell.keys[0]).start
        yield Mark(
            label=str(month.year),
            column=SHORT_MONTHS[month.month - 1],
            value=cell.value,
            said=_short(table, cell),
        )


def cohort_cells(table: DisclosedTable) -> Iterator[tuple[date, int, Cell, float | None]]:
    """(first month, months since, cell, share of the first month) for each cell shown."""
    starts = {c.keys[0]: c.value for c in table.cells if c.keys[0] == c.keys[1]}
    for cell in sorted(table.cells, key=lambda c: (parse_period(c.keys[0]).start, c.keys)):
        first, month = (parse_period(key).start for key in cell.keys)
        since = (month.year - first.year) * 12 + month.month - first.month
        base = starts.get(cell.keys[0])
        if base:
            yield first, since, cell, None if cell.value is None else cell.value / base


def _cohorts(table: DisclosedTable) -> Iterator[Mark]:
    for first, since, _, share in cohort_cells(table):
        if since:
            yield Mark(
                label=f"{SHORT_MONTHS[first.month - 1]} {first.year}",
                column=str(since),
                value=share,
                said=french.ABSENT if share is None else french.percent(share),
            )
