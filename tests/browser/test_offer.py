"""The screens of the offer and of its simulator in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

import factories
from looks import faults
from neighbourhoods import neighbourhoods_home, with_neighbourhoods
from parvis.apps import wired
from parvis.apps.jobs.worker import run_pending
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.site.demo_offer import write_offer
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from simulated_town import NOW, Level, bills, meals

__all__ = ["neighbourhoods_home", "with_neighbourhoods"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDERS = "/simulateurs/commandes/demo_cantine/"
PSU = (
    "/simulateurs/creche/?jour=30/06/2025&offertes=40000&facturees=36000&realisees=30000"
    "&cout=360000&familles=50000&regime=100&plafond1=10&plafond2=8,70"
)
ASKED = {
    "title": "Deux grilles", "period": "2025/2026", "purpose": "simulation_tarifs",
    "name_a": "Taux", "grid_a": "taux 0,36 % ; plancher 1,00 ; plafond 5,00",
    "name_b": "Tranches", "grid_b": "600 ; 1,00\nau-delà ; 4,90",
}  # fmt: skip


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Who answers for the school service of a town whose bills are loaded."""
    home = home_at(tmp_path / "home")
    make_home(home, now=NOW)
    write_offer(home, "41269", NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(home))
    client = Client()
    client.force_login(
        factories.account(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))
    )
    for name, text in (("factures.csv", bills()), ("cantine.csv", meals(lambda site, day: 1.0))):
        (tmp_path / name).write_text(text, "utf-8")
        load_file(actor=OPERATOR, now=NOW, authority="41269", path=tmp_path / name, filename=name)
    monkeypatch.setattr(wired.ports, "learner", Level, raising=False)
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOW.date())
    return client


def test_every_page_is_accessible_and_fits_every_screen(
    manager: Client, judged: Callable[..., list[str]]
) -> None:
    note = manager.post("/simulateurs/tarif/demo_factures/", ASKED).headers["Location"]
    pages = {
        "offer-siting": "/offre/implantation/?avec=Gare", "offer-access": "/offre/acces/",
        "offer-short": "/offre/implantation/?but=capacite&lieux=-1",
        "offer-notes": "/offre/notes/", "offer-places": "/offre/lieux/", "offer-note": note,
        "offer-rules": "/algorithmes/", "offer-rule": "/algorithmes/tarif-demo_restauration/",
        "simulators": "/simulateurs/", "simulators-tariff": "/simulateurs/tarif/demo_factures/",
        "psu": PSU, "offer-empty": "/offre/", "orders-under-way": ORDERS,
    }  # fmt: skip
    found = judged(pages, client=manager)
    run_pending(timezone.now())
    assert [*found, *judged({"orders": ORDERS}, client=manager)] == []


def test_orders_come_by_themselves_once_they_are_worked_out(
    manager: Client, opened: Callable[..., Page]
) -> None:
    page = opened(ORDERS, client=manager)
    assert page.locator("[data-follow]").count() == 1
    run_pending(timezone.now())
    page.get_by_role("columnheader", name="Commander").first.wait_for()
    assert page.locator("[data-follow]").count() == 0
    assert "commander" in page.locator(".answer").inner_text()


def reader() -> Client:
    client = Client()
    client.force_login(factories.account(Role.ELU))
    return client


def test_the_question_is_accessible_once_figures_are_published(
    published: object, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened("/offre/?period=2025", client=reader())
    assert page.locator("figure").count() >= 1
    assert faults(page, axe, "offer") == []


@pytest.mark.long
def test_the_question_is_accessible_with_every_neighbourhood(
    with_neighbourhoods: Home, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened("/offre/?period=2025", client=reader())
    assert page.locator("figure#mediatheque").count() == 1
    assert faults(page, axe, "offer-neighbourhoods") == []


def test_three_grids_and_two_sites_are_compared_and_one_leaves_with_notes(
    manager: Client, opened: Callable[..., Page]
) -> None:
    page = opened("/simulateurs/tarif/demo_factures/", client=manager)
    grids = [*ASKED.items(), ("name_c", "Unique"), ("grid_c", "au-delà ; 3,20")]
    for name, value in grids:
        if name == "purpose":
            page.select_option(f"[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Simuler et garder la note").click()
    page.wait_for_url("**/offre/notes/*/")
    rows = page.locator("table").first.locator("tbody th")
    assert rows.all_inner_texts() == ["Grille en vigueur", "Taux", "Tranches", "Unique"]
    page.goto(page.url.split("/offre/")[0] + "/offre/implantation/")
    page.select_option("#avec", "Gare")
    page.get_by_role("button", name="Comparer", exact=True).click()
    page.get_by_role("button", name="Garder cette comparaison en note").click()
    page.wait_for_url("**/offre/notes/*/")
    names = page.locator("table").first.locator("tbody th").all_inner_texts()
    assert names[0] == "Aujourd’hui"
    assert "Ouvrir Gare" in names
    assert len(names) >= 3
