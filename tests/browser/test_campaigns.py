"""A lawful campaign end to end in a real browser, through a real mail server."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

import factories
from campaign_town import LATER, MORNINGS, NOW, Post, families, post_office, summer
from looks import faults
from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.keys import token_of
from parvis.apps.campaigns.models import Campaign, Opposition, Recipient, Survey
from parvis.apps.campaigns.services import answer_survey, send_next
from parvis.apps.sources.services import load_file, publish_release
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from stillness import fix_noise

MARKS = (
    "Numéro national;Marque;Déposant;Classes;Date de dépôt;Date de publication\n"
    f"5000001;Vandôme;Cuirs SA;18;05/10/2026;{date.today():%d/%m/%Y}\n"
)
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
    """Somebody of the communication, in a town of its own."""
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    client = Client()
    client.force_login(factories.account(Role.MARKETING))
    return client


def _load(place: Path, name: str, content: str, now: datetime = NOW) -> None:
    (place / name).write_text(content, "utf-8")
    load_file(actor=OPERATOR, now=now, authority="41269", path=place / name, filename=name)


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


def test_a_lawful_campaign_goes_from_its_question_to_its_effect_and_the_journal_tells_it(
    officer: Client, post: Post, opened: Callable[..., Page], axe: Axe, tmp_path: Path
) -> None:
    _load(tmp_path, "familles.csv", families(200))
    _load(tmp_path, "matins.csv", summer(200))
    page = opened("/agir/campagnes/nouvelle/", client=officer)
    found = faults(page, axe, "campaign-new")
    _fill(page, "political")
    assert "communication politique" in page.inner_text("main")
    _fill(page, "opinion")
    assert "RGPD, art. 6.1.e" in page.inner_text("main")
    page.get_by_role("button", name="Préparer l’audience").click()
    said = page.inner_text("main")
    assert "serait vu quatre fois sur cinq" in said
    assert "changent nettement qui le message atteint" in said
    page.get_by_role("button", name="Lancer").click()
    made = Campaign.objects.get()
    send_next(now=NOW + timedelta(days=1), campaign=made.pk)
    written = Recipient.objects.filter(campaign=made, is_held_out=False)
    assert len(post.letters) == written.count()
    _autumn_passes(made, tmp_path)
    page.reload()
    page.get_by_role("button", name="Mesurer l’effet").click()
    publish_release(actor=OPERATOR, now=LATER)
    page.reload()
    effect = page.inner_text("main")
    assert "Le message a déplacé +" in effect
    # The draw is secret: in one out of twenty, two groups drawn at random differ beforehand.
    assert re.search("Le placebo (est|n’est pas) nul", effect)
    found += faults(page, axe, "campaign-judged")
    page.goto(page.url.split("/agir/")[0] + "/agir/evaluation/")
    assert "a marché" in page.inner_text("main")
    found += faults(page, axe, "evaluation")
    reader = opened(f"/ne-plus-recevoir/{token_of(written[0].pk)}/")
    reader.get_by_role("button", name="Ne plus recevoir").click()
    assert "C’est fait" in reader.inner_text("main")
    assert Opposition.objects.count() == 1
    dpo = Client()
    dpo.force_login(factories.account(Role.DPO))
    journal = opened("/journal/", client=dpo).inner_text("main")
    for done in ("Finalité d’une campagne décidée", "Audience d’une campagne préparée",
                 "Campagne lancée", "Effet d’une campagne mesuré", "refusée",
                 "permise"):  # fmt: skip
        assert done in journal
    found += faults(reader, axe, "unsubscribed")
    for name in ("campagnes/", "oppositions/", "campagnes/ailleurs/", "evaluation/action/"):
        page.goto(page.url.split("/agir/")[0] + f"/agir/{name}")
        found += faults(page, axe, name.replace("/", "-"))
    assert found == []


def _autumn_passes(campaign: Campaign, place: Path) -> None:
    """Two months in which four in five of those written to came, and one in five of the others."""
    Campaign.objects.filter(pk=campaign.pk).update(launched_at=NOW)
    drawn = enumerate(campaign.recipients.order_by("pk"))
    came = [one.references[0] for n, one in drawn if (n % 5 == 0) == one.is_held_out]
    rows = "".join(f"{number};Les Tilleuls;01/10/2026;6;0\n" for number in came)
    _load(place, "octobre.csv", MORNINGS + rows, LATER)
    fix_noise(wired.home())


def test_a_survey_is_answered_a_service_reads_its_loyalty_and_the_name_is_watched(
    officer: Client, opened: Callable[..., Page], axe: Axe, tmp_path: Path
) -> None:
    page = opened("/agir/enquetes/", client=officer)
    found = faults(page, axe, "surveys")
    page.get_by_label("Nom de la vague").fill("Automne")
    page.get_by_label("Personnes sollicitées").fill("1 200")
    page.get_by_role("button", name="Ouvrir l’enquête").click()
    made = Survey.objects.get()
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
    _load(tmp_path, "matins.csv", MORNINGS + "".join(
        f"E{n};Les Tilleuls;01/0{m}/{year};4;0\n" for n in range(60) for m in (1, 5)
        for year in (2023, 2024, 2025, 2026) if n % 4 <= 2026 - year or year == 2023
    ))  # fmt: skip
    loyalty = opened("/agir/fidelite/?fichier=demo_periscolaire", client=head)
    assert "Aalen et Johansen" in loyalty.inner_text("main")
    found += faults(loyalty, axe, "loyalty")
    page.goto(page.url.split("/agir/")[0] + "/agir/nom/")
    found += faults(page, axe, "names")
    page.get_by_label("Fichier de marques").set_input_files(
        {"name": "bopi.csv", "mimeType": "text/csv", "buffer": MARKS.encode()}
    )
    page.get_by_role("button", name="Chercher le nom").click()
    assert "peut encore être opposée" in page.inner_text("main")
    found += faults(page, axe, "name")
    shown = Campaign.objects.create(
        authority=Authority.objects.get(code="41269"), title="Marché de nuit", goal="Y venir",
        aim="town_life", channel="display", contract="aucune", sector="relations_usagers",
        draw=b"x", subject="Marché de nuit vendredi", body="Place Saint-Martin, dès 18 h.",
        state="done", created_at=NOW, created_by_label="x", launched_at=timezone.now(),
    )  # fmt: skip
    screen = opened("/affichage/")
    assert shown.subject in screen.inner_text("main")
    found += faults(screen, axe, "display")
    assert found == []
