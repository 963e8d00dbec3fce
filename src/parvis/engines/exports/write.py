"""One sheet as one file of its shape, or several where an application would split it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from parvis.core.population.sheets import Column, Shape, Sheet
from parvis.engines.exports.plain import write_csv, write_ndjson
from parvis.engines.exports.workbook import ROW_LIMIT, write_ods, write_xlsx

_WRITERS: Mapping[Shape, tuple[str, Callable[[Sheet, Path], None]]] = {
    Shape.CSV_FRENCH: ("csv", write_csv),
    Shape.CSV_SEMICOLON: ("csv", write_csv),
    Shape.CSV_COMMA: ("csv", write_csv),
    Shape.NDJSON: ("ndjson", write_ndjson),
    Shape.XLSX: ("xlsx", write_xlsx),
    Shape.ODS: ("ods", write_ods),
}
_ROOM = 16
"""Rows a workbook keeps for its preamble, its header and its totals."""


def write_sheet(
    sheet: Sheet, folder: Path, *, suffix: str = "", row_limit: int = ROW_LIMIT
) -> list[Path]:
    """Write `sheet` in `folder`, its name followed by `suffix`; the files made.

    A workbook of more than `row_limit` rows is split into numbered ones.
    """
    extension, write = _WRITERS[sheet.shape]
    is_workbook = sheet.shape in (Shape.XLSX, Shape.ODS)
    parts = list(_split(sheet, row_limit - _ROOM)) if is_workbook else [sheet]
    made = []
    for number, part in enumerate(parts, start=1):
        name = f"{sheet.name}_{number}" if len(parts) > 1 else sheet.name
        made.append(folder / f"{name}{suffix}.{extension}")
        write(part, made[-1])
    return made


def _split(sheet: Sheet, rows: int) -> Iterator[Sheet]:
    for start in range(0, max(sheet.rows, 1), rows):
        columns = (Column(c.title, c.kind, c.values[start : start + rows]) for c in sheet.columns)
        yield replace(sheet, columns=tuple(columns))
