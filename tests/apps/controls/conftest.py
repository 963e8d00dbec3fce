"""A town whose attendance and invoices were loaded, one batch of which was never billed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from controls_town import BILLED, HEADER, NOW, REGISTER
from kept_town import KeptTown, keep_town
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


@pytest.fixture(scope="session")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> KeptTown:  # fmt: skip
    """The town once loaded."""
    folder = tmp_path_factory.mktemp("loaded")
    return keep_town(folder, django_db_blocker, NOW, lambda: _load_all(folder))


@pytest.fixture(scope="session")
def judged(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> KeptTown:  # fmt: skip
    """The town once its worker has run."""
    folder = tmp_path_factory.mktemp("judged")

    def build() -> None:
        _load_all(folder)
        run_pending(NOW)

    return keep_town(folder, django_db_blocker, NOW, build)


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
