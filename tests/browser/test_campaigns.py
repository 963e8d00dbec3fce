"""A lawful campaign end to end in a real browser, through a real mail server."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page

import factories
from campaign_town import NOW, Post, families, mornings, post_office
from looks import faults
from parvis.apps import wired
from parvis.apps.campaigns.keys import token_of
from parvis.apps.campaigns.models import Campaign, Opposition, Recipient, Survey
from parvis.apps.campaigns.services import answer_survey, send_next
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    """A real mail server that the house sends through."""
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield post


@pytest.fixture
def officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of the communication, in a town whose families are known."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    client = Client()
    client.force_login(factories.account(Role.MARKETING))
    for name, content in (("familles.csv", families()), ("matins.csv", mornings())):
        (tmp_path / name).write_text(content, "utf-8")
        load_file(actor=OPERATOR, now=NOW, authority="41269", path=tmp_path / name, filename=name)
    return client


def _fill(page: Page, aim: str) -> None:
    page.get_by_label("Titre", exact=True).fill("Avis sur l’accueil")
    page.get_by_label("Objectif").fill("Revenir en octobre")
    page.get_by_label("Finalité").select_option(aim)
    page.get_by_label("Canal").select_option("email")
    page.get_by_label("Fichier où choisir les personnes").select_option("demo_familles")
    page.get_by_label("Objet du message").fill("Votre avis")
    page.get_by_label("Message", exact=False).last.fill("Bonjour, que pensez-vous de l’accueil ?")
    page.get_by_label("Groupe témoin, en pour cent").fill("50")
    page.get_by_label("Fichier où l’on voit").select_option("demo_periscolaire")
    page.get_by_label("Part qui agit d’habitude").fill("50")
    page.get_by_role("button", name="Demander").click()


def test_a_lawful_campaign_goes_from_its_question_to_one_click_of_refusal(
    officer: Client, post: Post, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened("/agir/campagnes/nouvelle/", client=officer)
    found = faults(page, axe, "campaign-new")
    _fill(page, "political")
    assert "communication politique" in page.inner_text("main")
    found += faults(page, axe, "campaign-refused")
    _fill(page, "opinion")
    assert "RGPD, art. 6.1.e" in page.inner_text("main")
    page.get_by_role("button", name="Préparer l’audience").click()
    assert "serait vu quatre fois sur cinq" in page.inner_text("main")
    found += faults(page, axe, "campaign-prepared")
    page.get_by_role("button", name="Lancer").click()
    made = Campaign.objects.get()
    send_next(now=NOW + timedelta(days=1), campaign=made.pk)
    page.reload()
    found += faults(page, axe, "campaign-sent")
    written = Recipient.objects.filter(campaign=made, is_held_out=False).count()
    assert len(post.letters) == written
    reader = opened(f"/ne-plus-recevoir/{token_of(Recipient.objects.all()[0].pk)}/")
    found += faults(reader, axe, "campaign-unsubscribe")
    reader.get_by_role("button", name="Ne plus recevoir").click()
    assert "C’est fait" in reader.inner_text("main")
    assert Opposition.objects.count() == 1
    for name, path in (("list", "campagnes/"), ("oppositions", "oppositions/"),
                       ("evaluation", "evaluation/"), ("elsewhere", "campagnes/ailleurs/"),
                       ("action", "evaluation/action/"), ("surveys", "enquetes/")):  # fmt: skip
        page.goto(page.url.split("/agir/")[0] + f"/agir/{path}")
        found += faults(page, axe, f"campaign-{name}")
    assert found == []


def test_a_survey_is_opened_answered_and_read_and_a_service_reads_its_loyalty(
    officer: Client, opened: Callable[..., Page], axe: Axe
) -> None:
    page = opened("/agir/enquetes/", client=officer)
    page.get_by_label("Nom de la vague").fill("Automne")
    page.get_by_label("Personnes sollicitées").fill("1 200")
    page.get_by_role("button", name="Ouvrir l’enquête").click()
    made = Survey.objects.get()
    found = faults(page, axe, "survey-empty")
    for n in range(80):
        answer_survey(now=NOW, code=made.code, by="web", posted={
            "satisfaction": str(n % 5 + 1), "simplicite": str(n % 5 + 1), "clarte": str(n % 4 + 1),
            "delai": str(n % 3 + 1), "accueil": str((n * 7) % 5 + 1), "recommandation": str(n % 11),
            "mots": "Trop d’attente au guichet"})  # fmt: skip
    page.reload()
    found += faults(page, axe, "survey-results")
    page.get_by_role("link", name="Affiche pour le guichet").click()
    found += faults(page, axe, "survey-poster")
    reader = opened(f"/enquete/{made.code}/")
    found += faults(reader, axe, "survey-answer")
    reader.get_by_role("group", name="De façon générale").get_by_label("4").check()
    reader.get_by_role("button", name="Envoyer").click()
    assert "Merci" in reader.inner_text("h1")
    head = Client()
    head.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,)))
    loyalty = opened("/agir/fidelite/", client=head)
    found += faults(loyalty, axe, "loyalty")
    assert found == []
