"""The town of the campaigns, loaded once per test in a home of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

import factories
from campaign_town import NOW, Post, families, mornings, post_office
from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Actor, Role
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

Load = Callable[..., None]


@pytest.fixture
def load(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Writes a file and loads it for Vendôme."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    Authority.objects.get_or_create(
        code="41269",
        defaults={"name": "Vendôme", "kind": "commune", "is_principal": True, "created_at": NOW},
    )

    def load(name: str, content: str, now: datetime = NOW) -> None:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)

    return load


@pytest.fixture
def town(load: Load) -> Load:
    """The families."""
    load("familles.csv", families())
    return load


@pytest.fixture
def measured(town: Load) -> None:
    """More families, and the mornings of their children, in which one sees who comes."""
    town("familles-200.csv", families(200))
    town("matins.csv", mornings(200))


@pytest.fixture
def officer(town: Load) -> Actor:
    """Somebody of the communication."""
    return factories.actor(Role.MARKETING)


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    """A real mail server that the house sends through."""
    with post_office(refused=("parent7@famille.example",)) as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield post
