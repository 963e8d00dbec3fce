"""The lines of a worklist as the screen and the CSV write them."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parvis.apps import wired
from parvis.core import french
from parvis.core.controls.definition import Control
from parvis.core.controls.outcome import Line, Place
from parvis.core.controls.sentence import quantity
from parvis.core.ingest.quarantine import neutralise


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its keys and figures in French, what helps to know it, where it stands."""

    id: str
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    shown: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


def rows_of(control: Control, lines: Iterable[Line]) -> list[Row]:
    """The rows of the screen."""
    titles = _titles(control)
    return [
        Row(
            id=line.id,
            keys=tuple(_key(control, i, key) for i, key in enumerate(line.keys)),
            figures=tuple(quantity(q, control.unit) for q in _figures(control, line)),
            shown=tuple((titles.get(field, field), text) for field, text in line.shown),
            places=line.places,
        )
        for line in lines
    ]


def figure_titles(control: Control) -> tuple[str, ...]:
    """The headings of the figures of a line."""
    if control.right is None:
        is_counted = control.left is None or control.left.quantity == "count"
        return () if is_counted else ("Montant" if control.unit == "€" else "Quantité",)
    left = control.left.title if control.left else ""
    return (left, control.right.title, "Écart")


def to_csv(control: Control, lines: Sequence[Line]) -> str:
    """The worklist as CSV: dot decimals, ISO days, formulas made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    shown = control.left.shown if control.left else ()
    titles = _titles(control)
    heads = [titles.get(field, field) for field in shown]
    writer.writerow([*control.key_titles, *figure_titles(control), *heads])
    for line in lines:
        texts = dict(line.shown)
        cells = [*line.keys, *map(str, _figures(control, line)), *(texts.get(f, "") for f in shown)]
        writer.writerow([neutralise(cell) for cell in cells])
    return out.getvalue()


def _figures(control: Control, line: Line) -> tuple[Decimal, ...]:
    count = len(figure_titles(control))
    return (line.left, line.right, line.gap) if count > 1 else (line.left,)[:count]


def _key(control: Control, rank: int, key: str) -> str:
    if control.left is None or not control.left.keys[rank].startswith("month:"):
        return key
    month = date.fromisoformat(key)
    return f"{french.SHORT_MONTHS[month.month - 1]} {month.year}"


def _titles(control: Control) -> dict[str, str]:
    contracts = wired.contracts()
    names = control.left.contracts if control.left else ()
    fields = [f for name in names if name in contracts for f in contracts[name].fields]
    return {field.name: field.title or field.name for field in fields}
