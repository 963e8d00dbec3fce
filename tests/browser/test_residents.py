"""Residents in a real browser: a passkey added and used, an offline draft sent when back."""

import os
import shutil

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

import factories
from looks import faults
from parvis.apps.accounts.models import Account
from portal_town import begun, open_town
from portal_town import page as draft_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def resident() -> Client:
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada Lovelace", created_at=factories.NOW
    )
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def a_device(page: Page) -> None:
    """A telephone that recognises its owner, as WebDriver's virtual authenticator does."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def at_its_name(page: Page, path: str) -> None:
    """Passkeys belong to a name, never to a number."""
    port = page.url.split(":")[2].split("/")[0]
    page.goto(f"http://localhost:{port}{path}")


def test_a_resident_adds_a_passkey_and_signs_in_with_it(opened, axe) -> None:
    open_town()
    cache.clear()
    client = resident()
    page = opened("/compte/connexion/")
    session = client.cookies["parvis_session"].value
    page.context.add_cookies(
        [{"name": "parvis_session", "value": session, "domain": "localhost", "path": "/"}]
    )
    a_device(page)
    at_its_name(page, "/compte/securite/")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    assert faults(page, axe, "passkey-new") == []
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos clés d’accès")
    page.context.clear_cookies()
    at_its_name(page, "/compte/connexion/")
    page.get_by_role("button", name="Avec une clé d’accès").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="Ada Lovelace")).to_be_visible()


def test_what_is_typed_without_network_is_found_again_and_sent_when_back(opened) -> None:
    open_town()
    draft = begun(Client())
    where = draft_page(draft, "quoi")
    page = opened(where)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(f"caches.match('{where}').then(Boolean)")
    page.context.set_offline(True)
    # The worker loses the network a moment after the page.
    page.wait_for_function("fetch('/lieux/').then(() => false, () => true)")
    page.get_by_label("Où est-ce").fill("12 rue Poterie")
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Enregistrer et continuer").last.click()
    expect(page.get_by_role("status").filter(has_text="gardé dans ce navigateur")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_label("Où est-ce")).to_have_value("12 rue Poterie")
    page.goto(page.url.split("/brouillons")[0] + "/lieux/")
    expect(page.get_by_role("link", name="Ce qui ne va pas, et où")).to_have_attribute(
        "href", where
    )
    page.context.set_offline(False)
    page.goto(page.url.split("/lieux")[0] + "/lieux/")
    # The page or its worker sends, whichever wakes first; what was sent no longer waits here.
    page.wait_for_function(f"Drafts.typed('{where}').then((waits) => !waits)")
    draft.refresh_from_db()
    assert (draft.answers["lieu"], draft.answers["danger"]) == ("12 rue Poterie", "non")
    page.wait_for_load_state("networkidle")


@pytest.mark.long
def test_a_telephone_may_install_the_portal_under_the_towns_icons(
    chromium, live_server, tmp_path
) -> None:
    open_town()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    context = chromium.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=path, args=["--no-sandbox", "--disable-gpu"]
    )
    page = context.pages[0]
    page.goto(f"{live_server.url}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    found = context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert found["installabilityErrors"] == []
    manifest = page.request.get(f"{live_server.url}/portail.webmanifest").json()
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    context.close()
