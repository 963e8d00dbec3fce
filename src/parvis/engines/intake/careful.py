"""The careful reading of a CSV file that is not regular: record by record, missing nothing."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.engines.intake.limits import Limits, human

_BATCH = 20_000
_DOS_END = ["\x1a"]
_ENDS = ("\n", "\r")

Row = tuple[int, int | None, list[str]]
"""Physical line, number of cells found where it is wrong (else None), cells made to fit."""


@dataclass(frozen=True, slots=True)
class Region:
    """The records of a text file: from byte `offset`, which starts physical line `line`.

    `is_regular`: nothing yet says that only the careful reading understands it.
    """

    path: Path
    offset: int
    line: int
    delimiter: str
    width: int
    filename: str
    is_regular: bool = True


def rewrite(region: Region, target: Path, limits: Limits) -> None:
    """Write the records of `region` as Parquet, by `write_records`."""
    write_records(_rows(region, limits), region.width, target)


def write_records(rows: Iterator[Row], width: int, target: Path) -> None:
    """Write `rows` as Parquet: `_line`, `_width`, then `c0`, `c1`, ..., `width` of them."""
    names = [f"c{i}" for i in range(width)]
    schema = pa.schema(
        [("_line", pa.int64()), ("_width", pa.int32()), *((n, pa.string()) for n in names)]
    )
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        while batch := list(islice(rows, _BATCH)):
            lines, widths, cells = zip(*batch, strict=True)
            columns = [pa.array(lines, pa.int64()), pa.array(widths, pa.int32())]
            columns += [pa.array(c, pa.string()) for c in zip(*cells, strict=True)]
            writer.write_batch(pa.record_batch(columns, schema=schema))


class _Source:
    """The lines of a text file; remembers those of the record being read."""

    def __init__(self, stream: TextIOWrapper, first: int) -> None:
        self._stream = stream
        self._next = first
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.record.append(line)
            self._next += 1
            yield line

    @property
    def start(self) -> int:
        """The physical line on which the record being read starts."""
        return self._next - len(self.record)


def _rows(region: Region, limits: Limits) -> Iterator[Row]:
    csv.field_size_limit(limits.record)
    with region.path.open("rb") as raw:
        raw.seek(region.offset)
        source = _Source(TextIOWrapper(raw, encoding="utf-8", newline=""), region.line)
        reader = csv.reader(source, delimiter=region.delimiter)
        while (record := _next(reader, source, region, limits)) is not None:
            if any(record) and record != _DOS_END:
                yield _fitted(record, source.start, region)


def _next(
    reader: Iterator[list[str]], source: _Source, region: Region, limits: Limits
) -> list[str] | None:
    source.record.clear()
    try:
        record = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        place = Where(region.filename, source.start)
        limit = human(limits.record)
        raise Refused("file.line_too_long", where=place, limit=limit) from error
    if not source.record[-1].endswith(_ENDS) or (record and record[-1].endswith(_ENDS)):
        _check_end(record, source.record, source.start, region)
    return record


def _check_end(record: list[str], lines: list[str], start: int, region: Region) -> None:
    """Refuse a last record that stops short: what else is missing cannot be known."""
    place = Where(region.filename, start)
    try:
        list(csv.reader(lines, delimiter=region.delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused("file.unclosed_quote", where=place) from error
    found, is_ended = len(record), lines[-1].endswith(_ENDS)
    if found < region.width and not is_ended and record != _DOS_END:
        raise Refused("file.truncated_text", where=place, found=found, expected=region.width)


def _fitted(record: list[str], line: int, region: Region) -> Row:
    """`record` in `width` cells; surplus cells that hold nothing are dropped without a word."""
    found, width = len(record), region.width
    if found == width:
        return line, None, record
    if found < width:
        return line, found, record + [""] * (width - found)
    if not any(record[width:]):
        return line, None, record[:width]
    joined = region.delimiter.join(record[width - 1 :])
    return line, found, [*record[: width - 1], joined]
