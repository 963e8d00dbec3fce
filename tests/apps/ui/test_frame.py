"""What surrounds every page: navigation, appearance, brand, footer, pages of failure."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.test.utils import override_script_prefix
from django.urls import reverse

import factories
from parvis.apps import wired
from parvis.apps.ui.errors import server_error
from parvis.apps.ui.frame import THEME_COOKIE
from parvis.apps.ui.navigation import SECTIONS, navigation
from parvis.core.access import SECTOR_BOUND, Capability, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from published import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
PAGE = "/insights/metrics/"


def signed_in(role: Role, *sectors: Sector) -> Client:
    client = Client()
    client.force_login(factories.account(role, sectors=sectors))
    return client


@pytest.fixture
def painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home whose town gave its own colour."""
    home = home_at(tmp_path / "home")
    make_home(home, now=NOW)
    card = json.loads(home.card.read_text("utf-8"))
    home.card.write_text(json.dumps({**card, "brand": "#e4003a"}), "utf-8")
    monkeypatch.setattr(wired, "ports", HomePorts(home))
    yield


DOORS = [(title, *door) for title, doors in SECTIONS for door in doors]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("title", dict(SECTIONS))
def test_the_navigation_shows_what_the_actor_may_reach_and_nothing_else(
    role: Role, title: str
) -> None:
    bound = tuple(Sector) if role in SECTOR_BOUND else ()
    actor = factories.actor(role, sectors=bound)
    doors = dict(SECTIONS)[title]
    allowed = [reverse(name) for name, _, need in doors if actor.may(need, "41269")]
    seen = navigation(actor, "41269", allowed[0] if allowed else "/")
    assert (allowed[0] in [entry.url for entry in seen.sections]) if allowed else True
    assert [entry.url for entry in seen.doors] == (allowed if len(allowed) > 1 else [])


def test_the_page_one_is_on_is_marked() -> None:
    page = signed_in(Role.DGS).get(PAGE).content.decode()
    assert page.count('aria-current="page"') == 1
    assert f'href="{PAGE}" aria-current="page"' in page
    assert 'href="/insights/" aria-current="true">Décider' in page


def test_a_visitor_gets_no_empty_navigation() -> None:
    assert 'aria-label="Principale"' not in Client().get("/compte/connexion/").content.decode()


def test_a_page_below_another_marks_where_it_hangs() -> None:
    page = signed_in(Role.DGS).get(f"{PAGE}requests/").content.decode()
    assert f'href="{PAGE}" aria-current="true"' in page


def test_a_demonstration_says_so_on_every_screen() -> None:
    said = "personnes, demandes et chiffres sont fictifs"
    client = signed_in(Role.DGS)
    for path in (PAGE, "/insights/", "/nothing/", "/compte/connexion/"):
        response = client.get(path, follow=True)
        assert said in response.content.decode(), path


def test_a_demonstration_names_its_accounts_where_one_signs_in() -> None:
    page = Client().get("/compte/connexion/").content.decode()
    assert "dgs@vendome.example" in page
    assert "parvis-demonstration" in page


def test_a_real_home_names_no_account_where_one_signs_in(painted: None) -> None:
    page = Client().get("/compte/connexion/").content.decode()
    assert "vendome.example" not in page
    assert "Mot de passe oublié" in page


def test_the_footer_names_the_release_in_use() -> None:
    page = signed_in(Role.DGS).get(PAGE).content.decode()
    assert "Publication du 23 nov. 2026 à 5\u00a0h\u00a010." in page


def test_an_appearance_is_kept_and_brings_back_to_the_page() -> None:
    client = Client()
    answer = client.post("/apparence/", {"theme": "dark", "next": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert client.cookies[THEME_COOKIE].value == "dark"
    client.force_login(factories.account(Role.DGS))
    assert '<html lang="fr" data-theme="dark">' in client.get(PAGE).content.decode()


def test_an_appearance_never_leads_elsewhere() -> None:
    answer = Client().post("/apparence/", {"theme": "dark", "next": "https://ailleurs.example/"})
    assert answer["Location"] == "/"


def test_an_unknown_appearance_is_refused_and_a_forged_cookie_ignored() -> None:
    assert Client().post("/apparence/", {"theme": "pink"}).status_code == 400
    client = signed_in(Role.DGS)
    client.cookies[THEME_COOKIE] = '"><script>'
    page = client.get(PAGE).content.decode()
    assert "data-theme" not in page
    assert '"><script>' not in page


def test_the_brand_of_the_town_is_a_style_sheet(painted: None) -> None:
    answer = Client().get("/marque/principale.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--brand:#e4003a" in answer.content.decode()
    assert 'href="/marque/principale.css"' in signed_in(Role.DGS).get(PAGE).content.decode()


def test_a_town_without_colour_asks_for_no_other_style_sheet() -> None:
    assert "/marque/principale.css" not in signed_in(Role.DGS).get(PAGE).content.decode()


def test_a_failure_gives_a_reference_that_the_log_holds(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/insights/")
    with caplog.at_level(logging.ERROR, "parvis.errors"):
        answer = server_error(request)
    assert answer.status_code == 500
    reference = caplog.records[0].getMessage().split()[0]
    assert f"<code>{reference}</code>" in answer.content.decode()


@pytest.mark.django_db(databases=[])
def test_the_page_of_a_failure_needs_no_database(rf: RequestFactory) -> None:
    assert "C’est notre faute" in server_error(rf.get("/")).content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 503])
def test_each_page_of_error_says_what_happened_and_what_to_do(status: int) -> None:
    from django.shortcuts import render

    from parvis.core.access import VISITOR

    request = RequestFactory().get("/quelque-part/")
    request.actor, request.authority, request.resolver_match = VISITOR, "", None
    request.session = {}
    request._messages = []  # type: ignore[attr-defined]
    page = render(request, f"{status}.html").content.decode()
    assert f"Erreur {status}" in page
    assert 'class="state state-error"' in page


def test_every_capability_of_the_navigation_exists() -> None:
    assert {need for *_, need in DOORS} <= set(Capability)


def test_the_doors_follow_the_prefix_that_the_house_answers_under() -> None:
    actor, bare = factories.actor(Role.DGS), reverse("insights:home")
    assert bare in [entry.url for entry in navigation(actor, "41269", bare).doors]
    with override_script_prefix("/parvis/"):
        doors = navigation(actor, "41269", f"/parvis{bare}").doors
    assert f"/parvis{bare}" in [entry.url for entry in doors]
