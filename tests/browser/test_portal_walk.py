"""By keyboard and through the accessibility tree: a resident, a shopkeeper and an association each
do what they came for; offline shows what was last known."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import factories
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import close
from parvis.core.access import Role
from parvis.core.sectors import Sector
from portal_town import open_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 150
ON_FOCUS = "control => control === document.activeElement"


def reach(page: Page, control: Locator) -> None:
    """Go to a control as the keyboard does: Tab after Tab. It is looked for once, by its role."""
    wanted = control.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate(ON_FOCUS):
            return
    pytest.fail(f"no Tab leads to {control}")


def press_to(page: Page, name: str, role: str = "button") -> None:
    reach(page, page.get_by_role(role, name=name, exact=True).last)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def type_in(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label).last)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, label: str) -> None:
    reach(page, page.get_by_label(label).last)
    page.keyboard.press("Space")


def choose(page: Page, label: str) -> None:
    """Arrows go from one choice to the next, once Tab has led to their group."""
    wanted = page.get_by_label(label, exact=True)
    first = page.locator(f"input[name='{wanted.get_attribute('name')}']").first
    reach(page, first)
    page.keyboard.press("Space")
    while not wanted.is_checked():
        page.keyboard.press("ArrowDown")


def attach(page: Page, label: str) -> None:
    """The window that picks a file is the system's, not the page's."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    page.get_by_label(label).set_input_files(file)  # type: ignore[arg-type]


def heard(page: Page, *lines: str) -> None:
    """What a screen reader is given of the page holds `lines`."""
    tree = page.locator("body").aria_snapshot()
    for line in ("- banner:", "- main:", "- contentinfo:", *lines):
        assert line in tree, f"{line} is not in\n{tree}"


def answered(page: Page, text: str) -> None:
    """The town closes the request that the page follows, which then says it."""
    request = ServiceRequest.objects.latest("pk")
    agent = factories.actor(Role.AGENT, sectors=(Sector(request.sector),))
    close(actor=agent, now=datetime.now(UTC), request=request.pk, text=text)
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_text(text)).to_be_visible()


def rated(page: Page) -> int:
    press_to(page, "Dire comment ça s’est passé", "link")
    choose(page, "Très bien")
    press_to(page, "Envoyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
    return ServiceRequest.objects.latest("pk").satisfaction.level


def sent(page: Page) -> None:
    press_to(page, "Envoyer ma demande")
    expect(page.get_by_role("status")).to_contain_text("Votre demande est envoyée")


def test_a_resident_composes_asks_follows_and_rates_by_keyboard(opened) -> None:
    open_town()
    cache.clear()
    page = opened("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    heard(page, '- navigation "Principale":', '- heading "Votre bouquet" [level=2]')
    reach(page, page.get_by_role("searchbox"))
    page.keyboard.type("lanpadaire")
    page.keyboard.press("Enter")
    press_to(page, "Signaler un lampadaire en panne", "link")
    press_to(page, "Ajouter à mon bouquet")
    expect(
        page.get_by_role("listitem").filter(has_text="Signaler un lampadaire").first
    ).to_be_visible()
    page.goto(page.url.split("/bouquet")[0] + "/demarches/lampadaire/")
    press_to(page, "Commencer la demande")
    type_in(page, "Où est-ce", "12 rue Poterie")
    type_in(page, "Ce que vous avez vu", "Éteint depuis lundi")
    choose(page, "Non")
    attach(page, "Une photo")
    press_to(page, "Enregistrer et continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous tenir au courant")
    press_to(page, "Enregistrer et vérifier")
    expect(page.get_by_text("photo.jpg")).to_be_visible()
    heard(page, '- heading "Vérifier et envoyer" [level=1]', '- button "Envoyer ma demande"')
    sent(page)
    answered(page, "C’est réparé.")
    heard(page, '- heading "Ce qui s’est passé" [level=2]')
    assert rated(page) == 3
    consents(page)


def consents(page: Page) -> None:
    """Signed in by a link, a consent is given, then withdrawn as easily."""
    page.goto("/".join(page.url.split("/")[:3]))
    press_to(page, "Se connecter", "link")
    type_in(page, "Adresse électronique", "ada@exemple.fr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert found is not None
    page.goto(found[0])
    type_in(page, "Prénom et nom", "Ada Lovelace")
    page.keyboard.press("Enter")
    press_to(page, "Ada Lovelace", "link")
    name = "Me rappeler une échéance, Familles et éducation"
    for verb, said in (("Accepter", "donné"), ("Retirer", "retiré")):
        press_to(page, f"{verb}\u00a0: {name}")
        expect(page.get_by_role("status")).to_contain_text(f"Consentement {said}")


@pytest.mark.long
@pytest.mark.parametrize("who", ["shop", "association"])
def test_a_shopkeeper_and_an_association_do_theirs_by_keyboard(who: str, opened) -> None:
    open_town(whole=True)
    page = opened({"shop": "/parcours/commerce/", "association": "/parcours/association/"}[who])
    {"shop": asks_for_a_terrace, "association": asks_for_a_subsidy}[who](page)
    type_in(page, "Prénom", "Ada")
    type_in(page, "Nom", "Lovelace")
    type_in(page, "Adresse électronique", "ada@exemple.fr")
    type_in(page, "Téléphone", "06 12 34 56 78")
    press_to(page, "Enregistrer et vérifier")
    sent(page)
    assert ServiceRequest.objects.get().audience == {"shop": "business"}.get(who, who)
    answered(page, "C’est accordé.")
    assert rated(page) == 3


def asks_for_a_terrace(page: Page) -> None:
    type_in(page, "Nom de l’entreprise", "Le Vieux Moulin")
    type_in(page, "Numéro Siret", "732 829 320 00075")
    tick(page, "Installer une terrasse")
    press_to(page, "Voir ce que j’ai à faire")
    press_to(page, "Commencer\u00a0: Demander une terrasse ou un étalage")
    expect(page.get_by_label("Nom de l’entreprise")).to_have_value("Le Vieux Moulin")
    type_in(page, "Adresse du commerce", "3 place Saint-Martin")
    press_to(page, "Enregistrer et continuer")
    expect(page.get_by_role("alert")).to_contain_text("14 chiffres, mais l’un d’eux est faux")
    type_in(page, "Numéro Siret", "732 829 320 00074")
    press_to(page, "Enregistrer et continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("La terrasse")
    choose(page, "Une terrasse")
    type_in(page, "Surface", "12")
    type_in(page, "Largeur laissée", "1,5")
    day = datetime.now(UTC).date() + timedelta(days=40)
    for label, value in (("Jour", day.day), ("Mois", day.month), ("Année", day.year)):
        type_in(page, label, str(value))
    press_to(page, "Enregistrer et continuer")
    attach(page, "Plan coté")
    attach(page, "Attestation d’assurance")
    press_to(page, "Enregistrer et continuer")


def asks_for_a_subsidy(page: Page) -> None:
    type_in(page, "Nom de l’association", "Les Amis du Loir")
    type_in(page, "Numéro RNA", "W411000123")
    tick(page, "Une demande de subvention")
    press_to(page, "Voir ce que j’ai à faire")
    press_to(page, "Commencer\u00a0: Demander une subvention")
    expect(page.get_by_label("Nom de l’association")).to_have_value("Les Amis du Loir")
    type_in(page, "Nombre d’adhérents", "40")
    press_to(page, "Enregistrer et continuer")
    choose(page, "De fonctionnement")
    type_in(page, "Montant demandé", "800")
    type_in(page, "Poste", "Loyer")
    type_in(page, "Montant, en euros", "800")
    press_to(page, "Enregistrer et continuer")
    for label in ("Compte de résultat", "Budget", "Relevé d’identité bancaire"):
        attach(page, label)
    tick(page, "L’association respecte le contrat d’engagement républicain.")
    press_to(page, "Enregistrer et continuer")


def test_offline_shows_what_was_last_known(opened: Callable[..., Page]) -> None:
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
