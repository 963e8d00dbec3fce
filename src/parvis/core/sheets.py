"""A figure as a file leaves with it: its table, its drawing, and what it rests on."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Value = float | str | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class FigureSheet:
    """What a file of a figure holds; `notes` are filters, source, dates, in (name, text).

    `svg` is the wide drawing with classes for colours; `colours` what they are (`core.brand`).
    """

    title: str
    how: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[tuple[str, str], ...]
    svg: str = ""
    colours: tuple[tuple[str, str], ...] = ()


class FigureFiles(Protocol):
    """Writes a figure in each form."""

    def ods(self, sheet: FigureSheet) -> bytes:
        """A workbook: the table, then what it rests on."""
        ...

    def svg(self, sheet: FigureSheet) -> bytes:
        """The drawing alone, its title above and its notes below, light colours written in."""
        ...

    def painted(self, html: str, colours: dict[str, str]) -> str:
        """The drawings of a page with the colours of their classes written in."""
        ...

    def picture(self, drawn: str, light: dict[str, str], dark: dict[str, str]) -> bytes:
        """One drawing as an image of its own, in the colours of the page that shows it."""
        ...

    def png(self, sheet: FigureSheet) -> bytes:
        """The same as pixels, two for a unit."""
        ...


def to_csv(sheet: FigureSheet) -> bytes:
    """The table, its notes as columns that each line repeats: a line alone still says its source.

    UTF-8, comma, header, dot decimals; a text that a spreadsheet would run is made inert.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*sheet.headings, *(name for name, _ in sheet.notes)])
    notes = [text for _, text in sheet.notes]
    for row in sheet.rows:
        writer.writerow([*map(_written, row), *notes])
    return out.getvalue().encode()


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return repr(round(value, 6)) if value % 1 else str(int(value))


def wrapped(text: str, width: int) -> Sequence[str]:
    """`text` in lines of at most `width` letters, cut between words."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}
"""The forms of a figure and their media types."""
