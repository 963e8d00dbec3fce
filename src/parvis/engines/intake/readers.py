"""How each kind of file becomes the view `records`: one reader per kind, one shape for all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.core.ingest.contract import Contract
from parvis.core.ingest.header import SAMPLE_ROWS
from parvis.core.ingest.recognise import Match, recognise
from parvis.engines.intake import records
from parvis.engines.intake.careful import Region
from parvis.engines.intake.layout import lay_out
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.objects import Objects, find_objects, object_rows, sample_of
from parvis.engines.intake.received import Kind, Received
from parvis.engines.intake.text import as_utf8
from parvis.engines.intake.workbook import find_sheet, rows_of


@dataclass(frozen=True, slots=True)
class Bench:
    """What a reader works with: the file received, the contracts to try, where to write."""

    connection: duckdb.DuckDBPyConnection
    received: Received
    contracts: Sequence[Contract]
    scratch: Path
    limits: Limits


@dataclass(frozen=True, slots=True)
class Read:
    """How the file was read: for its report. `sheet` is that of a workbook."""

    match: Match
    encoding: str
    delimiter: str = ""
    header_line: int = 0
    sheet: str = ""

    @property
    def why(self) -> str:
        """On what the contract was recognised, and where."""
        place = f"feuille «\u00a0{self.sheet}\u00a0», " if self.sheet else ""
        return f"{place}{self.match.why}"


def read_records(bench: Bench) -> Read:
    """Make the view `records` of the file; Refused if no contract is its own."""
    return _READERS[bench.received.kind](bench)


def _parquet(bench: Bench) -> Read:
    path, name = bench.received.path, bench.received.name
    names = records.parquet_names(path, filename=name, limits=bench.limits)
    records.load_parquet(bench.connection, path, names, filename=name)
    rows = records.parquet_sample(bench.connection, SAMPLE_ROWS)
    return Read(recognise(names, rows, bench.contracts, file=name), "parquet")


def _workbook(bench: Bench) -> Read:
    found = find_sheet(
        bench.received.path,
        filename=bench.received.name,
        contracts=bench.contracts,
        scratch=bench.scratch,
        limits=bench.limits,
    )
    width = len(found.header.names)
    records.load_rows(bench.connection, rows_of(found), width, bench.scratch)
    line = found.header.line
    return Read(found.match, bench.received.kind, header_line=line, sheet=found.name)


def _objects(bench: Bench) -> Read:
    found = _found_objects(bench)
    sample = sample_of(found)
    match = recognise(found.names, sample, bench.contracts, file=bench.received.name)
    records.load_rows(bench.connection, object_rows(found), len(found.names), bench.scratch)
    return Read(match, bench.received.kind)


def _found_objects(bench: Bench) -> Objects:
    name, kind = bench.received.name, bench.received.kind
    text = as_utf8(bench.received.path, filename=name, scratch=bench.scratch, limits=bench.limits)
    return find_objects(text.path, filename=name, is_array=kind is Kind.JSON, limits=bench.limits)


def _text(bench: Bench) -> Read:
    name = bench.received.name
    text = as_utf8(bench.received.path, filename=name, scratch=bench.scratch, limits=bench.limits)
    layout = lay_out(text.path, filename=name, contracts=bench.contracts)
    header = layout.header
    region = Region(
        path=text.path,
        offset=layout.offset,
        line=header.next_line,
        delimiter=header.delimiter,
        width=len(header.names),
        filename=name,
        is_regular=not text.has_lone_returns,
    )
    records.load_text(bench.connection, region, bench.scratch, bench.limits)
    return Read(layout.match, text.encoding, header.delimiter, header.line)


_READERS: Mapping[Kind, Callable[[Bench], Read]] = {
    Kind.TEXT: _text,
    Kind.PARQUET: _parquet,
    Kind.XLSX: _workbook,
    Kind.ODS: _workbook,
    Kind.NDJSON: _objects,
    Kind.JSON: _objects,
}
