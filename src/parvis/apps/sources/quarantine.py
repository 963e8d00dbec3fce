"""The quarantine of a delivery: the refused rows as received, shown and corrected.

The file is the CSV that can be downloaded: the columns as received, then where and why.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from parvis.core.ingest.quarantine import neutralise, restore

LINE, FIELD, REASON = "_ligne", "_champ", "_raison"
_NOTES = frozenset({LINE, FIELD, REASON})
_WIDEST = 1 << 20
"""The longest cell ever kept, in characters: a record is never longer."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One refused row: `number` is its rank in the quarantine, `line` where it was received.

    `field` is the column to correct, or "" when the row is wrong as a whole.
    """

    number: int
    line: str
    field: str
    reason: str
    value: str
    cells: tuple[tuple[str, str], ...]

    @property
    def is_editable(self) -> bool:
        """Whether one cell is to blame, so that it can be corrected on the screen."""
        return any(name == self.field for name, _ in self.cells)


def refused_rows(file: Path, offset: int, limit: int) -> list[RefusedRow]:
    """The refused rows of rank `offset` + 1 and following, `limit` at most."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = enumerate(_reader(source), start=1)
        return [_row(number, cells) for number, cells in islice(rows, offset, offset + limit)]


def write_corrected(file: Path, target: Path, edits: Mapping[int, str]) -> int:
    """Write `file` with the blamed cell of each row in `edits` replaced; how many changed."""
    changed = 0
    with (
        file.open(encoding="utf-8-sig", newline="") as source,
        target.open("x", encoding="utf-8", newline="") as sink,
    ):
        rows = _reader(source)
        columns = [name for name in rows.fieldnames or [] if name not in _NOTES]
        writer = csv.DictWriter(sink, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        for number, cells in enumerate(rows, start=1):
            changed += _correct(cells, edits.get(number))
            writer.writerow(cells)
    return changed


def _correct(cells: dict[str, str], value: str | None) -> bool:
    field = cells.get(FIELD, "")
    if value is None or field not in cells or restore(cells[field]) == value:
        return False
    cells[field] = neutralise(value)
    return True


def _reader(source: object) -> "csv.DictReader[str]":
    csv.field_size_limit(_WIDEST)
    return csv.DictReader(source, restkey="", restval="")  # type: ignore[arg-type]


def _row(number: int, cells: dict[str, str]) -> RefusedRow:
    field = cells.get(FIELD, "")
    kept = tuple((k, restore(v)) for k, v in cells.items() if k and k not in _NOTES)
    return RefusedRow(
        number,
        cells.get(LINE, ""),
        field,
        cells.get(REASON, ""),
        restore(cells.get(field, "")),
        kept,
    )
