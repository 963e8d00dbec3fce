"""A small published release of the synthetic Vendôme, without reading any file."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parvis.apps import wired
from parvis.core.home import Home
from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.population.sheets import Sheet
from parvis.core.privacy.pseudonym import EpochKey
from parvis.gate.release import ReleaseInput, build
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from stillness import fix_noise
from synthetic import feeding, rows_of

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
TOWN = "41269"
UNTIL = date(2026, 11, 1)
CONTRACTS = ("demo_cantine", "demo_grc", "demo_mediatheque")
PARIS = ZoneInfo("Europe/Paris")


def publish(home: Home, *, persons: int = 1_500, authority: str = TOWN) -> None:
    """Publish the three synthetic exports as the release in use of `home`."""
    ports = HomePorts(home)
    exports = feeding(persons=persons, seed=7)
    contracts = [ports.contracts()[name] for name in CONTRACTS]
    inputs = [
        delivered(export, contract, home.staging / f"{contract.id}.parquet", authority)
        for export, contract in zip(exports, contracts, strict=True)
    ]
    build(
        inputs,
        home=home,
        facts=ports.facts(),
        key=EpochKey(b"k" * 32),
        now=NOW,
        code_version="test",
        progress=lambda done, label: None,
    )


def delivered(export: Sheet, contract: Contract, path: Path, authority: str) -> ReleaseInput:
    """A delivery of `export`, its typed rows written at `path`."""
    rows = list(_typed(export, contract))
    pq.write_table(pa.Table.from_pylist(rows), path)
    return ReleaseInput(
        authority=authority,
        sector=contract.sector,
        contract=contract,
        rows=path,
        sha256=contract.id.encode().hex().ljust(64, "0"),
        received_at=NOW,
        observed_until=datetime(UNTIL.year, UNTIL.month, UNTIL.day, tzinfo=UTC),
        row_count=len(rows),
        is_synthetic=True,
    )


def _typed(export: Sheet, contract: Contract) -> Iterator[dict[str, object]]:
    """The rows that can be read, one dict each; those wrong on purpose are left out."""
    fields = {header: field for field in contract.fields for header in field.headers}
    for line, row in enumerate(rows_of(export), 2):
        cells = [(fields[header], text) for header, text in row.items() if header in fields]
        try:
            typed = {field.name: _read(field, text) for field, text in cells}
        except ValueError:
            continue
        yield {**typed, "_line": line}


def _read(field: Field, text: str) -> object:
    if not text and not field.required:
        return None
    value = _READERS.get(field.type, str)(text)
    if value in ("", -12):
        raise ValueError(text)
    return value


@cache
def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


@cache
def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=PARIS)


_READERS: dict[FieldType, Callable[[str], object]] = {
    FieldType.INTEGER: int,
    FieldType.DECIMAL: lambda text: float(text.replace(",", ".")),
    FieldType.DATE: _day,
    FieldType.DATETIME: _instant,
}


def _first_home(base: Path) -> Home:
    """The home that those of all folders of tests are copies of, in `base`, which processes of one
    run share: the first of them publishes it, the others wait."""
    home = home_at(base / "first-published")
    with (base / "first-published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.root.exists():
            draft = home_at(base / "first-published.draft")
            make_home(draft, now=NOW, is_demo=True)
            fix_noise(draft)
            publish(draft)
            draft.root.rename(home.root)
    return home


def _shared(temporary: Path) -> Path:
    """The folder of a whole run: that of a process of xdist is inside."""
    return temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A demonstration home with one release, never written to by a test.

    Each folder that imports this fixture has its own, and its release is published once for all.
    """
    home = home_at(tmp_path_factory.mktemp("published") / "home")
    shutil.copytree(_first_home(_shared(tmp_path_factory.getbasetemp())).root, home.root)
    return home


@pytest.fixture(scope="session")
def published_ports(published_home: Home) -> HomePorts:
    """The ports of that home, made once: answers are kept by reader."""
    return HomePorts(published_home)


@pytest.fixture
def published(published_ports: HomePorts, monkeypatch: pytest.MonkeyPatch) -> HomePorts:
    """That home, wired to the applications."""
    monkeypatch.setattr(wired, "ports", published_ports)
    return published_ports
