"""The sheets of a workbook as CSV, one record per row; runs in a process of its own.

A workbook comes from outside and its cells may claim any place: its reader gets bounded memory,
and its end is not ours. `python -m parvis.engines.intake.sheets BOOK FOLDER BYTES` writes in FOLDER
`0.csv`, `1.csv`, ... and `names.json`, the names of the visible sheets.
"""

import csv
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

UNREADABLE = 3
"""Exit status: damaged, or no workbook."""

_DIGITS = ".15g"
"""The precision of a spreadsheet; what follows is noise of binary fractions."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def main(arguments: list[str]) -> int:
    """Write the sheets of a workbook as CSV; the exit status."""
    book, folder, memory = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        _write(CalamineWorkbook.from_path(book), folder)
    except CalamineError:
        return UNREADABLE
    return 0


def _write(book: CalamineWorkbook, folder: Path) -> None:
    shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    for number, name in enumerate(shown):
        with (folder / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            sheet = book.get_sheet_by_name(name)
            writer.writerows([_text(cell) for cell in row] for row in sheet.iter_rows())
    (folder / "names.json").write_text(json.dumps(shown), encoding="utf-8")


def _text(cell: Cell) -> str:
    """`cell` as a text file would hold it: ISO dates, a dot before decimals, oui and non."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        short = format(cell, _DIGITS)
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:f}" if "e" in short else short
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
