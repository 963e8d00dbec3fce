"""A file that no contract knows is described on the screen, kept, and its next ones recognised."""

from datetime import timedelta

import pytest
from django.urls import reverse

import factories
from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import forget_undescribed, sweep
from parvis.core.access import Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = (
    "Régie de la piscine;;;\n"
    "N° ticket;Entrée le;Prix d’entrée;Abonné\n"
    "T1;31/12/2025 14h05;3,50 €;Oui\n"
    "T2;1er janv. 2026 à 9h30;0;Non\n"
    "T3;2 janvier 2026 10:00;gratuit;Non\n"
)
SAID = {
    "title": "Entrées de la piscine",
    "sector": "scolaire_sport_culture",
    "legal_basis": "Mission d’intérêt public : équipements sportifs",
    "years": "3",
    "kept-0": "on",
    "key-0": "on",
    "type-0": "text",
    "kept-1": "on",
    "required-1": "on",
    "type-1": "datetime",
    "kept-2": "on",
    "type-2": "decimal",
    "kept-3": "on",
    "type-3": "boolean",
}


@pytest.fixture
def clerk(client, home, town):
    """Someone of the school service, signed in."""
    sectors = (Sector.SCOLAIRE_SPORT_CULTURE,)
    client.force_login(factories.account(Role.RESPONSABLE, sectors=sectors))
    return client


@pytest.fixture
def unknown(clerk, tmp_path):
    """The delivery of a file that nothing knows, dropped by the clerk."""
    drop(clerk, tmp_path, "piscine.csv", TICKETS)
    return Delivery.objects.get()


def drop(client, folder, name: str, content: str) -> None:
    path = folder / name
    path.write_bytes(content.encode("cp1252"))
    with path.open("rb") as file:
        client.post(reverse("sources:upload"), {"chosen": [file], "contract": ""})


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_the_refusal_leads_to_a_proposal(clerk, unknown) -> None:
    assert unknown.state == DeliveryState.REFUSED
    page = text(clerk.get(reverse("sources:delivery", args=[unknown.pk])))
    assert "Décrire ce fichier" in page
    proposal = text(clerk.get(reverse("sources:describe", args=[unknown.pk])))
    assert 'value="Prix d’entrée"' in proposal
    assert '<option value="datetime" selected>' in proposal


def test_the_preview_says_what_would_be_kept_and_refused(clerk, unknown) -> None:
    answer = text(clerk.post(reverse("sources:preview", args=[unknown.pk]), SAID))
    assert "2 lignes seraient gardées</strong> sur 3, 1 serait refusée" in answer
    assert "gratuit" in answer
    assert not list(wired.home().contracts.glob("*.toml"))
    assert Delivery.objects.get().state == DeliveryState.REFUSED


def test_once_described_the_file_is_kept_and_the_next_one_is_recognised(
    clerk, unknown, tmp_path
) -> None:
    answer = clerk.post(reverse("sources:describe", args=[unknown.pk]), SAID, follow=True)
    assert "2 lignes gardées sur 3" in text(answer)
    kept = Delivery.objects.get()
    assert (kept.contract, kept.state) == ("entrees_de_la_piscine", DeliveryState.KEPT)
    assert wired.contracts()["entrees_de_la_piscine"].retention_days == 3 * 365
    assert JournalEntry.objects.filter(action="contract.described").count() == 1
    drop(clerk, tmp_path, "piscine2.csv", TICKETS.replace("T", "U"))
    assert Delivery.objects.filter(contract="entrees_de_la_piscine").count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "id"),
        ({"legal_basis": " "}, "base légale"),
        ({"sector": "police_voirie"}, "secteur"),
        ({"title": "Appels"}, "s’appelle déjà"),
    ],
)
def test_an_unfinished_description_is_refused_in_a_sentence(clerk, unknown, change, said) -> None:
    answer = clerk.post(reverse("sources:describe", args=[unknown.pk]), {**SAID, **change})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not list(wired.home().contracts.glob("*.toml"))


def test_nobody_else_describes_it(client, unknown) -> None:
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.POLICE_VOIRIE,)))
    for name in ("describe", "preview"):
        assert client.post(reverse(f"sources:{name}", args=[unknown.pk]), SAID).status_code == 404


def test_a_file_that_nobody_describes_goes_in_two_weeks(home, unknown) -> None:
    inbox = list(home.inbox.iterdir())
    sweep()
    assert list(home.inbox.iterdir()) == inbox
    assert forget_undescribed(now=unknown.received_at + timedelta(days=15)) == 1
    sweep()
    assert list(home.inbox.iterdir()) == []
