"""The screens of the controls in a real browser, over files that were really loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

import factories
from controls_town import BILLED, HEADER, NOW, REGISTER
from parvis.apps import wired
from parvis.apps.controls.models import Verdict
from parvis.apps.controls.services import dismiss_line, run_controls
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Someone of the school service, where two families were not billed."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    client = Client()
    client.force_login(
        factories.account(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))
    )
    for name, content in (("pointage.csv", REGISTER), ("factures.csv", HEADER + BILLED)):
        (tmp_path / name).write_text(content, "utf-8")
        load_file(actor=OPERATOR, now=NOW, authority="41269", path=tmp_path / name, filename=name)
    run_controls(actor=OPERATOR, now=NOW, authority=factories.authority(), progress=lambda *_: None)
    return client


def found(control: str) -> int:
    return Verdict.objects.get(control=control, is_current=True).pk


PAGES: dict[str, Callable[[], str]] = {
    "controls": lambda: "/controles/",
    "control-raised": lambda: f"/controles/{found('repas_factures')}/",
    "control-clear": lambda: f"/controles/{found('factures_justes')}/",
    "sources-with-notice": lambda: "/sources/",
}


def test_the_screens_of_the_controls_are_accessible_and_fit_every_width(
    clerk: Client, judged: Callable[..., list[str]]
) -> None:
    pk = found("repas_factures")
    dismiss_line(actor=OPERATOR, now=NOW, verdict=pk, line="0" * 32, note="Repas offerts")
    assert judged({name: path() for name, path in PAGES.items()}, client=clerk) == []


def test_a_line_is_explained_without_any_script(clerk: Client, opened: Callable[..., Page]) -> None:
    page = opened("/controles/", client=clerk)
    page.get_by_role("link", name="Chaque repas pointé est facturé").click()
    page.locator("summary").first.click()
    page.locator("input[name=note]").first.fill("Repas offerts")
    page.get_by_role("button", name="Elle ne compte plus").first.click()
    assert "1 mois d’enfant n’est pas facturé" in page.inner_text(".answer").replace("\u202f", " ")
