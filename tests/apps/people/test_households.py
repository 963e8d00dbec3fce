"""Homes as dated memberships, in the files of one sector."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

import factories
from apps.people.conftest import NOW, Keep, Load
from apps.people.test_linking import CULTURE
from kept_town import KeptTown
from made_homes import first_names_and_surnames
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import HouseholdMember, PersonRecord
from parvis.apps.people.services import link_due
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector

FAMILIES = ["N° enfant", "N° famille", "Nom enfant", "Prénom enfant", "Sexe", "Naissance enfant",
            "Nom responsable", "Prénom responsable", "Adresse", "Code postal", "Téléphone",
            "Courriel"]  # fmt: skip


def children() -> list[list[str]]:
    """Sixty homes of two children each: one address, one name, one telephone."""
    import numpy as np

    rng = np.random.default_rng(7)
    given, family = first_names_and_surnames(120, rng)
    return [
        [f"E{n}", f"F{n // 2}", family[n // 2], given[n], "F",
         f"{2012 + n % 9}0{1 + n % 9}1{n % 9}",
         family[n // 2], "Parent", f"{1 + n // 2} rue des Lilas", "41100",
         f"02540{10000 + n // 2}", f"famille{n // 2}@courriel.example"]
        for n in range(120)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def kept_homes(keep: Keep) -> KeptTown:
    return keep(("familles.csv", FAMILIES, children()))


@pytest.fixture
def homes(
    kept_homes: KeptTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> list[list[str]]:
    kept_homes.given(tmp_path, monkeypatch)
    return children()


def household(child: str) -> str:
    person = PersonRecord.objects.get(reference=f"familles\x1f{child}").person
    return str(HouseholdMember.objects.get(person=person, valid_to=None, is_second=False).household)


def test_brothers_and_sisters_are_of_one_home_and_neighbours_of_another(
    homes: list[list[str]],
) -> None:
    together = [household(f"E{n}") == household(f"E{n + 1}") for n in range(0, 120, 2)]
    assert sum(together) >= 58
    assert len({household(f"E{n}") for n in range(0, 120, 2)}) >= 58
    assert set(HouseholdMember.objects.values_list("sector", flat=True)) == {CULTURE}


def test_a_home_keeps_its_name_and_a_departure_its_date(
    homes: list[list[str]], load_more: Load
) -> None:
    stays, goes = household("E0"), "familles\x1fE1"
    moved = [[*homes[1][:8], "9 place du Château", "41000", "0600000001", "autre@courriel.example"]]
    later = NOW + timedelta(days=30)
    load_more("familles_2.csv", FAMILIES, moved, later)
    link_due(actor=OPERATOR, now=later, authority=Authority.objects.get())
    person = PersonRecord.objects.get(reference=goes).person
    (was,) = HouseholdMember.objects.filter(person=person)
    assert (str(was.household), was.valid_from, was.valid_to) == (stays, NOW.date(), later.date())
    assert household("E2") == household("E3")


def test_homes_are_seen_within_ones_sectors_and_the_look_is_journaled(
    homes: list[list[str]], client: Client
) -> None:
    account = factories.account(Role.RESPONSABLE, sectors=(CULTURE,))
    client.force_login(account)
    shown = client.get(f"/personnes/foyers/{CULTURE.value}/").content.decode()
    assert sum(row[2] in shown and row[3] in shown for row in homes) >= 38
    assert "foyers" in shown
    assert JournalEntry.objects.filter(action="homes.consulted").count() == 1
    assert client.get(f"/personnes/foyers/{Sector.SANTE.value}/").status_code == 404
