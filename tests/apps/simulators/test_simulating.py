"""A new tariff tried on the families of a sector: under a purpose, journaled, a note in the end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.apps.notes.models import DecisionNote
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from simulated_town import NOW, PURPOSE, TARIFF, bills, families

pytestmark = pytest.mark.django_db
SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE
PAGE = "/simulateurs/tarif/demo_factures/"
ASKED = {
    "title": "Deux grilles", "period": "2025/2026", "purpose": "essai",
    "name_a": "Taux", "grid_a": "taux 0,36 % ; plancher 1,00 ; plafond 5,00",
    "name_b": "Tranches", "grid_b": "600 ; 1,00\nau-delà ; 4,90",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    for path, text in ((place.tariffs / "cantine.toml", TARIFF), (place.purposes, PURPOSE)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    factories.authority()
    path = tmp_path / "factures.csv"
    path.write_text(bills(), "utf-8")
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)
    yield place


def signed_in(*roles: Role, sectors: tuple[Sector, ...] = ()) -> Client:
    client = Client()
    client.force_login(factories.account(*roles, sectors=sectors))
    return client


@pytest.fixture
def manager(home: Home) -> Client:
    """Who answers for the school service."""
    return signed_in(Role.RESPONSABLE, sectors=(SCHOOL,))


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_two_grids_are_compared_in_a_note_that_an_elected_person_reads(manager: Client) -> None:
    answer = manager.post(PAGE, ASKED)
    note = DecisionNote.objects.get()
    assert answer.headers["Location"] == f"/offre/notes/{note.pk}/"
    exact = sum(3.0 * meals if 400 <= quotient < 900 else (1.2 if quotient < 400 else 5.1) * meals
                for _, quotient, meals in families())  # fmt: skip
    assert note.alternatives[0]["revenue"]["before"] == pytest.approx(exact, rel=4 / 80)
    page = text(signed_in(Role.ELU).get(f"/offre/notes/{note.pk}/"))
    assert 'data-l="Paient moins"' in page, "on a phone each figure says what it is"
    assert "Taux" in page
    assert "600 ; 1,00" in page
    assert "Conforme : le tarif le plus élevé ne dépasse pas le coût par usager" in page


def test_the_simulation_is_journaled_under_its_purpose(manager: Client) -> None:
    manager.post(PAGE, ASKED)
    entry = JournalEntry.objects.get(action="purpose.used")
    assert entry.subject == "purpose:essai"
    assert entry.detail["grids"] == ["Taux", "Tranches"]
    assert JournalEntry.objects.filter(action="note.kept").exists()


def test_a_note_holds_no_family(manager: Client) -> None:
    manager.post(PAGE, ASKED)
    kept = json.dumps(DecisionNote.objects.values().get(), default=str)
    assert not [family for family, _, _ in families()[10:] if f'"{family}"' in kept]
    smallest = [row[side] for one in DecisionNote.objects.get().alternatives
                for row in one["tenths"] for side in ("moins", "autant", "plus")]  # fmt: skip
    assert all(count is None or count == 0 or count >= 11 for count in smallest)


def test_without_a_purpose_nothing_is_simulated(home: Home) -> None:
    home.purposes.unlink()
    wired.ports = HomePorts(home)
    client = signed_in(Role.RESPONSABLE, sectors=(SCHOOL,))
    assert "aucune" in text(client.get("/simulateurs/"))
    assert client.post(PAGE, ASKED).status_code == 422
    assert not DecisionNote.objects.exists()


def test_another_sector_does_not_know_the_service(home: Home) -> None:
    client = signed_in(Role.RESPONSABLE, sectors=(Sector.SANTE,))
    assert "Rien à simuler" in text(client.get("/simulateurs/"))
    assert client.get(PAGE).status_code == 404
    assert signed_in(Role.ELU).get("/simulateurs/").status_code == 404


def test_a_wrong_grid_is_shown_again_with_its_sentence(manager: Client) -> None:
    answer = manager.post(PAGE, {**ASKED, "grid_a": "400 ; 1,20"})
    assert answer.status_code == 422
    assert "au-delà" in text(answer)
    assert not DecisionNote.objects.exists()


def test_a_choice_is_noted_with_its_reasons_and_the_note_printed(manager: Client) -> None:
    manager.post(PAGE, ASKED)
    address = f"/offre/notes/{DecisionNote.objects.get().pk}"
    elected = signed_in(Role.ELU)
    assert elected.post(f"{address}/choix/", {"chosen": "Taux"}).status_code == 422
    elected.post(f"{address}/choix/", {"chosen": "Taux", "reasons": "Aucun saut de prix."})
    assert "Aucun saut de prix." in text(elected.get(f"{address}/"))
    pdf = elected.get(f"{address}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert signed_in(Role.MARKETING).post(f"{address}/retrait/").status_code == 404
    elected.post(f"{address}/retrait/")
    assert not DecisionNote.objects.exists()
    assert JournalEntry.objects.filter(action="note.removed").exists()


def test_anybody_reads_the_rules_and_takes_the_inventory(home: Home, client: Client) -> None:
    page = text(client.get("/algorithmes/"))
    assert "Tarif : Restauration scolaire" in page
    rule = text(client.get("/algorithmes/tarif-demo_restauration/"))
    assert "QF moins de 400 : 1,20 €" in rule
    lines = client.get("/algorithmes/inventaire.csv").content.decode().splitlines()
    assert lines[0].startswith("identifiant,nom,finalite")
    assert any(line.startswith("tarif-demo_restauration,") for line in lines)
    assert client.get("/algorithmes/rien/").status_code == 404
