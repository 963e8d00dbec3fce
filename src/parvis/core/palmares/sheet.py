"""A table of text as its file gives it, and reading numbers from it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused, Where

Floats = NDArray[np.float64]

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})


class Sheet(Protocol):
    """Columns of text, and the place of each cell in its file."""

    @property
    def file(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Sequence[str]]: ...
    def where(self, rank: int, field: str) -> Where: ...


def number(sheet: Sheet, rank: int, field: str) -> float:
    """The number of one cell, decimal point or comma; NaN where missing.

    Refused if it is something else.
    """
    text = sheet.values[field][rank]
    if text in MISSING:
        return float("nan")
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = float("inf")
    if not np.isfinite(value):
        raise Refused("palmares.not_a_number", where=sheet.where(rank, field), value=text)
    return value


def numbers(sheet: Sheet, field: str) -> Floats:
    """A column as numbers, NaN where missing; refused as `number` does."""
    column = sheet.values[field]
    try:
        # All at once where decimals have points and nothing is wrong: one cell at a time is slow.
        texts = ["nan" if text in MISSING else text for text in column]
        values = np.array(texts, dtype=np.str_).astype(np.float64)
        is_plain = not np.isinf(values).any()
    except ValueError:
        is_plain = False
    if is_plain:
        return values
    return np.array([number(sheet, rank, field) for rank in range(len(column))], dtype=np.float64)


def require(sheet: Sheet, names: Sequence[str]) -> None:
    """Refused if the sheet lacks one of the columns, or any row."""
    missing = [name for name in names if name not in sheet.values]
    if missing:
        raise Refused("table.columns", where=Where(sheet.file), missing=", ".join(missing),
                      found=", ".join(sheet.values))  # fmt: skip
    if not sheet.values[names[0]]:
        raise Refused("file.empty", where=Where(sheet.file))
