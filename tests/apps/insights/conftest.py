"""A published home shared by the tests of the figures, and people to read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.core.access import Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from published import NOW, published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]


@pytest.fixture
def unpublished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HomePorts:
    """A home where nothing was ever published."""
    home = home_at(tmp_path / "home")
    make_home(home, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(home))
    return wired.ports


@pytest.fixture
def reader(db: None) -> Iterator[Client]:
    """The browser of a DGS, who sees figures but no line of a file."""
    client = Client()
    client.force_login(factories.account(Role.DGS))
    yield client


@pytest.fixture
def agent(db: None) -> Client:
    """The browser of someone in charge of requests, who may go down to the lines."""
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.RELATIONS_USAGERS,)))
    return client
