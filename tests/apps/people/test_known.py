"""Who is already known, and records that join without the others being linked again."""

from datetime import timedelta

import pytest

import factories
from apps.people.conftest import LESSONS, NOW, Load
from apps.people.test_linking import CULTURE, link
from made_readers import LOANS, PERSONS, readers
from parvis.apps.people.models import PersonRecord
from parvis.apps.people.selectors import already_known
from parvis.core.access import OPERATOR, Role
from parvis.core.home import Home
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector
from parvis.engines.duckdb.linker import sector as whole


def traits(row: list[str], **changed: str) -> dict[PersonRole, str]:
    told = {"surname": row[2], "given_name": row[3], "birth_date": row[4], **changed}
    return {PersonRole(role): text for role, text in told.items()}


def test_a_person_of_the_sector_is_known_and_a_stranger_is_not(library: Home) -> None:
    row = readers(second_cards=0)[37]
    (best, *_) = already_known(OPERATOR, "41269", CULTURE, traits(row))
    assert best.reference == f"demo_mediatheque\x1f{row[1]}"
    assert best.chance > 0.5
    assert best.traits[PersonRole.SURNAME] == row[2]
    stranger = traits(["", "", "Wojciechowski", "Zbigniew", "03/04/1911"])
    assert already_known(OPERATOR, "41269", CULTURE, stranger) == []


def test_a_person_is_known_within_the_sectors_of_who_asks(library: Home) -> None:
    asked = traits(readers(second_cards=0)[7])
    assert already_known(OPERATOR, "41269", Sector.TRAVAIL_SOCIAL, asked) == []
    social = factories.actor(Role.AGENT, sectors=(Sector.TRAVAIL_SOCIAL,))
    assert already_known(social, "41269", CULTURE, asked) == []
    librarian = factories.actor(Role.AGENT, sectors=(CULTURE,))
    assert already_known(librarian, "41269", CULTURE, asked)


def test_new_records_join_without_the_others_being_linked_again(
    town: Home, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("prets.csv", LOANS, readers(second_cards=0))
    load("cours.csv", LESSONS, [["M0", "Autre", "Nom", "01/02/1990", "", "2026", "Piano", "9"]])
    link()
    known = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    monkeypatch.setattr(whole, "link_sector", None)
    again = readers(second_cards=20)[PERSONS:]
    load("prets_2.csv", LOANS, again)
    (run,) = link()
    assert run.records == PERSONS + 21
    after = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    assert all(after[reference] == uid for reference, uid in known.items())
    same = [after[f"demo_mediatheque\x1fD{n}"] == known[f"demo_mediatheque\x1fC{n}"]
            for n in range(20)]  # fmt: skip
    assert sum(same) >= 19
    assert already_known(OPERATOR, "41269", CULTURE, traits(again[3]))


def test_a_record_that_changed_is_thought_over_without_the_others_being_linked_again(
    library: Home, load_more: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = readers(second_cards=30)
    known = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    monkeypatch.setattr(whole, "link_sector", None)
    loan, card = rows[PERSONS + 3][:2]
    same_as = rows[40]
    moved = [f"{loan}b", card, *same_as[2:5], *rows[0][5:]]
    load_more("prets_2.csv", LOANS, [moved], now=NOW + timedelta(days=1))
    (run,) = link()
    after = dict(PersonRecord.objects.values_list("reference", "person__uid"))
    assert run.records == len(known) == len(after)
    reference = f"demo_mediatheque\x1f{card}"
    assert known[reference] == known["demo_mediatheque\x1fC3"]
    assert after[reference] == after["demo_mediatheque\x1fC40"] == known["demo_mediatheque\x1fC40"]
    assert {r: u for r, u in after.items() if r != reference} == {
        r: u for r, u in known.items() if r != reference
    }
    shown = {k.reference: k.traits for k in already_known(OPERATOR, "41269", CULTURE,
                                                          traits(rows[3]))}  # fmt: skip
    assert all(said[PersonRole.SURNAME] != same_as[2] for said in shown.values())
