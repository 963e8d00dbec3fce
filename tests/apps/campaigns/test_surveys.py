"""Surveys: by the web, on paper, at the counter; closed; read by who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

import factories
from campaign_town import NOW
from parvis.apps import wired
from parvis.apps.campaigns.models import Survey, SurveyAnswer
from parvis.apps.campaigns.services import (
    answer_survey,
    close_survey,
    feed_answers,
    open_survey,
)
from parvis.apps.sources.services import publish_release
from parvis.core.access import OPERATOR, Actor, Role
from parvis.core.errors import NotVisible, Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.sectors import Sector

TOWN = "41269"


@pytest.fixture
def wave(officer: Actor) -> Survey:
    return open_survey(actor=officer, now=NOW, authority=TOWN, questionnaire="avis",
                       wave="Automne 2026", asked=300)  # fmt: skip


def test_anybody_answers_from_the_address_and_nobody_is_named(wave: Survey) -> None:
    client = Client()
    page = client.get(f"/enquete/{wave.code}/")
    assert "Aucune réponse ne vous nomme" in page.content.decode()
    done = client.post(f"/enquete/{wave.code}/", {"satisfaction": "4", "mots": "Bien"})
    assert "Merci" in done.content.decode()
    kept = SurveyAnswer.objects.get()
    assert (kept.by, kept.said) == ("web", {"satisfaction": 4, "mots": "Bien"})
    wrong = client.post(f"/enquete/{wave.code}/", {"satisfaction": "9"})
    assert wrong.status_code == 422
    assert client.get("/enquete/inconnu/").status_code == 404


def test_paper_is_entered_and_the_page_says_shares_with_margins(
    wave: Survey, officer: Actor
) -> None:
    client = Client()
    client.force_login(factories.account(Role.MARKETING))
    done = client.post(f"/agir/enquetes/{wave.pk}/saisir/", {"satisfaction": "5", "par": "counter"})
    assert "En saisir une autre" in done.content.decode()
    assert SurveyAnswer.objects.get().by == "counter"
    few = client.get(f"/agir/enquetes/{wave.pk}/").content.decode()
    assert "rien n’est dit sous" in few
    for n in range(40):
        answer_survey(now=NOW, code=wave.code, by="web", posted={
            "satisfaction": str(n % 5 + 1), "recommandation": str(n % 11)})  # fmt: skip
    page = client.get(f"/agir/enquetes/{wave.pk}/").content.decode()
    assert "sont satisfaits" in page
    assert "Recommandation nette" in page
    assert "se taisent" in page
    second = open_survey(actor=officer, now=NOW + timedelta(days=90), authority=TOWN,
                         questionnaire="avis", wave="Hiver 2027", asked=0)  # fmt: skip
    for n in range(60):
        answer_survey(now=NOW, code=second.code, by="web", posted={
            "satisfaction": "5", "mots": "Merci à Sophie Durand, 06 12 34 56 78, au guichet"
            if n >= 20 else "Trop d’attente"})  # fmt: skip
    later = client.get(f"/agir/enquetes/{second.pk}/").content.decode()
    assert "Depuis « Automne 2026 » : +" in later
    assert "Accueil et relation" in later
    assert "[nom], [téléphone], au guichet" in later
    assert "Durand" not in later
    poster = client.get(f"/agir/enquetes/{wave.pk}/affiche/").content.decode()
    assert "<svg" in poster


def test_a_closed_wave_takes_no_answer_and_a_wave_is_opened_once(
    wave: Survey, officer: Actor
) -> None:
    with pytest.raises(Refused, match="existe déjà"):
        open_survey(actor=officer, now=NOW, authority=TOWN, questionnaire="avis",
                    wave="Automne 2026", asked=0)  # fmt: skip
    close_survey(actor=officer, now=NOW, survey=wave.pk)
    with pytest.raises(Refused, match="est close"):
        answer_survey(now=NOW, code=wave.code, by="web", posted={"satisfaction": "4"})


def test_a_survey_of_another_town_is_not_closed(wave: Survey) -> None:
    with pytest.raises(NotVisible):
        close_survey(actor=factories.actor(Role.MARKETING, code="45234"), now=NOW, survey=wave.pk)


def test_answers_reach_the_release_once_and_name_nobody(wave: Survey) -> None:
    for n in range(30):
        answer_survey(now=NOW, code=wave.code, by="web", posted={
            "satisfaction": str(n % 5 + 1), "recommandation": "9"})  # fmt: skip
    later = NOW + timedelta(hours=1)
    assert feed_answers(now=later) == 30
    assert feed_answers(now=later + timedelta(days=1)) == 0
    publish_release(actor=OPERATOR, now=later)
    question = Question("net_promoter", TOWN, by=("wave",))
    found = answer(question, wired.warehouse(), wired.metrics(), wired.facts())
    assert found.cells[0].keys == ("Automne 2026",)
    assert found.cells[0].value == pytest.approx(1, abs=0.2)


def test_the_head_of_a_service_reads_its_loyalty_and_nobody_else(load: Callable[..., None]) -> None:
    lines = [f"E{n};Les Tilleuls;01/0{m}/{year};4;0\n" for n in range(40) for m in (1, 2)
             for year in (2024, 2025, 2026) if n % 3 or year == 2024]  # fmt: skip
    load("matins.csv", "N° enfant;Accueil;Mois;Matins;Soirs\n" + "".join(lines))
    client = Client()
    client.force_login(
        factories.account(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))
    )
    page = client.get("/agir/fidelite/?fichier=demo_periscolaire").content.decode()
    assert "40\u00a0personnes depuis 2024" in page
    other = Client()
    other.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.TRANSPORTS,)))
    assert "Aucun fichier" in other.get("/agir/fidelite/").content.decode()
    assert other.get("/agir/fidelite/?fichier=demo_periscolaire").status_code == 404
