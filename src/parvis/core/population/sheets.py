"""What an application exports: titled columns, and how it writes dates and amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Kind(StrEnum):
    """What a column holds. MINUTE counts minutes, DAY days, from 1 January 1970."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MINUTE = "minute"


class Shape(StrEnum):
    """The families of files that municipal applications write.

    CSV_FRENCH is Windows-1252, semicolons, CRLF and decimal commas; the other two are UTF-8.
    """

    CSV_FRENCH = "csv_french"
    CSV_SEMICOLON = "csv_semicolon"
    CSV_COMMA = "csv_comma"
    XLSX = "xlsx"
    ODS = "ods"
    NDJSON = "ndjson"


class Days(StrEnum):
    """How a text file writes a day: 31/12/2025, 20251231, 2025-12-31, or Excel's 46022."""

    FRENCH = "french"
    FIXED = "fixed"
    ISO = "iso"
    EXCEL = "excel"


NO_DAY = -(2**30)
"""In a DAY or MINUTE column: nothing is written."""


@dataclass(frozen=True, slots=True)
class Column:
    """One titled column; text cells are strings, the others numbers."""

    title: str
    kind: Kind
    values: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One export. `faults` overwrites cells, by (row, column), with what was mistyped.

    `preamble` lines come before the header; `has_totals` adds a row of sums at the end.
    """

    name: str
    shape: Shape
    columns: tuple[Column, ...]
    days: Days = Days.FRENCH
    preamble: tuple[str, ...] = ()
    has_totals: bool = False
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows of data."""
        return len(self.columns[0].values)

    def column(self, title: str) -> NDArray[Any]:
        """The values under `title`."""
        return next(c.values for c in self.columns if c.title == title)


def text(title: str, values: Sequence[str] | NDArray[Any]) -> Column:
    """A column of text."""
    cells = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    return Column(title, Kind.TEXT, cells)


def whole(title: str, values: NDArray[Any]) -> Column:
    """A column of whole numbers."""
    return Column(title, Kind.WHOLE, values)


def decimal(title: str, values: NDArray[Any]) -> Column:
    """A column of numbers with two decimals."""
    return Column(title, Kind.DECIMAL, values)


def day(title: str, values: NDArray[Any]) -> Column:
    """A column of days."""
    return Column(title, Kind.DAY, values)


def minute(title: str, values: NDArray[Any]) -> Column:
    """A column of instants, to the minute."""
    return Column(title, Kind.MINUTE, values)


def picked(words: Sequence[str], codes: NDArray[Any]) -> NDArray[Any]:
    """The words that `codes` number, as an array of shared strings."""
    cells: NDArray[Any] = np.array(words, dtype=object)[codes]
    return cells


def numbered(prefix: str, numbers: NDArray[Any]) -> NDArray[Any]:
    """Identifiers: a prefix and a number."""
    return np.array([f"{prefix}{n}" for n in numbers.tolist()], dtype=object)
