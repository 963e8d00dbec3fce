"""A request comes in once, whole: number, code, history, route, clocks, receipt, outbox."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

import factories
from parvis.apps.casework.models import (
    Attachment,
    Message,
    RequestEvent,
    Sending,
    ServiceRequest,
    Way,
)
from parvis.apps.casework.selectors import requests_of_account, tracked_request
from parvis.apps.casework.services import register_service_request
from parvis.apps.jobs.models import Job
from parvis.core.access import VISITOR, Actor
from parvis.core.casework.asked import Contact, Place
from parvis.core.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday, half past ten in Paris


def asked(**changes: object) -> ServiceRequest:
    facts = {
        "actor": VISITOR, "now": NOW, "authority": factories.authority().code,
        "category": "voirie", "channel": "web", "text": "Un trou devant le 3",
        "contact": Contact(name="Alix Roche", email="alix@example.org"),
        "place": Place("3 rue du Change", "Centre ancien", 47.79, 1.06),
    }  # fmt: skip
    return register_service_request(**{**facts, **changes})


def test_a_request_has_a_number_a_code_a_team_and_a_due_date() -> None:
    first, second = asked(), asked()
    assert (first.number, second.number) == (1, 2)
    assert first.tracking_code != second.tracking_code
    assert (first.team, first.sector) == ("voirie", "police_voirie")
    assert "Voirie" in first.because
    # 105 worked hours at 7 hours a day, from a Monday: fifteen working days later, same hour.
    assert first.due_at == datetime(2026, 3, 23, 9, 30, tzinfo=UTC)


def test_its_history_begins_with_its_registration_its_team_and_its_receipt() -> None:
    request = asked()
    assert [e.what for e in request.events.all()] == ["registered", "assigned", "acknowledged"]
    assert request.rank == 3


def test_the_receipt_waits_in_the_outbox_with_a_job_of_the_same_transaction() -> None:
    request = asked()
    receipt = Message.objects.get(service_request=request, way=Way.OUT)
    assert receipt.sending == Sending.WAITING
    assert "R112-11-1" in receipt.text
    assert request.tracking_code in receipt.text
    assert Job.objects.get().arguments == {"message": receipt.pk}


def test_a_legal_demande_says_what_silence_will_mean() -> None:
    request = asked(category="document", text="Copie de la délibération")
    receipt = Message.objects.get(service_request=request, way=Way.OUT)
    assert request.legal_due_on == date(2026, 4, 2)
    assert "jeudi 2 avril 2026, elle sera réputée rejetée" in receipt.text
    assert "tribunal administratif" in receipt.text


def test_nothing_remains_of_a_registration_that_fails_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from parvis.apps.casework.services import registering

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(registering, "queue_message", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        asked()
    assert not ServiceRequest.objects.exists()
    assert not RequestEvent.objects.exists()


def test_the_same_thing_told_twice_under_one_name_is_one_request() -> None:
    assert asked(external_ref="mail:1").pk == asked(external_ref="mail:1").pk
    assert ServiceRequest.objects.count() == 1


def test_an_empty_text_and_an_unknown_category_are_refused() -> None:
    with pytest.raises(Refused, match="vide"):
        asked(text="  ")
    with pytest.raises(Refused, match="n’est pas un motif"):
        asked(category="nuages")


@pytest.mark.parametrize("sql", [
    "UPDATE casework_requestevent SET what = 'closed'",
    "DELETE FROM casework_requestevent",
    "INSERT OR REPLACE INTO casework_requestevent SELECT * FROM casework_requestevent",
])  # fmt: skip
def test_the_database_itself_forbids_to_rewrite_a_history(sql: str) -> None:
    asked()
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_events_hold_no_word_of_a_person() -> None:
    request = asked(text="Marguerite Duras habite au 3")
    written = str(list(RequestEvent.objects.values_list("detail", "actor_label")))
    for word in ("Marguerite", "Alix", "alix@example.org", request.place):
        assert word not in written


def test_a_code_follows_its_request_and_no_other_authority_s() -> None:
    request = asked()
    assert tracked_request("41269", request.tracking_code.lower().replace("-", " ")) == request
    with pytest.raises(NotVisible):
        tracked_request("45234", request.tracking_code)
    with pytest.raises(NotVisible):
        tracked_request("41269", "rien")


def test_a_citizen_s_account_finds_its_own_requests() -> None:
    mine = asked(contact=Contact(account_ref="citizen:7"))
    asked(contact=Contact(account_ref="citizen:8"))
    assert list(requests_of_account(Actor("citizen:7", "Alix"), "41269")) == [mine]


def test_no_file_is_recorded_without_being_given() -> None:
    asked()
    assert not Attachment.objects.exists()
