"""One person, verified: what is held of them is handed over, or erased on both sides."""

from datetime import timedelta

import duckdb
import pytest

import casework_records
import factories
from apps.people.conftest import NOW, Load
from made_readers import AID, LOANS, PERSONS, aided, readers
from parvis.apps.accounts.models import Account, ContactPreference
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import RequestContact, ServiceRequest
from parvis.apps.people.models import Erasure, PersonRecord
from parvis.apps.people.services import (
    erase_person,
    export_person,
    open_dossier,
    purge_due,
    search_person,
)
from parvis.apps.sources.models import Delivery
from parvis.apps.sources.originals import read_record
from parvis.apps.sources.services import publish_release
from parvis.core.access import OPERATOR, Role
from parvis.core.casework.lifecycle import State
from parvis.core.errors import NotVisible, Refused
from parvis.core.home import Home
from parvis.core.people.contacts import phone as phone_key
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector
from parvis.engines.duckdb.manifest import folder_of
from parvis.gate.shelf import list_releases
from parvis.site.cli.people import _to_confirm

SOCIAL, CULTURE = Sector.TRAVAIL_SOCIAL, Sector.SCOLAIRE_SPORT_CULTURE


@pytest.fixture
def rows(aid: Home) -> list[list[str]]:
    """The readers of a town where all get aid too."""
    return readers(second_cards=30)


def ask(verb, **more):
    return verb(actor=OPERATOR, now=NOW, authority=Authority.objects.get(), **more)


def test_a_person_is_found_in_every_sector_and_it_is_journaled(load: Load) -> None:
    """Whoever searches meets what was loaded since the last linking."""
    rows = readers(second_cards=30)
    load("prets.csv", LOANS, rows)
    load("aides.csv", AID, aided(rows[:PERSONS], "seul"))
    _, _, family, given, born, *_ = rows[4]
    traits = {
        PersonRole.SURNAME: family, PersonRole.GIVEN_NAME: given, PersonRole.BIRTH_DATE: born,
    }  # fmt: skip
    found = ask(search_person, traits=traits)
    assert {f.sector for f in found if f.chance > 0.5} == {SOCIAL, CULTURE}
    assert "demo_ccas:A4" in {f.code for f in found}
    (entry,) = JournalEntry.objects.filter(action="rights.searched")
    assert family not in str(entry.detail) + entry.subject
    with pytest.raises(Refused, match="au moins deux"):
        ask(search_person, traits={PersonRole.SURNAME: family})


def test_all_rows_of_a_person_are_handed_over_with_their_basis(rows: list[list[str]]) -> None:
    dossier, held = ask(export_person, refs=["demo_mediatheque:C4"])
    assert dossier.references[CULTURE] == {"demo_mediatheque\x1fC4", "demo_mediatheque\x1fD4"}
    assert dossier.references[SOCIAL] == {"demo_ccas\x1fA4"}
    assert len(held) == 3
    (aid,) = (h for h in held if h.sector is SOCIAL)
    assert aid.values["Observations"] == "seul"
    assert aid.legal_basis and aid.kept_until > "2026"


def test_what_is_not_beyond_doubt_is_listed_and_left_out_until_confirmed(
    rows: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parvis.apps.people.services.rights.SURE", 1.1)
    dossier, held = ask(export_person, refs=["demo_mediatheque:C4"])
    assert set(dossier.references) == {CULTURE} == {h.sector for h in held}
    (likely, *_) = dossier.doubtful
    assert (likely.code, likely.sector) == ("demo_ccas:A4", SOCIAL)
    said = _to_confirm(dossier.doubtful)
    assert "À confirmer" in said and "demo_ccas:A4" in said and rows[4][2] not in said
    dossier, held = ask(export_person, refs=["demo_mediatheque:C4", likely.code])
    assert {h.sector for h in held} == {CULTURE, SOCIAL}
    assert likely.code not in {one.code for one in dossier.doubtful}


def test_an_erased_person_is_on_neither_side(aid: Home) -> None:
    before = publish_release(actor=OPERATOR, now=NOW)
    done = ask(erase_person, refs=["demo_mediatheque:C4"])
    assert done.rows == 3
    for delivery in Delivery.objects.all():
        kept = duckdb.sql(f"FROM '{delivery.rows_file}'").fetchall()
        assert len(kept) == delivery.rows_kept == delivery.rows_read
    loans = Delivery.objects.get(filename="prets.csv")
    cards = duckdb.sql(f"SELECT card FROM '{loans.rows_file}'").fetchall()
    assert ("C4",) not in cards
    assert ("C5",) in cards
    with pytest.raises(Refused):
        read_record(loans.original_file, 6, encoding=loans.encoding, delimiter=";", header_line=1)
    assert not PersonRecord.objects.filter(reference__endswith="\x1fC4").exists()
    after = publish_release(actor=OPERATOR, now=NOW + timedelta(hours=1))
    assert [m.id for m in list_releases(aid)] == [after.id]
    assert not folder_of(aid, before.id).exists()
    assert Erasure.objects.get().release == after.id
    with pytest.raises(Refused, match="aucune personne"):
        ask(open_dossier, refs=["demo_mediatheque:C4"])


def test_two_records_checked_in_one_sector_are_both_handed_over(rows: list[list[str]]) -> None:
    dossier, held = ask(export_person, refs=["demo_mediatheque:C40", "demo_mediatheque:C41"])
    assert dossier.references[CULTURE] >= {
        "demo_mediatheque\x1fC40", "demo_mediatheque\x1fC41",
    }  # fmt: skip
    assert {"C40", "C41"} <= {value for h in held for value in h.values.values()}


def test_requests_of_the_desk_and_account_are_theirs_by_name_and_number(load: Load) -> None:
    """A whole home has one telephone: the name alone, or the number alone, says nobody."""
    found = readers(second_cards=0)[:60]
    load("aides.csv", AID, [
        [f"A{n}", row[2], "", row[3], row[4], "", f"06 11 22 33 {n:02}", "2026-02-01",
         "Alimentaire", "50", ""]
        for n, row in enumerate(found)
    ])  # fmt: skip
    town = Authority.objects.get()
    name = f"{found[4][3]} {found[4][2].upper()}"
    requests = {
        title: _request(town, called, phone, is_open=title == "open")
        for title, called, phone in (
            ("closed", name, "+33 6 11 22 33 04"), ("open", name, "0611223304"),
            ("home", f"Zoé {found[4][2]}", "0611223304"), ("namesake", name, "0699999999"),
        )
    }  # fmt: skip
    account = Account.objects.create_user("x@y.example", full_name=name, created_at=NOW)
    ContactPreference.objects.create(authority=town, account=account, phone="+33611223304")
    dossier, held = ask(export_person, refs=["demo_ccas:A4"])
    theirs = {f"Demande n° {requests[title].number}" for title in ("closed", "open")}
    assert set(dossier.elsewhere) == theirs | {"Compte du portail"}
    assert {h.origin for h in held} >= set(dossier.elsewhere)
    done = ask(erase_person, refs=["demo_ccas:A4"])
    assert done.kept == (f"Demande n° {requests['open'].number}, encore ouverte",)
    assert "Compte du portail" in done.places
    assert not Account.objects.exists()
    (entry,) = JournalEntry.objects.filter(action="rights.erased")
    assert {kind: entry.detail[kind] for kind in ("sources", "casework", "portal")} == {
        "sources": 1, "casework": 1, "portal": 1,
    }  # fmt: skip
    assert name.split()[0] not in str(entry.detail)
    left = {title for title, one in requests.items()
            if RequestContact.objects.get(service_request=one).name}  # fmt: skip
    assert left == {"open", "home", "namesake"}


def _request(town: Authority, name: str, phone: str, *, is_open: bool) -> ServiceRequest:
    request = casework_records.service_request(town)
    RequestContact.objects.update_or_create(
        service_request=request,
        defaults={"authority": town, "sector": request.sector, "name": name, "phone": phone,
                  "phone_key": phone_key(phone), "email_key": ""},
    )  # fmt: skip
    if not is_open:
        closed = ServiceRequest.objects.filter(pk=request.pk)
        closed.update(is_open=False, state=State.CLOSED)
    request.refresh_from_db()
    return request


def test_only_the_data_protection_officer_looks_through_all_sectors(rows: list[list[str]]) -> None:
    for role in (Role.DSI, Role.DGS, Role.ELU, Role.MARKETING):
        somebody = factories.actor(role)
        with pytest.raises(NotVisible):
            open_dossier(actor=somebody, now=NOW, authority=Authority.objects.get(), refs=["x:1"])
    agent = factories.actor(Role.AGENT, sectors=tuple(Sector))
    with pytest.raises(NotVisible):
        open_dossier(actor=agent, now=NOW, authority=Authority.objects.get(), refs=["x:1"])
    officer = factories.actor(Role.DPO)
    assert open_dossier(actor=officer, now=NOW, authority=Authority.objects.get(),
                        refs=["demo_ccas:A4"]).records == 3  # fmt: skip


def test_time_passes_and_rows_go_at_their_term(load: Load, town: Home) -> None:
    days = ["2024-01-15"] * 20 + ["2026-10-02"] * 40
    old = [[*row[:5], day, *row[6:]] for row, day in zip(readers(0)[:60], days, strict=True)]
    load("prets.csv", LOANS, old)
    Delivery.objects.update(is_synthetic=False)

    def due(days: int, *, rehearsal: bool) -> int:
        found = purge_due(actor=OPERATOR, now=NOW + timedelta(days=days),
                          authority=Authority.objects.get(), is_rehearsal=rehearsal)  # fmt: skip
        return sum(p.rows for p in found)

    assert due(0, rehearsal=False) == 0
    assert due(60, rehearsal=True) == 20
    assert Delivery.objects.get().rows_kept == 60
    assert due(60, rehearsal=False) == 20
    assert Delivery.objects.get().rows_kept == 40
    assert due(60, rehearsal=False) == 0
    assert due(1200, rehearsal=False) == 40
    left = Delivery.objects.get()
    assert (left.rows_kept, left.original_file.exists()) == (0, False)
    assert JournalEntry.objects.filter(action="rows.purged").count() == 2
