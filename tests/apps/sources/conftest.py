"""A home of its own for each test, two authorities in it, and agents of several sectors."""

import csv
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kept_town import empty_home
from parvis.apps.authorities.models import Authority
from parvis.core.access import Actor, Grant, Role
from parvis.core.home import Home
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.report import LoadReport, Reject
from parvis.core.ports import Loaded, Progress
from parvis.core.sectors import Sector
from parvis.site.wiring import HomePorts

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home, wired to the applications."""
    return empty_home(tmp_path, monkeypatch, NOW)


@pytest.fixture
def town(db: None, home: Home) -> Authority:
    """Vendôme, the principal authority."""
    return Authority.objects.create(
        code="41269", name="Vendôme", kind="commune", is_principal=True, created_at=NOW
    )


@pytest.fixture
def other_town(town: Authority) -> Authority:
    """Another commune of the same home."""
    return Authority.objects.create(code="41226", name="Saint-Ouen", kind="commune", created_at=NOW)


@pytest.fixture
def agent() -> Callable[..., Actor]:
    """Makes someone of an authority, with one role in each of the sectors (school by default)."""

    def make(
        authority: str = "41269",
        *sectors: Sector,
        role: Role = Role.RESPONSABLE,
        ref: str = "account:1",
    ) -> Actor:
        grants = frozenset(Grant(authority, role, sector) for sector in sectors or (SCHOOL,))
        return Actor(ref=ref, label="Agent", grants=grants)

    return make


@pytest.fixture
def now() -> datetime:
    """The instant of every verb."""
    return NOW


CANTEEN = [
    ["site_type", "date", "prevision", "reel", "site_nom"],
    ["M", "2016-05-24", "72", "68", "CHAUVINIERE M"],
    ["E", "2016-05-02", "126", "121", "CHAUVINIERE E"],
    ["E", "2016-05-20", "136", "104", "CHAUVINIERE E"],
]


@pytest.fixture
def canteen(tmp_path: Path) -> Callable[..., Path]:
    """Writes a canteen file: the usual rows, then `more`."""
    return partial(write_canteen, tmp_path)


def write_canteen(folder: Path, *more: Sequence[str], name: str = "cantine.csv") -> Path:
    """The usual rows, then `more`."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([*CANTEEN, *more])
    return path


class ShortIntake:
    """Keeps every row of a file as text; fails where it is told to."""

    def __init__(self, contract: str = "nantes_cantine", fail: BaseException | None = None) -> None:
        self.contract = contract
        self.fail = fail

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
        """Write the lines of `path` to Parquet."""
        lines = path.read_text("utf-8").splitlines()[1:]
        rows = workdir / "typed.parquet"
        (workdir / "scratch").mkdir()
        pq.write_table(pa.table({"text": lines, "_line": range(2, len(lines) + 2)}), rows)
        if self.fail is not None:
            raise self.fail
        progress(1.0, "lu")
        report = LoadReport(
            file=filename,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            contract=self.contract,
            contract_version=1,
            why="5 colonnes sur 5",
            encoding="utf-8",
            delimiter=",",
            header_line=1,
            rows_read=len(lines) + 1,
            rows_kept=len(lines),
            rows_rejected=1,
            rejects=(Reject(9, "date", "la date n’existe pas", "31/11/2026"),),
            controls=(),
        )
        return Loaded(report, rows, None, now)


@pytest.fixture
def short_intake(home: Home, monkeypatch: pytest.MonkeyPatch) -> ShortIntake:
    """A stand-in for the reading of files, whose failures are chosen."""
    intake = ShortIntake()
    monkeypatch.setattr(HomePorts, "intake", lambda self: intake)
    return intake
