"""The desk in a real browser: accessible on every screen, and driven by the keyboard alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

import factories
from looks import faults
from parvis.apps.casework import services
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.channels.models import Webhook
from parvis.core.access import VISITOR, Actor, Role
from parvis.core.casework.asked import Contact, Place
from parvis.core.sectors import Sector

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = (
    ("voirie", "Nid-de-poule profond", "Rue du Puits", "Saint-Lubin", "phone", 26),
    ("proprete", "Dépôt sauvage, encombrants", "Avenue de Verdun", "Les Rottes", "web", 6),
    ("eclairage", "Lampadaire éteint devant l’école", "Rue Poterie", "Centre ancien", "email", 3),
    ("espaces_verts", "Banc cassé", "Parc Ronsard", "Centre ancien", "open311", 1),
    (
        "stationnement",
        "Voiture ventouse",
        "Rue du Change",
        "Centre ancien",
        "elu",
        0,
    ),
)


@pytest.fixture
def chief() -> Client:
    """A head of service with a queue: late, due, waiting, merged, closed and rated requests."""
    account = factories.account(Role.RESPONSABLE, sectors=tuple(Sector))
    actor, now = factories.actor_of(account), datetime.now(UTC)
    made = [_told(now - timedelta(days=days), rank, *told) for rank, (*told, days) in
            enumerate(TOLD)]  # fmt: skip
    again = _told(now - timedelta(hours=2), 9, *TOLD[2][:5])
    _handle(actor, made, again, now)
    client = Client()
    client.force_login(account)
    return client


def _told(
    at: datetime, rank: int, category: str, text: str, place: str, district: str, channel: str
) -> ServiceRequest:
    return services.register_service_request(
        actor=VISITOR, now=at, authority=factories.authority().code, category=category,
        channel=channel, text=text, audience="elu" if channel == "elu" else "resident",
        place=Place(place, district, 47.79 + rank / 900, 1.06 + rank / 700),
        contact=Contact("Jeanne Aubry", "jeanne.aubry@example.org", "06 11 22 33 44"),
    )  # fmt: skip


def _handle(actor: Actor, made: list[ServiceRequest], again: ServiceRequest, now: datetime) -> None:
    facts = {"actor": actor, "now": now}
    services.note(**facts, request=made[0].pk, text="Vu sur place : deux mètres sur un.")
    services.ask_citizen(**facts, request=made[3].pk, text="Lequel des trois bancs ?")
    services.merge(**facts, request=again.pk, into=made[2].pk)
    services.close(**facts, request=made[1].pk, text="Enlevé ce matin.")
    services.answer_question(actor=VISITOR, now=now, authority="41269", level=2,
                             code=made[1].tracking_code, comment="Un peu long")  # fmt: skip


PAGES = ("", "nouvelle/", "carte/", "touches/", "qualite/", "configuration/", "absences/",
         "?vue=sans&q=rien", "demandes/{first}/", "portes/")  # fmt: skip


def test_the_pages_of_the_desk_are_accessible_and_fit_every_screen(
    chief: Client, judged: Callable[..., list[str]]
) -> None:
    first = ServiceRequest.objects.earliest("pk").pk
    pages = {
        f"desk-{path.strip('/?').split('/')[0] or 'queue'}": f"/guichet/{path.format(first=first)}"
        for path in PAGES
    }
    assert judged(pages, client=chief) == []


@pytest.mark.long
@pytest.mark.parametrize("state", ("open", "closed", "refused", "thanked"))
def test_the_question_asked_after_closing_is_accessible(
    state: str, chief: Client, opened: Callable[..., Page], axe: Axe
) -> None:
    closed = ServiceRequest.objects.filter(state="closed").earliest("pk")
    asked = ServiceRequest.objects.latest("pk") if state == "open" else closed
    page = opened(f"/avis/{asked.tracking_code}/?reponse={'' if state == 'refused' else 2}")
    if state == "thanked":
        page.get_by_role("button", name="Envoyer").click()
    if state == "refused":
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.get_by_role("button", name="Envoyer").click()
    assert faults(page, axe, f"desk-opinion-{state}") == []


@pytest.mark.long
def test_the_doors_in_use_are_accessible(
    chief: Client, opened: Callable[..., Page], axe: Axe
) -> None:
    Webhook.objects.create(authority=factories.authority(), url="https://carte.example.org/parvis",
                           secret="s" * 64, created_at=factories.NOW)  # fmt: skip
    page = opened("/guichet/portes/", client=chief)
    page.get_by_label("Nom de l’application").fill("Carte des quartiers")
    page.get_by_role("button", name="Donner une clé").click()
    expect(page.get_by_role("status")).to_contain_text("à copier maintenant")
    page.locator("summary").click()
    assert faults(page, axe, "desk-doors-used") == []


def _begins(page: Page) -> None:
    """Once the page has put the cursor in its first field: before, a key is a command."""
    expect(page.locator("[autofocus]")).to_be_focused()


def test_a_request_is_entered_answered_and_closed_by_the_keyboard_alone(
    chief: Client, opened: Callable[..., Page]
) -> None:
    page = opened("/guichet/", client=chief)
    page.keyboard.press("n")
    page.wait_for_url("**/nouvelle/")
    _begins(page)
    page.keyboard.type("Un lampadaire éteint au 12 rue Poterie")
    for typed in ("", "", "12 rue Poterie", "Centre ancien", "Aubry"):
        page.keyboard.press("Tab")
        if typed:
            page.keyboard.type(typed)
    page.wait_for_selector("[data-known]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/demandes/*/")
    assert "Éclairage public" in page.inner_text("main")
    page.keyboard.press("r")
    page.keyboard.type("Nous passons demain.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Réponse enregistrée")
    assert "Nous passons demain." in page.inner_text(".story")
    page.keyboard.press("u")
    page.wait_for_url("**/guichet/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=choisie]:checked").count() == 1


@pytest.mark.long
def test_an_answer_begun_survives_a_closed_tab_and_leaves_once_sent(
    chief: Client, opened: Callable[..., Page]
) -> None:
    first = ServiceRequest.objects.earliest("pk")
    page = opened(f"/guichet/demandes/{first.pk}/", client=chief)
    page.get_by_label("Message", exact=True).fill("Nous passons jeudi.")
    expect(page.locator("[data-draft]")).to_contain_text("Brouillon gardé")
    page.get_by_label("Message", exact=True).fill("Nous passons jeudi matin.")
    page.goto("about:blank")  # gone before it was kept: it leaves with the page
    page = opened(f"/guichet/demandes/{first.pk}/", client=chief)
    expect(page.get_by_label("Message", exact=True)).to_have_value("Nous passons jeudi matin.")
    page.get_by_role("button", name="Répondre", exact=True).click()
    page.wait_for_selector("text=Réponse enregistrée")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


MIXED = (
    ("Un lampadaire éteint au {n} rue Poterie", "Téléphone", "eclairage"),
    ("Dépôt d’encombrants devant le {n}", "Guichet", "proprete"),
    ("Copie de la délibération n° {n}", "Courrier", "document"),
    ("Musique du voisin au {n} rue du Change", "Élu", "bruit"),
    ("Une branche menace le banc du {n}", "Terrain", "espaces_verts"),
)


@pytest.mark.long
def test_twenty_mixed_requests_are_entered_answered_and_closed_by_the_keyboard(
    chief: Client, opened: Callable[..., Page]
) -> None:
    before = ServiceRequest.objects.count()
    page = opened("/guichet/nouvelle/", client=chief)
    for n in range(20):
        text, channel, category = MIXED[n % len(MIXED)]
        _begins(page)
        page.keyboard.type(text.format(n=n))
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Home")
        for _ in range(("Téléphone", "Guichet", "Courrier", "Terrain", "Élu").index(channel)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type(f"{n} rue Poterie")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/demandes/*/")
        made = ServiceRequest.objects.latest("pk")
        assert (made.category, made.get_channel_display()) == (category, channel)
        _receipt_is_right(page, made)
        page.keyboard.press("r")
        page.keyboard.type("C’est réglé.")
        page.get_by_role("button", name="Répondre et clore").press("Enter")
        page.wait_for_url("**/guichet/")
        page.keyboard.press("n")
        page.wait_for_url("**/nouvelle/")
    made = ServiceRequest.objects.order_by("-pk")[:20]
    assert ServiceRequest.objects.count() == before + 20
    assert all(request.state == "closed" for request in made)


def _receipt_is_right(page: Page, made: ServiceRequest) -> None:
    """The article and the decision that silence would make, where there is one."""
    page.get_by_text("Lire l’accusé de réception").click()
    said = page.inner_text(".story")
    assert made.tracking_code in said
    if made.category == "document":
        assert "R112-5" in said
        assert "elle sera réputée rejetée" in said
