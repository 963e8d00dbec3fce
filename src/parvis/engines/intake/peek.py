"""The columns of a file that no contract knows, and a sample of its rows."""

import shutil
from itertools import islice
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.ingest.header import SAMPLE_ROWS, find_header
from parvis.core.ports import Peeked
from parvis.engines.intake import records
from parvis.engines.intake.layout import sample_lines
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.objects import find_objects, sample_of
from parvis.engines.intake.received import WORKBOOKS, Kind, Received, receive
from parvis.engines.intake.text import as_utf8
from parvis.engines.intake.workbook import first_lines


def peek(path: Path, *, filename: str, scratch: Path, limits: Limits) -> Peeked:
    """The header row, taken to be the widest, and the rows that follow."""
    received = receive(path, filename=filename, scratch=scratch, limits=limits)
    try:
        names, rows = _columns(received, scratch, limits)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if not any(name.strip() for name in names):
        raise Refused("file.empty", where=Where(filename))
    return Peeked(names, rows)


def _columns(
    received: Received, scratch: Path, limits: Limits
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    name = received.name
    if received.kind is Kind.PARQUET:
        names = records.parquet_names(received.path, filename=name, limits=limits)
        with records.connect(scratch, limits) as connection:
            records.load_parquet(connection, received.path, names, filename=name)
            return names, tuple(records.parquet_sample(connection, SAMPLE_ROWS))
    if received.kind in WORKBOOKS:
        lines = first_lines(received.path, scratch, Where(name), limits)
    else:
        text = as_utf8(received.path, filename=name, scratch=scratch, limits=limits)
        if received.kind is not Kind.TEXT:
            is_array = received.kind is Kind.JSON
            found = find_objects(text.path, filename=name, is_array=is_array, limits=limits)
            return found.names, tuple(tuple(cells) for cells in sample_of(found))
        lines = sample_lines(text.path)
    header = find_header(lines, ())
    width = len(header.names)
    rows = (row for row in header.rows if len(row) >= width and row[:width] != header.names)
    return header.names, tuple(islice(rows, SAMPLE_ROWS))
