"""A home of tests with the files of one town, and somebody in charge of them."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from parvis.apps import wired
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR
from parvis.core.home import Home
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
LOANS = ["N° prêt", "Carte", "Nom", "Prénom", "Né(e) le", "Date de prêt", "Type de document",
         "Public"]  # fmt: skip
LESSONS = ["N° adhérent", "Nom", "Prénom", "Né(e) le", "Téléphone", "Saison", "Discipline",
           "Cotisation"]  # fmt: skip
Load = Callable[..., None]
"""load(name, header, rows, now=NOW)"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Home:
    """An empty home whose principal authority is Vendôme."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    factories.authority()
    return place


@pytest.fixture
def load(town: Home, tmp_path: Path) -> Load:
    """Loads rows under a header, as a file of that name."""

    def write(
        name: str, header: Sequence[str], rows: Sequence[Sequence[str]], now: datetime = NOW
    ) -> None:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as sink:
            csv.writer(sink, delimiter=";").writerows([header, *rows])
        load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)

    return write
