"""The one sheet of a workbook that a contract reads, as rows with their number in the sheet."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.header import PREAMBLE_LINES, SAMPLE_ROWS, Header
from parvis.core.ingest.recognise import Match
from parvis.engines.intake import sheets
from parvis.engines.intake.careful import Row
from parvis.engines.intake.layout import lay_out_lines
from parvis.engines.intake.limits import Limits, human

_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet and the contract it follows; `only`: the workbook shows no other."""

    path: Path
    name: str
    header: Header
    match: Match


def find_sheet(
    book: Path, *, filename: str, contracts: Sequence[Contract], scratch: Path, limits: Limits
) -> Found:
    """The visible sheet of `book` that follows a contract; Refused if none, or several, do."""
    found: list[Found] = []
    refusals: list[Refused] = []
    for path, name in _sheets(book, scratch, Where(filename), limits):
        try:
            laid = lay_out_lines(_lines(path), filename=filename, contracts=contracts)
        except Refused as refused:
            refusals.append(refused)
        else:
            found.append(Found(path, name, *laid))
    if len(found) > 1:
        names = ", ".join(f.name for f in found)
        raise Refused("file.workbook_sheets", where=Where(filename), sheets=names)
    if not found:
        told = [r for r in refusals if r.rule != "file.empty"] or refusals
        raise told[0] if told else Refused("file.empty", where=Where(filename))
    return found[0]


def first_lines(book: Path, scratch: Path, where: Where, limits: Limits) -> list[str]:
    """The first rows, as CSV, of the widest of the first visible sheets."""
    sheets = [_lines(path) for path, _ in _sheets(book, scratch, where, limits)]
    return max(sheets, key=lambda lines: max(map(len, lines), default=0), default=[])


def rows_of(found: Found) -> Iterator[Row]:
    """The rows under the header that hold something, each with its number in the sheet."""
    csv.field_size_limit(sys.maxsize)
    for number, cells in enumerate(_records(found.path), start=1):
        if number >= found.header.next_line and any(cells):
            yield number, None, cells


def _sheets(book: Path, scratch: Path, where: Where, limits: Limits) -> list[tuple[Path, str]]:
    folder = scratch / "sheets"
    folder.mkdir()
    command = [sys.executable, "-m", sheets.__name__, str(book), str(folder)]
    done = subprocess.run(
        [*command, str(limits.workbook_memory)], capture_output=True, check=False, timeout=_SECONDS
    )
    if done.returncode == sheets.UNREADABLE:
        raise Refused("file.truncated", where=where)
    if done.returncode:
        raise Refused("file.too_heavy", where=where, limit=human(limits.workbook_memory))
    names = json.loads((folder / "names.json").read_text("utf-8"))
    return [(folder / f"{number}.csv", name) for number, name in enumerate(names)]


def _records(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _lines(path: Path) -> list[str]:
    """The first rows, each on one line of CSV: only a header is looked for in them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    sample = islice(_records(path), PREAMBLE_LINES + SAMPLE_ROWS)
    writer.writerows([" ".join(cell.split()) for cell in row] for row in sample)
    return out.getvalue().splitlines(keepends=True)
