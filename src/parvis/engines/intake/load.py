"""The intake: one municipal file in, typed rows, quarantine and report out."""

import errno
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from parvis.core.errors import Refused, Where
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.header import SAMPLE_ROWS
from parvis.core.ingest.recognise import Match, candidates, recognise
from parvis.core.ingest.report import LoadReport
from parvis.core.ports import Loaded, Progress
from parvis.engines.intake import records
from parvis.engines.intake.careful import Region
from parvis.engines.intake.layout import lay_out
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.ndjson import find_objects, object_rows, sample_of
from parvis.engines.intake.outcome import (
    controls,
    observed_until,
    write_quarantine,
    write_rows,
)
from parvis.engines.intake.profile import look
from parvis.engines.intake.received import WORKBOOKS, Kind, Received, receive, stamp
from parvis.engines.intake.text import as_utf8
from parvis.engines.intake.totals import take_totals
from parvis.engines.intake.unfold import unfold
from parvis.engines.intake.verdict import judge_records, shown_rejects
from parvis.engines.intake.workbook import find_sheet, rows_of

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = ("No space left", "File too large", "max_temp_directory_size")


@dataclass(frozen=True, slots=True)
class _Read:
    """How the file was read: for its report. `sheet` is that of a workbook."""

    match: Match
    encoding: str
    delimiter: str
    header_line: int
    sheet: str = ""

    @property
    def why(self) -> str:
        """On what the contract was recognised, and where."""
        place = f"feuille «\u00a0{self.sheet}\u00a0», " if self.sheet else ""
        return f"{place}{self.match.why}"


@dataclass(frozen=True, slots=True)
class FileIntake:
    """Reads CSV in any French spelling, alone, gzipped or zipped, workbooks, NDJSON, Parquet."""

    limits: Limits = field(default_factory=Limits)

    def load(
        self,
        path: Path,
        *,
        filename: str,
        contracts: Sequence[Contract],
        contract_id: str | None,
        workdir: Path,
        now: datetime,
        progress: Progress,
    ) -> Loaded:
        """Detect, check and type `path` into `workdir`; Refused if it cannot be read."""
        chosen = candidates(contracts, contract_id)
        scratch = workdir / "scratch"
        scratch.mkdir(parents=True)
        try:
            with _shortage_told(filename, self.limits):
                return self._load(path, filename, chosen, workdir, scratch, now, progress)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _load(
        self,
        path: Path,
        filename: str,
        contracts: Sequence[Contract],
        workdir: Path,
        scratch: Path,
        now: datetime,
        progress: Progress,
    ) -> Loaded:
        progress(0.0, "Réception")
        received = receive(path, filename=filename, scratch=scratch, limits=self.limits)
        with records.connect(scratch, self.limits) as connection:
            progress(0.1, "Reconnaissance")
            read = self._read(connection, received, contracts, scratch)
            if read.match.has_quarantine_columns:
                records.restore_quarantine(connection, len(read.match.names))
            if stamp(path) != received.stamp:
                raise Refused("file.changed", where=Where(filename))
            return _conclude(connection, received, read, workdir, now, progress)

    def _read(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: Received,
        contracts: Sequence[Contract],
        scratch: Path,
    ) -> _Read:
        if received.kind is Kind.PARQUET:
            return self._read_parquet(connection, received, contracts)
        if received.kind is Kind.NDJSON:
            return self._read_ndjson(connection, received, contracts, scratch)
        if received.kind in WORKBOOKS:
            return self._read_workbook(connection, received, contracts, scratch)
        return self._read_text(connection, received, contracts, scratch)

    def _read_parquet(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: Received,
        contracts: Sequence[Contract],
    ) -> _Read:
        name = received.name
        names = records.parquet_names(received.path, filename=name, limits=self.limits)
        records.load_parquet(connection, received.path, names, filename=name)
        rows = records.parquet_sample(connection, SAMPLE_ROWS)
        return _Read(recognise(names, rows, contracts, file=name), "parquet", "", 0)

    def _read_workbook(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: Received,
        contracts: Sequence[Contract],
        scratch: Path,
    ) -> _Read:
        found = find_sheet(
            received.path,
            filename=received.name,
            contracts=contracts,
            scratch=scratch,
            limits=self.limits,
        )
        records.load_rows(connection, rows_of(found), len(found.header.names), scratch)
        return _Read(found.match, received.kind, "", found.header.line, found.name)

    def _read_ndjson(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: Received,
        contracts: Sequence[Contract],
        scratch: Path,
    ) -> _Read:
        name = received.name
        text = as_utf8(received.path, filename=name, scratch=scratch, limits=self.limits)
        found = find_objects(text.path, filename=name, limits=self.limits)
        match = recognise(found.names, sample_of(found), contracts, file=name)
        records.load_rows(connection, object_rows(found), len(found.names), scratch)
        return _Read(match, received.kind, "", 0)

    def _read_text(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: Received,
        contracts: Sequence[Contract],
        scratch: Path,
    ) -> _Read:
        name = received.name
        text = as_utf8(received.path, filename=name, scratch=scratch, limits=self.limits)
        layout = lay_out(text.path, filename=name, contracts=contracts)
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
        records.load_text(connection, region, scratch, self.limits)
        return _Read(layout.match, text.encoding, header.delimiter, header.line)


def _conclude(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    read: _Read,
    workdir: Path,
    now: datetime,
    progress: Progress,
) -> Loaded:
    match, rows, quarantine = read.match, workdir / "rows.parquet", workdir / "quarantine.csv"
    progress(0.5, "Contrôles")
    unfold(connection, match)
    declared = take_totals(connection, match)
    profile = look(connection, match, filename=received.name)
    counts = judge_records(connection, match, profile)
    if not counts[0]:
        raise Refused("file.no_rows", where=Where(received.name))
    progress(0.7, "Écriture")
    write_rows(connection, match, rows)
    if counts[1]:
        write_quarantine(connection, match, profile, quarantine)
    return Loaded(
        report=_report(connection, received, read, counts, declared),
        rows=rows,
        quarantine=quarantine if counts[1] else None,
        observed_until=observed_until(connection, match, now),
    )


def _report(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    read: _Read,
    counts: tuple[int, int],
    declared: Mapping[str, float],
) -> LoadReport:
    """The report of a load; `counts` are the rows read and the rows refused, `declared` the
    totals at the end of the file."""
    contract = read.match.contract
    return LoadReport(
        file=received.name,
        sha256=received.sha256,
        contract=contract.id,
        contract_version=contract.version,
        why=read.why,
        encoding=read.encoding,
        delimiter=read.delimiter,
        header_line=read.header_line,
        rows_read=counts[0],
        rows_kept=counts[0] - counts[1],
        rows_rejected=counts[1],
        rejects=shown_rejects(connection, read.match),
        controls=controls(connection, read.match, declared),
    )


@contextmanager
def _shortage_told(filename: str, limits: Limits) -> Iterator[None]:
    where = Where(filename)
    try:
        yield
    except (OSError, duckdb.Error) as error:
        is_full = isinstance(error, OSError) and error.errno in _FULL
        if is_full or any(words in str(error) for words in _FULL_WORDS):
            raise Refused("file.disk_full", where=where) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Refused(
                "file.too_heavy", where=where, limit=limits.memory.replace("MB", "\u00a0Mo")
            ) from error
        raise
