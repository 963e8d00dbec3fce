"""A resident, by keyboard: a bouquet, a request with a photo, its answer, a rating; offline."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

import factories
from parvis.apps.accounts.models import Account
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import close
from parvis.core.access import Role
from parvis.core.sectors import Sector
from portal_town import open_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press_to(page: Page, name: str, role: str = "button") -> None:
    """Go to a control as the keyboard does, and press Enter."""
    control = page.get_by_role(role, name=name, exact=True).first
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press("Enter")


def test_a_resident_composes_asks_follows_and_rates_by_keyboard(opened) -> None:
    open_town()
    page = opened("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_role("searchbox").focus()
    page.keyboard.type("lanpadaire")
    page.keyboard.press("Enter")
    press_to(page, "Signaler un lampadaire en panne", "link")
    press_to(page, "Ajouter à mon bouquet")
    expect(
        page.get_by_role("listitem").filter(has_text="Signaler un lampadaire").first
    ).to_be_visible()
    page.goto(page.url.split("/bouquet")[0] + "/demarches/lampadaire/")
    press_to(page, "Commencer la demande")
    page.get_by_label("Où est-ce").fill("12 rue Poterie")
    page.get_by_label("Ce que vous avez vu").fill("Éteint depuis lundi")
    page.get_by_label("Non").check()
    out = BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    page.get_by_label("Une photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Enregistrer et continuer").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous tenir au courant")
    page.get_by_role("button", name="Enregistrer et vérifier").last.click()
    expect(page.get_by_text("photo.jpg")).to_be_visible()
    press_to(page, "Envoyer ma demande")
    expect(page.get_by_role("status")).to_contain_text("Votre demande est envoyée")
    request = ServiceRequest.objects.get()
    agent = factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))
    close(actor=agent, now=datetime.now(UTC), request=request.pk, text="C’est réparé.")
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_text("C’est réparé.")).to_be_visible()
    press_to(page, "Dire comment ça s’est passé", "link")
    page.get_by_label("Très bien").check()
    press_to(page, "Envoyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
    assert request.__class__.objects.get().satisfaction.level == 3


def test_offline_shows_what_was_last_known(opened) -> None:
    open_town()
    page = opened("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/hors-ligne/').then(Boolean)")
    page.reload()
    page.context.set_offline(True)
    # The worker loses the network a moment after the page.
    page.wait_for_function("fetch('/lieux/').then(() => false, () => true)")
    page.goto(page.url.rstrip("/") + "/lieux/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sans réseau")
    expect(page.get_by_role("link", name="Signaler un lampadaire en panne")).to_be_visible()
    page.context.set_offline(False)


@pytest.mark.long
def test_a_consent_is_given_then_withdrawn_in_the_browser(opened) -> None:
    open_town()
    cache.clear()
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada", created_at=factories.NOW
    )
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = opened("/mes-donnees/", client=client)
    name = "Me rappeler une échéance, Familles et éducation"
    press_to(page, f"Accepter : {name}".replace(" :", "\u00a0:"))
    expect(page.get_by_role("status")).to_contain_text("Consentement donné")
    press_to(page, f"Retirer : {name}".replace(" :", "\u00a0:"))
    expect(page.get_by_role("status")).to_contain_text("Consentement retiré")


@pytest.mark.long
def test_a_shopkeeper_and_an_association_begin_with_what_they_said_once(opened) -> None:
    open_town(whole=True)
    page = opened("/parcours/commerce/")
    page.get_by_label("Nom de l’entreprise").fill("Le Vieux Moulin")
    page.get_by_label("Installer une terrasse").check()
    press_to(page, "Voir ce que j’ai à faire")
    page.get_by_role("button", name="Commencer\u00a0: Demander une terrasse").click()
    expect(page.get_by_label("Nom de l’entreprise")).to_have_value("Le Vieux Moulin")
    page.goto(page.url.split("/brouillons")[0] + "/parcours/association/")
    page.get_by_label("Nom de l’association").fill("Les Amis du Loir")
    page.get_by_label("Une demande de subvention").check()
    press_to(page, "Voir ce que j’ai à faire")
    page.get_by_role("button", name="Commencer\u00a0: Demander une subvention").click()
    expect(page.get_by_label("Nom de l’association")).to_have_value("Les Amis du Loir")
