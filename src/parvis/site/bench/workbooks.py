"""A workbook of a million cells, each step in a process of its own.

Arguments: `write BOOK ROWS`, `load BOOK HOME` (the whole verb of `parvis load`), `plain BOOK` (its
reader alone, cells kept nowhere).
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

from parvis.core.access import OPERATOR
from parvis.core.population.people import day_of
from parvis.core.population.sheets import Shape, Sheet, day, decimal, text, whole
from parvis.engines.exports import write_sheet
from parvis.site.bench.children import tell
from parvis.site.home import home_at
from parvis.site.start import UNNAMED_CODE, start_or_make


def write(book: Path, rows: int) -> None:
    """A workbook of invoices: ten columns."""
    at = np.arange(rows)
    first = day_of(date(2025, 9, 1))
    texts = (("N° facture", "FA"), ("Code payeur", "F"), ("N° enfant", "E"))
    columns = [text(t, np.array([f"{p}{i}" for i in at], dtype=object)) for t, p in texts]
    sheet = Sheet(book.stem, Shape.XLSX, (
        *columns, whole("N° ligne", at % 3 + 1),
        text("Prestation", np.full(rows, "Cantine", dtype=object)),
        day("Mois", np.full(rows, first)), whole("Qté", at % 20),
        decimal("PU", np.full(rows, 3.1)), decimal("Montant", at % 20 * 3.1),
        day("Date facture", np.full(rows, first + 34)),
    ))  # fmt: skip
    write_sheet(sheet, book.parent)
    tell(rows=rows)


def load(book: Path, work: Path) -> None:
    """The workbook recognised, checked, kept and journaled in a new home."""
    now = datetime.now(UTC)
    start_or_make(home_at(work), now=now)
    from parvis.apps.sources.services import load_file

    started = perf_counter()
    report = load_file(
        actor=OPERATOR, now=now, authority=UNNAMED_CODE, path=book, filename=book.name
    )
    tell(seconds=perf_counter() - started, rows=report.rows_kept)


def plain(book: Path) -> None:
    """The rows read by the library that reads workbooks."""
    from python_calamine import CalamineWorkbook

    started = perf_counter()
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_index(0)
    rows = sum(1 for _ in sheet.iter_rows())
    tell(seconds=perf_counter() - started, rows=rows)


if __name__ == "__main__":
    step, target = sys.argv[1], Path(sys.argv[2])
    if step == "write":
        write(target, int(sys.argv[3]))
    elif step == "load":
        load(target, Path(sys.argv[3]))
    else:
        plain(target)
