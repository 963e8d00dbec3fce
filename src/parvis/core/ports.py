"""What the house needs from outside, as Protocols. `site.wiring` chooses the adapters."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from parvis.core.ingest.comparison import Finding
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.report import LoadReport
from parvis.core.metrics.query import Plan, RawTable
from parvis.core.release import Manifest


class Progress(Protocol):
    """Told how far a long work is; may raise to interrupt it."""

    def __call__(self, done: float, label: str) -> None:
        """`done` in [0, 1]; `label` is a short French text."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of reading one file into a work folder.

    `rows`: Parquet of typed rows, columns named as the contract's fields plus `_line`
    (BIGINT, physical line, 1 is the first). Dates are DATE, instants TIMESTAMPTZ.
    `quarantine`: CSV of the refused rows as received plus `_ligne`, `_champ`, `_raison`,
    or None when all are kept. `observed_until`: latest instant met in the file's own events.
    """

    report: LoadReport
    rows: Path
    quarantine: Path | None
    observed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Peeked:
    """The columns of a file and a sample of its rows, before anything is known of it."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LooseFile:
    """One file to load, under the name it bears: dropped alone, or out of an archive."""

    path: Path
    name: str


class Intake(Protocol):
    """Reads a municipal file, whatever wrote it."""

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
        ...

    def unpack(self, path: Path, *, filename: str, workdir: Path) -> Sequence[LooseFile]:
        """The files of an archive of several, written in `workdir`; none if it is not one.

        Refused whole if the archive is damaged, protected, or not safe to open.
        """
        ...

    def peek(self, path: Path, *, filename: str, workdir: Path) -> Peeked:
        """The columns of `path` and a sample of its rows; Refused if it is no table."""
        ...

    def compare(self, before: Path, after: Path, *, contract: Contract) -> list[Finding]:
        """What the typed rows of a delivery say beside those of the one before."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A plan in the words of an engine, and the values that its SQL names."""

    sql: str
    values: Mapping[str, object]


class Snapshot(Protocol):
    """One release, held for as long as an answer needs it. Only `core.metrics.answer` runs it."""

    def manifest(self) -> Manifest:
        """What went into this release."""
        ...

    def run(self, plan: Plan) -> RawTable:
        """Exact, unprotected aggregates: never shown, only handed to disclosure control."""
        ...

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> Sequence[RawTable]:
        """The same, grouped by the keys of `plan` at each of these places, read in one pass."""
        ...

    def sql(self, plan: Plan) -> Written:
        """What `run` runs: shown to whoever asks where a figure comes from."""
        ...

    def secret(self) -> bytes:
        """What the noise of this home is drawn from: the same for all its releases."""
        ...


class WarehouseReader(Protocol):
    """Reads the release in use, following the pointer."""

    def manifest(self) -> Manifest:
        """What went into the release in use; Refused if nothing was ever published."""
        ...

    def snapshot(self) -> Snapshot:
        """The release in use now; it stays readable whatever is published next."""
        ...


class AnswerShelf(Protocol):
    """Where the protected answers of a release are kept as bytes, for every process to read."""

    def edition(self) -> str:
        """What answers are computed with: those of another edition have other names."""
        ...

    def find(self, release: str, name: str) -> bytes | None:
        """What was kept under `name`; None where nothing is, or cannot be read."""
        ...

    def keep(self, release: str, name: str, content: bytes) -> None:
        """Keep `content`; where there is no room left, nothing is kept and nothing is lost."""
        ...

    def alone(self, release: str, name: str) -> AbstractContextManager[None]:
        """Whoever computes the answer `name` holds this; other processes wait for it."""
        ...
