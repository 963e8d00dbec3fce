"""Text files: the French CSV of old applications, two UTF-8 ones, and one JSON object a line."""

import csv
import json
from pathlib import Path

from parvis.core.population.sheets import NO_DAY, Kind, Shape, Sheet
from parvis.engines.exports.cells import as_date, written

_FORMS = {
    Shape.CSV_FRENCH: ("cp1252", ";", "\r\n"),
    Shape.CSV_SEMICOLON: ("utf-8-sig", ";", "\r\n"),
    Shape.CSV_COMMA: ("utf-8", ",", "\n"),
}
_MINUTES = 24 * 60


def write_csv(sheet: Sheet, path: Path) -> None:
    """Write `sheet` as the CSV of its shape; letters unknown to Windows-1252 become `?`."""
    encoding, delimiter, end = _FORMS[sheet.shape]
    rows = zip(*written(sheet, comma=sheet.shape is not Shape.CSV_COMMA), strict=True)
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
        writer.writerow([c.title for c in sheet.columns])
        writer.writerows(rows)


def write_ndjson(sheet: Sheet, path: Path) -> None:
    """Write one JSON object per row: ISO instants in UTC, numbers as numbers, null if nothing."""
    titles = [c.title for c in sheet.columns]
    columns = [_json(c.values.tolist(), c.kind) for c in sheet.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in zip(*columns, strict=True):
            file.write(json.dumps(dict(zip(titles, row, strict=True)), ensure_ascii=False) + "\n")


def _json(values: list[object], kind: Kind) -> list[object]:
    if kind is Kind.MINUTE:
        return [_instant(v) for v in values if isinstance(v, int)]
    if kind is Kind.DAY:
        return [
            None if v == NO_DAY else as_date(v).isoformat() for v in values if isinstance(v, int)
        ]
    return values


def _instant(value: int) -> str | None:
    if value == NO_DAY:
        return None
    at = value % _MINUTES
    return f"{as_date(value // _MINUTES).isoformat()}T{at // 60:02d}:{at % 60:02d}:00Z"
