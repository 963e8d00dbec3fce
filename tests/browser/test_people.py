"""The screens of persons in a real browser; the review, by keyboard alone."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

import factories
from apps.people.conftest import LOANS
from apps.people.test_linking import readers
from apps.people.test_purposes import DECLARED
from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import PairRuling
from parvis.apps.people.services import link_due
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
CULTURE = Sector.SCOLAIRE_SPORT_CULTURE
REVIEW = f"/personnes/revue/{CULTURE.value}/"


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody in charge of the libraries who is also the DPO, in a home with readers linked."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    place.purposes.write_text(DECLARED, "utf-8")
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    client = Client()
    account = factories.account(Role.RESPONSABLE, sectors=(CULTURE,))
    factories.grant(
        actor=OPERATOR, now=NOW, account=account, grant=factories.Grant("41269", Role.DPO)
    )
    client.force_login(account)
    path = tmp_path / "prets.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink, delimiter=";").writerows([LOANS, *readers(second_cards=30)])
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)
    link_due(actor=OPERATOR, now=NOW, authority=Authority.objects.get())
    return client


def test_every_screen_of_persons_is_accessible_and_fits_every_width(
    people: Client, judged: Callable[..., list[str]]
) -> None:
    pages = {
        "people-reviews": "/personnes/revue/",
        "people-review": f"{REVIEW}?liste=echantillon",
        "people-changes": f"{REVIEW}changements/",
        "people-homes-none": f"/personnes/foyers/{CULTURE.value}/",
        "people-purposes": "/personnes/finalites/",
        "people-retention": "/personnes/conservation/",
        "people-rights": "/personnes/droits/",
    }
    assert judged(pages, client=people) == []


def test_pairs_are_reviewed_by_keyboard_alone(people: Client, opened: Callable[..., Page]) -> None:
    page = opened(f"{REVIEW}?liste=echantillon", client=people)
    first = page.inner_text(".pair")
    page.keyboard.press("p")
    page.wait_for_url("**apres=*")
    assert page.inner_text(".pair") != first
    page.keyboard.press("d")
    page.get_by_text("Dernière décision : deux personnes").wait_for()
    assert PairRuling.objects.get().is_same is False
    page.keyboard.press("r")
    page.get_by_text("La décision est retirée").wait_for()
    assert not PairRuling.objects.exists()
    page.keyboard.press("m")
    page.get_by_text("Dernière décision : la même personne").wait_for()
    assert PairRuling.objects.get().is_same is True
    for width, seen in ((1440, "wide"), (375, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        drawn = page.locator("svg.cascade:visible")
        assert [drawn.count(), seen in (drawn.get_attribute("class") or "")] == [1, True]
