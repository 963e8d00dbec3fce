"""Composite indices on disk: COINr's two tables in, tables of scores and ranks out."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.palmares.hierarchy import Framework, framework_from
from parvis.core.palmares.panel import one_year
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.units import CODE, Units, units_from
from parvis.engines.tables import read_columns, write_rows


def read_index(idata: Path, imeta: Path, panel: str = "", year: float | None = None
               ) -> tuple[Units, Framework]:  # fmt: skip
    """The units of `idata` and the framework of `imeta`, CSV files of any encoding and delimiter.

    `panel` is the way missing values of a year are taken from others, "" for a table of one year.
    Refused, naming file, line and column, where they do not make an index.
    """
    framework = framework_from(read_columns(imeta))
    table = read_columns(idata)
    sheet = one_year(table, framework, panel, year) if panel else table
    return units_from(sheet, framework), framework


def make_folder(out: Path) -> None:
    """The folder of the results, there already or made now; refused if it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("table.unwritable", where=Where(str(out)), detail=error.strerror) from error


def write_units(path: Path, codes: Sequence[str], columns: Mapping[str, Floats]) -> None:
    """One line per unit: `uCode` and the columns, in full precision; blank where missing."""
    texts = [[_text(value) for value in column.tolist()] for column in columns.values()]
    write_rows(path, [CODE, *columns], zip(codes, *texts, strict=True))


def write_lines(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Lines of texts, whole numbers and floats, the latter in full precision."""
    lines = ([_text(cell) if isinstance(cell, float) else cell for cell in row] for row in rows)
    write_rows(path, header, lines)


def _text(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
