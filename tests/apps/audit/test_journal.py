"""The journal only grows, its chain tells any change, and each authority reads its own."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

import factories
from parvis.apps.audit.models import GENESIS, JournalEntry, seal
from parvis.apps.audit.selectors import verify_chain
from parvis.apps.audit.services import record
from parvis.apps.audit.words import ACTIONS, details_of, subject_of
from parvis.core.access import OPERATOR, Actor, Role

SOURCE = Path(__file__).parents[3] / "src" / "parvis"
NOW = factories.NOW


def entry(number: int = 0, code: str = "41269") -> JournalEntry:
    return record(
        actor=OPERATOR,
        authority=factories.authority(code),
        action="release.published",
        subject=f"release:{number}",
        detail={"rows": number, "été": "é"},
        now=NOW + timedelta(seconds=number),
    )


@pytest.mark.django_db
def test_each_entry_follows_the_one_before() -> None:
    entries = [entry(n) for n in range(5)]
    assert entries[0].previous == GENESIS
    assert [e.previous for e in entries[1:]] == [e.hash for e in entries[:-1]]
    assert verify_chain() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalentry SET subject = 'x'",
        "DELETE FROM audit_journalentry",
        "INSERT OR REPLACE INTO audit_journalentry SELECT * FROM audit_journalentry",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_journal(statement: str) -> None:
    entry()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "subject = 'x'",
        "actor_label = 'x'",
        "at = '2020-01-01 00:00:00'",
        "detail = '{}'",
        "hash = printf('%064d', 7)",
        "previous = printf('%064d', 7)",
    ],
)
def test_whatever_is_changed_behind_the_triggers_shows_in_the_chain(change: str) -> None:
    entries = [entry(n) for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_journalentry_no_update")
        cursor.execute(f"UPDATE audit_journalentry SET {change} WHERE id = {entries[2].pk}")
    broken = verify_chain()
    assert broken is not None
    assert broken.pk == entries[2].pk


@pytest.mark.django_db
def test_an_entry_taken_away_shows_in_the_chain() -> None:
    entries = [entry(n) for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_journalentry_no_delete")
        cursor.execute(f"DELETE FROM audit_journalentry WHERE id = {entries[1].pk}")
    broken = verify_chain()
    assert broken is not None
    assert broken.pk == entries[2].pk


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_different_entries_never_share_a_seal(first: str, second: str) -> None:
    seals = {seal(GENESIS, at=NOW, subject=text) for text in (first, second)}
    assert len(seals) == len({first, second})


@pytest.mark.django_db
def test_an_entry_leaves_with_the_transaction_of_what_it_tells() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entry()
        raise ZeroDivisionError
    assert not JournalEntry.objects.exists()


def test_every_action_of_the_code_has_its_french_sentence() -> None:
    written = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if "apps.audit.services import record" in text:
            written |= set(re.findall(r'"([a-z]+\.[a-z_]+)"', text)) & _actions(text)
    assert written <= set(ACTIONS)


def _actions(text: str) -> set[str]:
    """The literals given as an action: by name, or to a helper that journals."""
    named = re.findall(r'action="([a-z_.]+)"', text)
    passed = re.findall(r'_journal\([^)]*?"([a-z]+\.[a-z_]+)"', text)
    return {*named, *passed}


def test_an_entry_reads_in_french() -> None:
    assert subject_of("delivery:12") == "livraison n°\u00a012"
    assert subject_of("autre chose") == "autre chose"
    detail = {"role": "dsi", "sector": "", "sha256": "a" * 64, "where": {"channel": ["web"]}}
    assert details_of(detail) == [
        ("rôle", "Informatique"),
        ("empreinte", "a" * 16),
        ("filtre", "channel = web"),
    ]


@pytest.mark.django_db
def test_the_dpo_reads_the_journal_of_their_authority_only(client) -> None:
    dpo = factories.account(Role.DPO)
    entry(1)
    entry(2, code="45234")
    client.force_login(dpo, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/journal/").content.decode()
    assert "publication 1<" in page
    assert "publication 2<" not in page
    assert "Publication" in page


@pytest.mark.django_db
def test_a_long_journal_comes_by_pages(client) -> None:
    dpo = factories.account(Role.DPO)
    for number in range(60):
        entry(number)
    client.force_login(dpo, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "publication 59<" in client.get("/journal/").content.decode()
    assert "publication 59<" not in client.get("/journal/?page=2").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DSI, Role.ELU, Role.DGS, Role.MARKETING])
def test_the_journal_does_not_exist_for_the_others(client, role: Role) -> None:
    client.force_login(
        factories.account(role), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/journal/").status_code == 404


def looked_at(number: int, who: str, day: int) -> JournalEntry:
    return record(
        actor=Actor(ref=f"account:{day}", label=who),
        authority=factories.authority("41269"),
        action="request.consulted",
        subject=f"request:{number}",
        detail={},
        now=NOW + timedelta(days=day),
    )


@pytest.fixture
def dpo(client):
    client.force_login(
        factories.account(Role.DPO), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for number, who, day in ((7, "=Ana Petit", 1), (7, "Bilal Roy", 2), (8, "Ana Petit", 3)):
        looked_at(number, who, day)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"demande": "7"}, {(7, 1), (7, 2)}),
        ({"agent": "petit"}, {(7, 1), (8, 3)}),
        ({"agent": "petit", "demande": "8"}, {(8, 3)}),
        ({"du": "{2}"}, {(7, 2), (8, 3)}),
        ({"du": "{2}", "au": "{2}"}, {(7, 2)}),
        ({"action": "release.published"}, set()),
        ({}, {(7, 1), (7, 2), (8, 3)}),
    ],
)
def test_the_journal_is_searched_by_request_agent_action_and_days(dpo, asked, found) -> None:
    days = {f"{{{k}}}": f"{NOW + timedelta(days=k):%Y-%m-%d}" for k in range(4)}
    query = {name: days.get(value, value) for name, value in asked.items()}
    page = dpo.get("/journal/", query)
    assert {(int(e.subject.partition(":")[2]), (e.at - NOW).days) for e in page.context["page"]
            if e.action == "request.consulted"} == found  # fmt: skip
    if asked and not found:
        assert "Aucune entrée ne répond" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"demande": "7 ou 8"}, "n’a que des chiffres"),
        ({"du": "2026-02-02", "au": "2026-02-01"}, "précède le premier"),
        ({"du": "hier"}, "date"),
        ({"action": "inconnue"}, "choix"),
    ],
)
@pytest.mark.parametrize("path", ["/journal/", "/journal/journal.csv"])
def test_a_wrong_search_of_the_journal_says_what_is_wrong(dpo, path, asked, said) -> None:
    page = dpo.get(path, asked)
    assert page.status_code == 422
    assert said in page.content.decode()


@pytest.mark.django_db
def test_the_journal_is_taken_away_as_csv_and_says_so(dpo) -> None:
    text = dpo.get("/journal/journal.csv", {"demande": "7"}).getvalue().decode()
    head, *lines = csv.reader(io.StringIO(text))
    assert head == ["at", "actor", "name", "action", "action_fr", "subject", "detail", "hash"]
    assert [(line[2], line[5]) for line in lines] == [
        ("Bilal Roy", "request:7"), ("'=Ana Petit", "request:7")]  # fmt: skip
    last = JournalEntry.objects.first()
    assert (last.action, last.detail) == (
        "journal.exported",
        {"rows": 2, "where": {"request": "7"}},
    )
    assert verify_chain() is None


@pytest.mark.django_db
def test_nobody_else_takes_the_journal_away(client) -> None:
    client.force_login(
        factories.account(Role.DSI), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/journal/journal.csv").status_code == 404
    assert not JournalEntry.objects.filter(action="journal.exported").exists()
