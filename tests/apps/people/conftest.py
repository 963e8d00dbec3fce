"""A home of tests with the files of one town, and somebody in charge of them."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from kept_town import Keeping, KeptTown, empty_home
from made_readers import AID, LOANS, PERSONS, aided, readers
from parvis.apps.people.services import link_due
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR
from parvis.core.home import Home

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
LESSONS = ["N° adhérent", "Nom", "Prénom", "Né(e) le", "Téléphone", "Saison", "Discipline",
           "Cotisation"]  # fmt: skip
Load = Callable[..., None]
"""load(name, header, rows, now=NOW)"""
Keep = Callable[..., KeptTown]
"""keep((name, header, rows), ...)"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Home:
    """An empty home whose principal authority is Vendôme."""
    place = empty_home(tmp_path, monkeypatch, NOW)
    factories.authority()
    return place


@pytest.fixture
def load_more(tmp_path: Path) -> Load:
    """Loads rows under a header, as a file of that name, in the town that the test was given."""

    def write(
        name: str, header: Sequence[str], rows: Sequence[Sequence[str]], now: datetime = NOW
    ) -> None:
        _load(tmp_path, name, header, rows, now)

    return write


@pytest.fixture
def load(town: Home, load_more: Load) -> Load:
    """Loads in the empty home."""
    return load_more


@pytest.fixture(scope="session")
def keep(keeping: Keeping) -> Keep:
    """Keeps a town whose persons are linked, once those files are loaded."""

    def kept(*files: tuple[str, Sequence[str], Sequence[Sequence[str]]]) -> KeptTown:
        def build(folder: Path) -> None:
            place = factories.authority()
            for name, header, rows in files:
                _load(folder, name, header, rows, NOW)
            link_due(actor=OPERATOR, now=NOW, authority=place)

        return keeping(build, NOW)

    return kept


@pytest.fixture(scope="session")
def kept_library(keep: Keep) -> KeptTown:
    """Readers, of whom the first thirty have a second card."""
    return keep(("prets.csv", LOANS, readers(second_cards=30)))


@pytest.fixture(scope="session")
def kept_aid(keep: Keep) -> KeptTown:
    """The same readers, who all get aid too."""
    rows = readers(second_cards=30)
    return keep(("prets.csv", LOANS, rows), ("aides.csv", AID, aided(rows[:PERSONS], "seul")))


@pytest.fixture
def library(
    kept_library: KeptTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> Home:
    """Vendôme and its readers, linked: the first thirty have a second card."""
    return kept_library.given(tmp_path, monkeypatch)


@pytest.fixture
def aid(kept_aid: KeptTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Home:
    """Vendôme, its readers and its aid, linked."""
    return kept_aid.given(tmp_path, monkeypatch)


def _load(
    folder: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[str]], now: datetime
) -> None:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink, delimiter=";").writerows([header, *rows])
    load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)
