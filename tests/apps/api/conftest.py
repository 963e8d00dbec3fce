"""The published home of the figures, and tokens to read it."""

from collections.abc import Callable

import pytest
from django.test import Client

import factories
from parvis.apps.api.services import make_token
from parvis.core.access import OPERATOR
from published import NOW, published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

Ask = Callable[..., object]


@pytest.fixture
def secret(db: None) -> str:
    """A token of Vendôme that opens everything."""
    factories.authority()
    return make_token(
        actor=OPERATOR, now=NOW, authority="41269", name="BI",
        scopes=("metrics:read", "definitions:read"), days=700,
    ).secret  # fmt: skip


@pytest.fixture
def ask(secret: str) -> Ask:
    """Ask an address of the interface with that token."""
    client = Client(headers={"authorization": f"Bearer {secret}"})
    return lambda address, **asked: client.get(f"/api/v1{address}", asked)
