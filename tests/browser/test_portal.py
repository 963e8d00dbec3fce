"""The portal in a real browser: every page and state accessible, a whole walk by keyboard."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from looks import faults
from portal_town import begun, open_town, sent
from portal_town import page as draft_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("portal-home", "/"),
    ("portal-demarche", "/demarches/cantine/"),
    ("portal-bouquet", "/bouquet/?profil=famille&q=piscine"),
)
OTHERS = (
    ("portal-demarches", "/demarches/"),
    ("portal-outside", "/demarches/carte_grise/"),
    ("portal-moment", "/moments/naissance/"),
    ("portal-search", "/chercher/?q=poubele"),
    ("portal-search-nothing", "/chercher/?q=zzzz"),
    ("portal-places", "/lieux/"),
    ("portal-mine", "/suivi/"),
    ("portal-mine-wrong-code", "/suivi/?code=7KQF"),
)


def test_the_pages_one_sees_most_are_accessible_and_fit_every_screen(opened, axe: Axe) -> None:
    open_town()
    assert [f for name, path in PAGES for f in faults(opened(path), axe, name)] == []


@pytest.mark.long
@pytest.mark.parametrize(("name", "path"), OTHERS, ids=[page[0] for page in OTHERS])
def test_every_other_page_too(name: str, path: str, opened: Callable[..., Page], axe: Axe) -> None:
    open_town()
    assert faults(opened(path), axe, name) == []


@pytest.mark.long
def test_the_pages_of_a_form_and_of_its_request_are_accessible(
    opened: Callable[..., Page], axe: Axe
) -> None:
    open_town()
    visitor = Client()
    draft = begun(visitor, "cantine")
    found = faults(opened(draft_page(draft, "enfants")), axe, "portal-form")
    wrong = opened(draft_page(draft, "enfants"))
    wrong.get_by_role("button", name="Enregistrer et continuer").click()
    expect(wrong.get_by_role("alert")).to_be_visible()
    found += faults(wrong, axe, "portal-form-errors")
    found += faults(opened(f"/brouillons/{draft.code}/verifier/"), axe, "portal-check")
    found += faults(opened(f"/brouillons/{draft.code}/garder/"), axe, "portal-draft")
    request = sent(visitor)
    found += faults(opened(f"/suivi/{request.tracking_code}/"), axe, "portal-follow")
    found += faults(opened(f"/suivi/{request.tracking_code}/recepisse/"), axe, "portal-receipt")
    assert found == []


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
