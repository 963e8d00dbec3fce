"""The portal in a real browser: every page and state accessible, a whole walk by keyboard."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page, expect

import factories
from looks import faults
from parvis.apps.accounts.models import Account, Body, Parenthood
from parvis.apps.portal.models import Draft
from parvis.apps.portal.urls import urlpatterns
from parvis.core.access import Role
from portal_town import begun, open_town, sent
from portal_town import page as draft_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("portal-home", "/"),
    ("portal-demarche", "/demarches/cantine/"),
)
"""What one sees first, judged by each run of the suite; the others by its long form."""
OTHERS = (
    ("portal-bouquet", "/bouquet/?profil=famille&q=piscine"),
    ("portal-demarches", "/demarches/"),
    ("portal-outside", "/demarches/carte_grise/"),
    ("portal-moment", "/moments/naissance/"),
    ("portal-search", "/chercher/?q=poubele"),
    ("portal-search-nothing", "/chercher/?q=zzzz"),
    ("portal-places", "/lieux/"),
    ("portal-service", "/services/familles/"),
    ("portal-mine", "/suivi/"),
    ("portal-mine-wrong-code", "/suivi/?code=7KQF"),
    ("portal-path", "/parcours/association/"),
    ("portal-path-answered", "/parcours/commerce/?raison=Le+Moulin&besoins=terrasse"),
    ("portal-offline", "/hors-ligne/"),
    ("portal-accessibility", "/site/accessibilite/"),
    ("portal-plan", "/site/plan-accessibilite/"),
    ("portal-notice", "/site/mentions-legales/"),
    ("portal-privacy", "/site/donnees-personnelles/"),
    ("portal-rights", "/site/vos-droits/"),
    ("portal-form", "/brouillons/{draft}/page/enfants/"),
    ("portal-check", "/brouillons/{draft}/verifier/"),
    ("portal-draft", "/brouillons/{draft}/garder/"),
    ("portal-draft-mailed", "/brouillons/{draft}/garder/?parti=oui"),
    ("portal-follow", "/suivi/{request}/"),
    ("portal-stop", "/mes-donnees/ne-plus/x/"),
    ("portal-receipt", "/suivi/{request}/recepisse/"),
)
MANAGED = (
    ("portal-brand", "/gestion/marque/"),
    ("portal-catalogue", "/gestion/catalogue/"),
    ("portal-editor", "/gestion/catalogue/formulaires/signalement/"),
    ("portal-preview", "/gestion/catalogue/formulaires/cantine/enfants/"),
)
HELD = (
    ("portal-data", "/mes-donnees/"),
    ("portal-data-used", "/mes-donnees/"),
    ("portal-acting", "/mes-donnees/au-nom-de/"),
    ("portal-acting-tied", "/mes-donnees/au-nom-de/"),
    ("portal-mine-tied", "/suivi/"),
)
SECURED = (
    ("passkeys", "/compte/securite/cles/liste/"),
    ("first-password", "/compte/mot-de-passe/choisir/"),
)
NO_PAGE = frozenset(
    "choose_town brand_picture agenda own_agenda tell_request tell_account change_acting "
    "begin resume mail_link forget_draft write attachment consent prefer export erase manifest "
    "worker create_form publish_form change_bouquet".split()
)
"""Addresses that answer with another page, a file or a sentence of refusal."""


def named(pages: tuple[tuple[str, str], ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("name", "path"), pages, ids=[name for name, _ in pages])


def test_no_page_of_the_portal_escapes_the_judge() -> None:
    judged = {
        resolve(urlsplit(path.format(draft="B", request="R")).path).url_name
        for _, path in PAGES + OTHERS + MANAGED + HELD
    }
    assert judged == {route.name for route in urlpatterns} - NO_PAGE


def test_the_pages_one_sees_first_are_accessible_and_fit_every_screen(
    judged: Callable[..., list[str]],
) -> None:
    open_town()
    assert judged(dict(PAGES)) == []


@pytest.mark.long
@named(OTHERS)
def test_every_other_page_too(name: str, path: str, opened: Callable[..., Page], axe: Axe) -> None:
    open_town(whole="parcours" in path)
    visitor = Client()
    draft = begun(visitor, "cantine").code if "{draft}" in path else ""
    code = sent(visitor).tracking_code if "{request}" in path else ""
    assert faults(opened(path.format(draft=draft, request=code)), axe, name) == []


@pytest.mark.long
def test_a_form_with_errors_is_accessible(opened: Callable[..., Page], axe: Axe) -> None:
    open_town()
    wrong = opened(draft_page(begun(Client(), "cantine"), "enfants"))
    wrong.get_by_role("button", name="Enregistrer et continuer").click()
    expect(wrong.get_by_role("alert")).to_be_visible()
    assert faults(wrong, axe, "portal-form-errors") == []


@pytest.mark.long
@named(MANAGED)
def test_what_a_manager_changes_is_accessible(
    name: str, path: str, opened: Callable[..., Page], axe: Axe
) -> None:
    open_town()
    manager = Client()
    manager.force_login(factories.account(Role.MARKETING))
    page = opened(path, client=manager)
    unfolded(page)
    assert faults(page, axe, name) == []


@pytest.mark.long
@named(HELD + SECURED)
def test_what_is_held_of_a_resident_is_accessible_empty_or_not(
    name: str, path: str, opened: Callable[..., Page], axe: Axe
) -> None:
    open_town()
    ada = Client()
    account = Account.objects.create_user("ada@exemple.fr", created_at=factories.NOW)
    ada.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    if name == "portal-data-used":
        sent(ada)
        ada.post(f"{path}consentements/", {"source": "familles", "finalite": "rappels",
                                           "oui": "oui"})  # fmt: skip
    if name.endswith("-tied"):
        tied(ada, account)
    page = opened(path, client=ada)
    unfolded(page)
    assert faults(page, axe, name) == []


def tied(ada: Client, account: Account) -> None:
    """A child whose other parent tells, one whose other parent is asked, and one who asks."""
    child = {"geste": "ajouter", "genre": "enfant", "naissance": "2019-03-01"}
    for name in ("Inès Martin", "Louis Martin"):
        ada.post("/mes-donnees/au-nom-de/changer/", {**child, "nom": name})
    ines, louis = account.bodies.order_by("name")
    place, facts = ines.authority, {"kind": "enfant", "added_at": factories.NOW}
    bob = Account.objects.create_user(
        "bob@exemple.fr", full_name="Bob Hopper", created_at=factories.NOW
    )
    his, other = (
        Body.objects.create(authority=place, account=bob, name=name, **facts)
        for name in ("Inès Hopper", "Zoé Hopper")
    )
    asked = {"authority": place, "asked_at": factories.NOW}
    Parenthood.objects.create(child=ines, other_child=his, other_email=bob.email, other_tells=True,
                              accepted_at=factories.NOW, **asked)  # fmt: skip
    Parenthood.objects.create(child=louis, other_email="carl@exemple.fr", **asked)
    Parenthood.objects.create(child=other, other_email=account.email, **asked)
    request = sent(Client())
    Draft.objects.filter(request_code=request.tracking_code).update(body=his)


def unfolded(page: Page) -> None:
    """Open the first two folds, so that what they hold is judged too."""
    for fold in page.locator("details").all()[:2]:
        fold.locator("summary").click()


def test_a_draft_is_saved_as_it_is_typed_and_the_saving_announced(opened) -> None:
    open_town()
    draft = begun(Client())
    page = opened(draft_page(draft, "quoi"))
    page.clock.install()
    page.get_by_label("Où est-ce").fill("12 rue Poterie")
    page.clock.run_for(5_000)
    expect(page.get_by_role("status").filter(has_text="Brouillon enregistré")).to_be_visible()
    expect(page.locator("#enregistre strong")).to_have_count(0)
    draft.refresh_from_db()
    assert draft.answers["lieu"] == "12 rue Poterie"
