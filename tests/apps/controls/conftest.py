"""A town whose attendance and invoices were loaded, one batch of which was never billed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from controls_town import BILLED, HEADER, NOW, REGISTER
from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR
from parvis.core.home import Home
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home, wired to the applications."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    return place


@pytest.fixture
def load(db: None, home: Home, tmp_path: Path) -> Callable[..., None]:
    """Writes a file and loads it for Vendôme."""
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
def unbilled(load: Callable[..., None]) -> None:
    """Two families attended in October and were not billed."""
    load("pointage.csv", REGISTER)
    load("factures.csv", HEADER + BILLED)
