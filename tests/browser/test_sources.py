"""The screens of the municipal files in a real browser, with files that were really loaded."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

import factories
from looks import faults
from parvis.apps import wired
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import load_file, publish_release
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
HEADER = ["site_type", "date", "prevision", "reel", "site_nom"]
GOOD = [["M", f"2016-05-{d:02}", str(70 + d), str(60 + d), "CHAUVINIERE M"] for d in range(2, 28)]
BAD = [
    ["E", "2016-11-31", "10", "9", "LOUIS PERGAUD E"],
    ["E", "2016-11-30", "douze", "9", "LOUIS PERGAUD E"],
    ["E", "", "10", "9", "JEAN ZAY E"],
]


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Someone of the school service, in a home without any file."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    client = Client()
    client.force_login(
        factories.account(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))
    )
    return client


@pytest.fixture
def clerk_of_files(clerk: Client, tmp_path: Path) -> Client:
    """That clerk, once files were loaded, refused and published twice."""
    for name, rows in (("cantine_mai.csv", GOOD), ("cantine_novembre.csv", [*GOOD[:9], *BAD])):
        _load(tmp_path / name, rows)
        publish_release(actor=OPERATOR, now=NOW)
    _unsettled("cantine_decembre.csv", DeliveryState.WAITING)
    _unsettled("notes.csv", DeliveryState.REFUSED)
    return clerk


def _load(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([HEADER, *rows])
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)


def _unsettled(name: str, state: DeliveryState) -> None:
    Delivery.objects.create(
        authority=factories.authority(),
        sector=Sector.SCOLAIRE_SPORT_CULTURE,
        state=state,
        sha256=name,
        filename=name,
        received_at=NOW,
        received_by_ref="account:1",
        received_by_label="Camille Essai",
        refusal="notes.csv : aucun contrat ne correspond à ces colonnes : couleur, forme."
        if state == DeliveryState.REFUSED
        else "",
    )


def numbered(filename: str) -> int:
    return Delivery.objects.get(filename=filename).pk


PAGES: dict[str, Callable[[], str]] = {
    "sources": lambda: "/sources/",
    "source-upload": lambda: "/sources/deposer/",
    "source": lambda: f"/sources/{Delivery.objects.get(filename='cantine_mai.csv').source_id}/",
    "delivery": lambda: f"/sources/livraisons/{numbered('cantine_mai.csv')}/",
    "delivery-quarantine": lambda: f"/sources/livraisons/{numbered('cantine_novembre.csv')}/",
    "delivery-stuck": lambda: f"/sources/livraisons/{numbered('cantine_decembre.csv')}/",
    "delivery-refused": lambda: f"/sources/livraisons/{numbered('notes.csv')}/",
    "releases": lambda: "/sources/publications/",
    "trace": lambda: "/sources/lignes/?metric=meals_served&period=2016-05",
    "trace-nothing": lambda: "/sources/lignes/?metric=meals_served&period=2031",
    "line": lambda: f"/sources/livraisons/{numbered('cantine_mai.csv')}/ligne/2/",
}


def test_the_screens_of_the_sources_are_accessible_and_fit_every_width(
    clerk_of_files: Client, judged: Callable[..., list[str]]
) -> None:
    assert judged({name: path() for name, path in PAGES.items()}, client=clerk_of_files) == []


def test_a_file_is_dropped_and_corrected_without_any_script(
    clerk: Client, opened: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "cantine_juin.csv"
    with path.open("w", encoding="cp1252", newline="") as sink:
        csv.writer(sink, delimiter=";").writerows(
            [
                HEADER,
                ["M", "15/06/2016", "10", "9", "JEAN ZAY É"],
                ["M", "31/06/2016", "1", "1", "X"],
            ]
        )
    page = opened("/sources/deposer/", client=clerk)
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Déposer").click()
    assert "sur 2" in page.inner_text(".answer")
    page.fill("input[name='row-1']", "30/06/2016")
    page.get_by_role("button", name="Corriger et recharger").click()
    assert "Le fichier est bon" in page.inner_text(".answer")


@pytest.fixture
def unknown(clerk: Client, tmp_path: Path) -> int:
    """The delivery of a file that no contract knows."""
    path = tmp_path / "piscine.csv"
    path.write_text("N° ticket;Entrée le;Prix\nT1;31/12/2025 14h05;3,50\nT2;02/01/2026;gratuit\n")
    with path.open("rb") as file:
        clerk.post("/sources/deposer/", {"chosen": [file], "contract": ""})
    return Delivery.objects.get(filename="piscine.csv").pk


def test_an_unknown_file_is_described_and_its_preview_follows_what_is_typed(
    clerk: Client, unknown: int, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened(f"/sources/livraisons/{unknown}/", client=clerk)
    page.get_by_role("link", name="Décrire ce fichier").click()
    assert faults(page, axe, "source-describe") == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label("Intitulé").fill("Entrées de la piscine")
    page.get_by_label("Base légale").fill("Mission d’intérêt public")
    page.get_by_label("Contenu de Prix").select_option("decimal")
    page.get_by_text("1 ligne serait gardée").wait_for()
    assert "gratuit" in page.inner_text("#preview")
    assert faults(page, axe, "source-preview") == []
    page.get_by_role("button", name="Garder cette description").click()
    assert "1 ligne gardée sur 2" in page.inner_text(".answer").replace("\u00a0", " ")


def test_the_screen_of_the_tokens_is_accessible_and_shows_a_secret_once(
    clerk: Client, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened("/sources/jetons/", client=clerk)
    page.get_by_label("Application").fill("Concerto")
    page.get_by_role("button", name="Créer un jeton").click()
    assert len(page.inner_text(".notice code")) == 43
    assert faults(page, axe, "source-tokens") == []
