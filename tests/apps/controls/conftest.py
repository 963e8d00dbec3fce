"""A town whose attendance and invoices were loaded, one batch of which was never billed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from controls_town import BILLED, HEADER, NOW, REGISTER
from kept_town import Keeping, KeptTown
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.worker import run_pending
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR

Load = Callable[..., None]


def _load(folder: Path, name: str, content: str, now: datetime = NOW) -> None:
    path = folder / name
    path.write_text(content, "utf-8")
    load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)


def _load_all(folder: Path) -> None:
    Authority.objects.create(
        code="41269", name="Vendôme", kind="commune", is_principal=True, created_at=NOW
    )
    _load(folder, "pointage.csv", REGISTER)
    _load(folder, "factures.csv", HEADER + BILLED)


def _load_and_judge(folder: Path) -> None:
    _load_all(folder)
    run_pending(NOW)


@pytest.fixture(scope="session")
def loaded(keeping: Keeping) -> KeptTown:
    """The town once loaded."""
    return keeping(_load_all, NOW)


@pytest.fixture(scope="session")
def judged(keeping: Keeping) -> KeptTown:
    """The town once its worker has run."""
    return keeping(_load_and_judge, NOW)


@pytest.fixture
def unbilled(loaded: KeptTown, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two families attended in October and were not billed."""
    loaded.given(tmp_path, monkeypatch)


@pytest.fixture
def found_out(judged: KeptTown, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same families, whom the controls have found."""
    judged.given(tmp_path, monkeypatch)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Writes a file and loads it for Vendôme."""
    return lambda name, content, now=NOW: _load(tmp_path, name, content, now)
