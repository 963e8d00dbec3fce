"""Small tables of any French CSV export, and CSV out: for commands that answer file by file."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from parvis.core.errors import Refused, Where
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.text import as_utf8

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns asked for, in the order of the file; `lines` are physical, 1 is the first."""

    file: str
    lines: Sequence[int]
    values: dict[str, list[str]]

    @property
    def top(self) -> Where:
        """The place of what concerns the whole file."""
        return Where(self.file)

    def where(self, rank: int, field: str) -> Where:
        """The place of the value of `field` in the row of that rank."""
        return Where(self.file, self.lines[rank], field)


def read_text(path: Path) -> str:
    """A few lines that a person typed: UTF-8, UTF-16, else as Windows writes French.

    So short a text does not tell DOS from Windows: the sign of the euro alone would. Refused where
    there is nothing to read.
    """
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    data = path.read_bytes()
    if not data:
        raise Refused("file.empty", where=Where(path.name))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_columns(path: Path, names: Sequence[str] | None = None) -> Columns:
    """The columns `names`, or all, of a CSV file of any encoding and delimiter; no blank line.

    Refused, with file and line, if it is not such a file, lacks one of them or, when all are asked
    for, has two of one name.
    """
    if path.is_dir():
        raise Refused("file.is_folder", where=Where(path.name))
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    if not path.stat().st_size:
        raise Refused("file.empty", where=Where(path.name))
    with tempfile.TemporaryDirectory(prefix="parvis-table-") as scratch:
        text = as_utf8(path, filename=path.name, scratch=Path(scratch), limits=Limits())
        with text.path.open(encoding="utf-8-sig", newline="") as file:
            return _columns(file, path.name, names)


def _columns(file: TextIO, name: str, names: Sequence[str] | None) -> Columns:
    head = file.readline()
    delimiter = max(_DELIMITERS, key=head.count)
    header = [cell.strip() for cell in next(csv.reader([head], delimiter=delimiter), [])]
    names = _unique(header, name) if names is None else names
    missing = [wanted for wanted in names if wanted not in header]
    if missing:
        raise Refused("table.columns", where=Where(name), missing=", ".join(missing),
                      found=", ".join(header))  # fmt: skip
    ranks = [header.index(wanted) for wanted in names]
    found = list(_rows(file, delimiter, Where(name), len(header)))
    values = {
        wanted: [row[rank].strip() for _, row in found]
        for wanted, rank in zip(names, ranks, strict=True)
    }
    return Columns(name, [line for line, _ in found], values)


def _unique(header: Sequence[str], file: str) -> Sequence[str]:
    for name in header:
        if header.count(name) > 1:
            raise Refused("table.column_twice", where=Where(file), name=name)
    return header


def _rows(
    file: TextIO, delimiter: str, where: Where, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Each row after the header, with its physical line."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            line = reader.line_num + 1
            if row and len(row) != width:
                raise Refused("table.width", where=Where(where.file, line), found=len(row),
                              expected=width)  # fmt: skip
            if row:
                yield line, row
    except csv.Error as error:
        place = Where(where.file, reader.line_num + 1)
        raise Refused("file.unclosed_quote", where=place) from error


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file whole or not at all; Refused if it cannot be written."""
    draft = path.with_name(path.name + ".part")
    try:
        with _opened(draft) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        draft.replace(path)
    except OSError as error:
        raise Refused("table.unwritable", where=Where(path.name), detail=error.strerror) from error


@contextmanager
def _opened(draft: Path) -> Iterator[TextIO]:
    """The draft, open to write, removed if what is written into it fails."""
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
