"""The town of the campaigns, each test in a home of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoDbBlocker

import factories
from campaign_town import NOW, Post, families, mornings, post_office
from kept_town import KeptTown, empty_home, keep_town
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


@pytest.fixture(scope="session")
def with_families(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> KeptTown:  # fmt: skip
    """The families, loaded once."""
    folder = tmp_path_factory.mktemp("families")
    return keep_town(folder, django_db_blocker, NOW, lambda: _load_families(folder))


@pytest.fixture(scope="session")
def with_mornings(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> KeptTown:  # fmt: skip
    """More families, and the mornings of their children, loaded once."""
    folder = tmp_path_factory.mktemp("mornings")

    def build() -> None:
        _load_families(folder)
        _load(folder, "familles-200.csv", families(200))
        _load(folder, "matins.csv", mornings(200))

    return keep_town(folder, django_db_blocker, NOW, build)


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
