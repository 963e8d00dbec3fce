"""The intake: one municipal file in, typed rows, quarantine and report out."""

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from parvis.core.errors import Refused, Where
from parvis.core.ingest.comparison import Finding
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.recognise import candidates
from parvis.core.ingest.report import FEWEST_HOPELESS, Control, LoadReport, Reject
from parvis.core.ports import Loaded, LooseFile, Peeked, Progress
from parvis.engines.intake import records
from parvis.engines.intake.compare import compare
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.outcome import look_back, write_quarantine, write_rows
from parvis.engines.intake.peek import peek
from parvis.engines.intake.profile import look
from parvis.engines.intake.readers import Bench, Read, read_records
from parvis.engines.intake.received import Received, receive, stamp, unpack
from parvis.engines.intake.totals import take_totals
from parvis.engines.intake.unfold import unfold
from parvis.engines.intake.verdict import (
    commonest_reject,
    judge_records,
    shown_rejects,
    take_notes,
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = ("No space left", "File too large", "max_temp_directory_size")


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

    def unpack(self, path: Path, *, filename: str, workdir: Path) -> Sequence[LooseFile]:
        """The files of an archive of several, written in `workdir`; none if it is not one."""
        with _shortage_told(filename, self.limits):
            return unpack(path, filename=filename, folder=workdir, limits=self.limits)

    def peek(self, path: Path, *, filename: str, workdir: Path) -> Peeked:
        """The columns of `path` and a sample of its rows; Refused if it is no table."""
        scratch = workdir / "scratch"
        scratch.mkdir(parents=True)
        with _shortage_told(filename, self.limits):
            return peek(path, filename=filename, scratch=scratch, limits=self.limits)

    def compare(self, before: Path, after: Path, *, contract: Contract) -> list[Finding]:
        """What the typed rows of a delivery say beside those of the one before."""
        return compare(before, after, contract=contract)

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
        size = received.path.stat().st_size
        with records.borrow(scratch, self.limits, size=size) as connection:
            progress(0.1, "Reconnaissance")
            read = read_records(Bench(connection, received, contracts, scratch, self.limits))
            if read.match.has_quarantine_columns:
                records.restore_quarantine(connection, len(read.match.names))
            if stamp(path) != received.stamp:
                raise Refused("file.changed", where=Where(filename))
            return _conclude(connection, received, read, workdir, now, progress)


def _conclude(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    read: Read,
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
    _check_counts(connection, received, read, counts)
    progress(0.7, "Écriture")
    notes = take_notes(connection, match, profile)
    write_rows(connection, match, rows)
    totals, observed_until = look_back(connection, match, rows, declared=declared, now=now)
    if counts[1]:
        write_quarantine(connection, match, profile, quarantine)
    return Loaded(
        report=_report(connection, received, read, counts, totals, notes),
        rows=rows,
        quarantine=quarantine if counts[1] else None,
        observed_until=observed_until,
    )


def _check_counts(
    connection: duckdb.DuckDBPyConnection, received: Received, read: Read, counts: tuple[int, int]
) -> None:
    """Refuse a file without rows, and one whose many rows are all wrong: it is not what it was
    taken for, and nobody corrects it line by line. Corrections are kept whatever they are worth."""
    place = Where(received.name)
    if not counts[0]:
        raise Refused("file.no_rows", where=place)
    is_hopeless = counts[0] == counts[1] > FEWEST_HOPELESS
    if is_hopeless and not read.match.has_quarantine_columns:
        field, reason = commonest_reject(connection)
        raise Refused(
            "file.nothing_kept", where=place, count=counts[0], field=field, reason=reason,
            title=read.match.contract.title,
        )  # fmt: skip


def _report(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    read: Read,
    counts: tuple[int, int],
    totals: tuple[Control, ...],
    notes: tuple[tuple[Reject, ...], int],
) -> LoadReport:
    """The report of a load; `counts` are the rows read and the rows refused, `notes` what
    was left out of kept rows."""
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
        rejects=shown_rejects(connection, read.match) if counts[1] else (),
        controls=totals,
        notes=notes[0],
        rows_noted=notes[1],
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
