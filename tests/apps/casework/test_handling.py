"""What agents and citizens do with a request, and what its record and clocks then say."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from parvis.apps.audit.models import JournalEntry
from parvis.apps.casework import services
from parvis.apps.casework.history import projection_of, told
from parvis.apps.casework.models import Message, Presence, Sending, ServiceRequest, Way
from parvis.apps.casework.outbox import send_message, warn_team
from parvis.apps.casework.selectors import readers_of, visible_requests
from parvis.apps.people.holdings import Purge
from parvis.apps.people.models import Erasure
from parvis.apps.people.services import purge_due
from parvis.core.access import OPERATOR, VISITOR, Actor, Role
from parvis.core.casework.lifecycle import State
from parvis.core.casework.projection import projected
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector

NOW = factories.NOW
HOUR = timedelta(hours=1)
Asked = Callable[..., ServiceRequest]
pytestmark = pytest.mark.django_db


def fresh(request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=request.pk)


def test_waiting_for_the_citizen_stops_the_clock_and_their_answer_starts_it(
    asked: Asked, agent: Actor
) -> None:
    request = asked()
    services.ask_citizen(actor=agent, now=NOW + HOUR, request=request.pk, text="Quel côté ?")
    assert fresh(request).due_at is None
    services.write_to_town(
        actor=VISITOR, now=NOW + HOUR + timedelta(days=1), authority="41269",
        code=request.tracking_code, text="À gauche",
    )  # fmt: skip
    back = fresh(request)
    assert back.state == State.IN_PROGRESS
    assert back.due_at == request.due_at + timedelta(days=1)
    assert back.has_news


def test_pieces_asked_for_suspend_the_rejection_that_silence_would_mean(
    asked: Asked, agent: Actor
) -> None:
    request = asked(category="document", text="Copie")
    clerk = factories.actor(Role.AGENT, sectors=(Sector.RELATIONS_USAGERS,))
    services.ask_citizen(actor=clerk, now=NOW, request=request.pk, text="Laquelle ?",
                         until=date(2026, 3, 12))  # fmt: skip
    assert fresh(request).legal_due_on == date(2026, 4, 12)


def test_of_two_agents_closing_at_once_the_second_is_told(asked: Asked, agent: Actor) -> None:
    request = asked()
    services.close(actor=agent, now=NOW, request=request.pk, text="C’est réglé.")
    with pytest.raises(Refused, match="entre-temps"):
        services.close(actor=agent, now=NOW, request=request.pk, text="C’est réglé.")
    sent = Message.objects.filter(service_request=request, way=Way.OUT, text__contains="réglé")
    assert sent.count() == 1


def test_closing_asks_the_one_question_and_dissatisfaction_reopens(
    asked: Asked, agent: Actor
) -> None:
    request = asked()
    services.close(actor=agent, now=NOW, request=request.pk, text="C’est réglé.")
    said = Message.objects.filter(service_request=request).last().text
    assert "comment ça s’est passé" in said
    assert f"/avis/{request.tracking_code}/?reponse=1" in said
    services.answer_question(
        actor=VISITOR, now=NOW + HOUR, authority="41269", code=request.tracking_code, level=1,
        comment="Toujours là", reopen=True,
    )  # fmt: skip
    again = fresh(request)
    assert (again.state, again.reopenings) == (State.ASSIGNED, 1)
    assert again.due_at is not None


def test_what_is_written_to_a_merged_request_joins_the_one_it_went_into(
    asked: Asked, agent: Actor
) -> None:
    first, second = asked(), asked()
    services.merge(actor=agent, now=NOW, request=second.pk, into=first.pk)
    services.write_to_town(actor=VISITOR, now=NOW, authority="41269",
                           code=second.tracking_code, text="Encore plus large")  # fmt: skip
    assert Message.objects.filter(service_request=first, text="Encore plus large").exists()
    services.close(actor=agent, now=NOW, request=first.pk, text="Rebouché.")
    assert Message.objects.filter(service_request=second, text="Rebouché.").exists()
    with pytest.raises(Refused):
        services.merge(actor=agent, now=NOW, request=first.pk, into=second.pk)
    services.separate(actor=agent, now=NOW, request=second.pk)
    assert fresh(second).merged_into is None


def test_a_bulk_closing_is_undone_before_anybody_is_told(asked: Asked, agent: Actor) -> None:
    requests = [asked().pk for _ in range(3)]
    services.close_all(actor=agent, now=NOW, requests=requests, text="Passage de l’équipe.")
    assert not visible_requests(agent, "41269").filter(is_open=True).exists()
    services.undo(actor=agent, now=NOW + timedelta(minutes=5), authority="41269")
    assert visible_requests(agent, "41269").filter(is_open=True).count() == 3
    unsent = Message.objects.filter(text__contains="Passage", sending=Sending.WAITING)
    assert not unsent.exists()
    with pytest.raises(Refused, match="défaire"):
        services.undo(actor=agent, now=NOW + timedelta(minutes=6), authority="41269")


def test_a_bulk_assignment_to_another_sector_is_undone(asked: Asked, agent: Actor) -> None:
    request = asked()
    services.assign_all(actor=agent, now=NOW, requests=[request.pk], team="accueil")
    assert not visible_requests(agent, "41269").exists()
    services.undo(actor=agent, now=NOW, authority="41269")
    assert visible_requests(agent, "41269").get().team == "voirie"


def test_another_sector_sees_and_does_nothing(asked: Asked, stranger: Actor) -> None:
    request = asked()
    for verb in (services.start, services.close, services.consult):
        with pytest.raises(NotVisible):
            verb(actor=stranger, now=NOW, request=request.pk)
    assert not JournalEntry.objects.filter(action="request.consulted").exists()


def test_each_look_at_a_file_enters_the_journal_once(asked: Asked, agent: Actor) -> None:
    request = asked()
    for minutes in (0, 1, 5, 30):
        services.consult(actor=agent, now=NOW + timedelta(minutes=minutes), request=request.pk)
    looks = JournalEntry.objects.filter(action="request.consulted", subject=request.ref)
    assert looks.count() == 2


def test_a_colleague_with_the_file_open_is_seen(asked: Asked, agent: Actor) -> None:
    request = asked()
    other = factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))
    services.consult(actor=other, now=NOW, request=request.pk, draft="Bonj")
    services.consult(actor=agent, now=NOW, request=request.pk)
    (there,) = readers_of(agent, request.pk)
    assert there.writing_at is not None


def test_what_is_written_is_kept_until_it_is_sent_for_its_author_only(
    asked: Asked, agent: Actor
) -> None:
    request = asked()
    other = factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))
    begun = {"actor": agent, "now": NOW, "request": request.pk}
    services.consult(**begun, draft="Nous passons")
    services.consult(actor=other, now=NOW, request=request.pk, draft="Autre chose")
    assert services.consult(**begun).draft == "Nous passons"
    services.answer(**begun, text="Nous passons demain.")
    assert services.consult(**begun).draft == ""
    assert services.consult(actor=other, now=NOW, request=request.pk).draft == "Autre chose"
    services.consult(**begun, draft="")
    services.close(**begun)
    services.forget(now=NOW + timedelta(days=200), authority=request.authority)
    assert not Presence.objects.exclude(draft="").exists()


def test_a_warning_reaches_the_team_before_the_due_date_and_only_once(
    asked: Asked, mailoutbox: list
) -> None:
    request = asked()
    assert request.warn_at < request.due_at
    warned = request.warn_at
    assert [r.pk for r in services.escalate(now=warned)] == [request.pk]
    assert services.escalate(now=warned) == []
    warn_team(request.pk)
    assert mailoutbox[-1].to == ["voirie@mairie.example"]
    assert "Un trou" not in mailoutbox[-1].subject + mailoutbox[-1].body
    later = fresh(request)
    assert warned < later.warn_at < later.due_at
    services.escalate(now=later.due_at)
    assert fresh(request).warn_at is None


def test_what_is_personal_goes_and_the_history_stays(asked: Asked, agent: Actor) -> None:
    request = asked()
    services.close(actor=agent, now=NOW, request=request.pk)
    services.answer_question(actor=VISITOR, now=NOW, authority="41269", level=1,
                             code=request.tracking_code, comment="Alix Roche")  # fmt: skip
    town = request.authority

    def purged(days: int, *, is_rehearsal: bool) -> list[Purge]:
        now = NOW + timedelta(days=days)
        return purge_due(actor=OPERATOR, now=now, authority=town, is_rehearsal=is_rehearsal)

    assert purged(100, is_rehearsal=False) == []
    (said,) = purged(200, is_rehearsal=True)
    assert (said.rows, said.sector) == (1, Sector.POLICE_VOIRIE)
    assert fresh(request).contact.name
    assert purged(200, is_rehearsal=False) == [said]
    assert purged(200, is_rehearsal=False) == []
    assert not Erasure.objects.exists()
    gone = fresh(request)
    assert (gone.subject, gone.place, gone.contact.name, gone.contact.email_key) == ("",) * 4
    assert not Message.objects.exclude(text="").exists()
    assert (gone.satisfaction.level, gone.satisfaction.comment) == (1, "")
    assert gone.events.count() == 4


def test_a_message_stopped_in_mid_sending_is_in_doubt_and_never_sent_twice(
    asked: Asked, agent: Actor, mailoutbox: list
) -> None:
    asked()
    message = Message.objects.get(way=Way.OUT)
    send_message(message.pk, now=NOW)
    send_message(message.pk, now=NOW)
    assert len(mailoutbox) == 1
    Message.objects.update(sending=Sending.SENDING)
    send_message(message.pk, now=NOW)
    message.refresh_from_db()
    assert (message.sending, len(mailoutbox)) == (Sending.DOUBT, 1)
    services.resend(actor=agent, now=NOW, request=message.service_request_id, message=message.pk)
    send_message(message.pk, now=NOW)
    assert len(mailoutbox) == 2


def test_a_new_setup_computes_the_clocks_of_open_requests_again(asked: Asked) -> None:
    from parvis.apps.casework.setup import desk_of

    request = asked()
    chief = factories.actor(Role.RESPONSABLE, sectors=(Sector.POLICE_VOIRIE,))
    text = desk_of(request.authority_id).text.replace("closures = []", 'closures = ["2026-03-03"]')
    services.import_setup(actor=chief, now=NOW, authority="41269", text=text, file="guichet.toml")
    assert fresh(request).due_at == request.due_at + timedelta(days=1)
    closed = text.replace("mon-fri 08:30-12:00,13:30-17:00", "")
    with pytest.raises(Refused, match="heure d’ouverture"):
        services.import_setup(actor=chief, now=NOW, authority="41269", text=closed, file="x.toml")
    with pytest.raises(Refused, match="guichet"):
        services.import_setup(actor=chief, now=NOW, authority="41269", file="guichet.toml",
                              text=text.replace('team = "voirie"', 'team = "x"', 1))  # fmt: skip


ACTIONS = (
    "start",
    "ask_citizen",
    "answer",
    "note",
    "close",
    "reopen",
    "restore",
    "categorise",
    "assign",
    "wait_for_partner",
    "partner_answered",
    "hand_over",
    "take_back",
    "write",
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 4_000)), max_size=12))
def test_the_whole_history_replayed_gives_the_same_record(
    asked: Asked, agent: Actor, actions: list
) -> None:
    request, now = asked(), NOW
    words = {"text": "Bonjour", "category": "proprete", "team": "voirie", "to": "Département"}
    needed = {"ask_citizen": ["text"], "answer": ["text"], "note": ["text"], "assign": ["team"],
              "categorise": ["category"], "hand_over": ["to", "text"]}  # fmt: skip
    for name, minutes in actions:
        now += timedelta(minutes=minutes)
        try:
            if name == "write":
                services.write_to_town(actor=VISITOR, now=now, authority="41269", text="Et ?",
                                       code=request.tracking_code)  # fmt: skip
            else:
                facts = {key: words[key] for key in needed.get(name, [])}
                getattr(services, name)(actor=agent, now=now, request=request.pk, **facts)
        except Refused:
            continue
    kept, replayed = projection_of(fresh(request)), projected(told(request.events.all()))
    assert (kept.standing.state, kept.standing.since, kept.standing.reopenings) == (
        replayed.standing.state, replayed.standing.since, replayed.standing.reopenings
    )  # fmt: skip
    assert kept.standing.last.rank == replayed.standing.last.rank
    assert kept.closed_at == replayed.closed_at
    assert dict(kept.kept) == {"merged_into": 0, **replayed.kept}
