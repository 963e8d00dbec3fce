"""The town of the campaigns, each test in a home of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

import factories
from campaign_town import NOW, Post, families, mornings, post_office
from kept_town import Keeping, KeptTown, empty_home
from parvis.apps.authorities.models import Authority
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Actor, Role

Load = Callable[..., None]


def _load(folder: Path, name: str, content: str, now: datetime = NOW) -> None:
    path = folder / name
    path.write_text(content, "utf-8")
    load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)


def _found_vendome() -> None:
    Authority.objects.create(
        code="41269", name="Vendôme", kind="commune", is_principal=True, created_at=NOW
    )


def _load_families(folder: Path) -> None:
    _found_vendome()
    _load(folder, "familles.csv", families())


def _load_mornings(folder: Path) -> None:
    _load_families(folder)
    _load(folder, "familles-200.csv", families(200))
    _load(folder, "matins.csv", mornings(200))


@pytest.fixture(scope="session")
def with_families(keeping: Keeping) -> KeptTown:
    """The families, loaded once."""
    return keeping(_load_families, NOW)


@pytest.fixture(scope="session")
def with_mornings(keeping: Keeping) -> KeptTown:
    """More families, and the mornings of their children, loaded once."""
    return keeping(_load_mornings, NOW)


def _loader(folder: Path) -> Load:
    return lambda name, content, now=NOW: _load(folder, name, content, now)


@pytest.fixture
def load(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Writes a file and loads it for Vendôme, in an empty home."""
    empty_home(tmp_path, monkeypatch, NOW)
    _found_vendome()
    return _loader(tmp_path)


@pytest.fixture
def town(
    with_families: KeptTown, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Load:
    """The families; loads what comes after them."""
    with_families.given(tmp_path, monkeypatch)
    return _loader(tmp_path)


@pytest.fixture
def officer(town: Load) -> Actor:
    """Somebody of the communication."""
    return factories.actor(Role.MARKETING)


@pytest.fixture
def measurer(
    with_mornings: KeptTown, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Actor:
    """Somebody of the communication where one sees which children come."""
    with_mornings.given(tmp_path, monkeypatch)
    return factories.actor(Role.MARKETING)


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    """A real mail server that the house sends through."""
    with post_office(refused=("parent7@famille.example",)) as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield post
