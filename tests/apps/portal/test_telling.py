"""Appointments and agendas; devices that are told; the declared purposes among the consents."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

import factories
from parvis.apps import wired
from parvis.apps.accounts.models import Account, ContactPreference, PushSubscription
from parvis.apps.casework.models import Appointment, Message
from parvis.apps.casework.outbox import send_message
from parvis.apps.casework.services import answer, cancel_appointment, give_appointment
from parvis.apps.jobs.models import Job
from parvis.core.access import Role
from parvis.core.errors import Refused
from parvis.core.privacy.purposes import Governance, Purpose
from parvis.core.sectors import Sector
from portal_town import sent

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
POINT = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"
DEVICE = json.dumps(
    {"endpoint": "https://192.0.2.7/1", "keys": {"p256dh": POINT, "auth": "tBHItJI5svbpez7KI4CCXg"}}
)


@pytest.fixture
def ada(town) -> Client:
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada Lovelace", created_at=factories.NOW
    )
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    return browser


@pytest.fixture
def agent(town):
    return factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))


def events(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def meet(agent, request, hours: int = 48, **more) -> Appointment:
    now = timezone.now()
    facts = {"starts_at": now + timedelta(hours=hours), "place": "Mairie, guichet 2", **more}
    return give_appointment(actor=agent, now=now, request=request.pk, **facts)


def test_an_appointment_is_told_in_words_by_agenda_and_on_the_page(ada: Client, agent) -> None:
    request = sent(ada)
    met = meet(agent, request, text="Apportez la clé.")
    page = ada.get(f"/suivi/{request.tracking_code}/").content.decode()
    assert "Votre rendez-vous" in page
    assert "Apportez la clé." in page
    found = events(Client().get(f"/suivi/{request.tracking_code}/agenda.ics").content)
    assert str(found[0]["location"]) == "Mairie, guichet 2"
    assert found[0].decoded("dtstart").replace(microsecond=0) == met.starts_at.replace(
        microsecond=0
    )
    assert any(str(e["summary"]).startswith("Réponse promise") for e in found)
    own = events(ada.get("/mes-donnees/agenda.ics").content)
    assert {str(e["uid"]) for e in own} == {str(e["uid"]) for e in found}


def test_the_message_carries_the_appointment_in_the_towns_brand(ada: Client, agent) -> None:
    meet(agent, sent(ada))
    mail.outbox.clear()
    send_message(Message.objects.latest("pk").pk, now=timezone.now())
    (written,) = mail.outbox
    ((name, content, kind),) = [a for a in written.attachments if isinstance(a, tuple)]
    assert (name, kind) == ("rendez-vous.ics", "text/calendar")
    assert len(events(content.encode())) == 1
    assert "Vendôme" in written.alternatives[0][0]


def test_a_moved_or_cancelled_appointment_replaces_the_one_of_the_agenda(ada, agent) -> None:
    request = sent(ada)
    first = meet(agent, request)
    moved = meet(agent, request, hours=72)
    assert (moved.pk, moved.sequence) == (first.pk, 1)
    cancel_appointment(actor=agent, now=timezone.now(), request=request.pk)
    event = events(Client().get(f"/suivi/{request.tracking_code}/agenda.ics").content)[0]
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 2)
    with pytest.raises(Refused):
        meet(agent, request, hours=-1)


def test_an_agent_gives_it_from_the_file_of_the_request(ada: Client) -> None:
    request = sent(ada)
    desk = Client()
    desk.force_login(factories.account(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,)))
    act = f"/guichet/demandes/{request.pk}/faire/"
    when = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    desk.post(act, {"faire": "rendez_vous", "quand": when, "lieu": "Mairie", "minutes": "20"})
    assert Appointment.objects.get().minutes == 20
    wrong = desk.post(act, {"faire": "rendez_vous", "quand": "demain", "lieu": "Mairie"})
    assert "n’est pas une date" in wrong.content.decode()


def test_a_device_follows_one_request_without_an_account(town, agent, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    visitor = Client()
    request = sent(visitor)
    where = f"/suivi/{request.tracking_code}/prevenir/"
    assert visitor.post(where, {"appareil": "rien"}).status_code == 422
    assert visitor.post(where, {"appareil": DEVICE}).status_code == 422, "an address of no one"
    PushSubscription.objects.create(
        authority=town,
        topic=request.ref,
        endpoint="https://push.example/1",
        created_at=factories.NOW,
    )
    answer(actor=agent, now=timezone.now(), request=request.pk, text="Nous venons demain.")
    job = Job.objects.get(name="accounts.tell")
    assert request.ref in job.arguments["topics"]
    assert "demain" not in json.dumps(job.arguments), "a notification says that, not what"
    visitor.post(where, {"retirer": "oui"})
    assert not PushSubscription.objects.exists()


def test_sms_is_offered_only_where_the_town_has_a_provider(ada: Client, monkeypatch) -> None:
    assert "Par SMS" not in ada.get("/mes-donnees/").content.decode()
    asked = {"moyen": "sms", "mois": "2", "telephone": "06 12 34 56 78"}
    assert ada.post("/mes-donnees/preferences/", asked).status_code == 422
    monkeypatch.setattr(wired.ports, "texter", lambda: object(), raising=False)
    assert "Par SMS" in ada.get("/mes-donnees/").content.decode()
    wrong = ada.post("/mes-donnees/preferences/", {**asked, "telephone": "12"})
    assert "n’est pas un numéro" in wrong.content.decode()
    ada.post("/mes-donnees/preferences/", asked)
    assert ContactPreference.objects.get().phone == "+33612345678"


def purpose(id_: str, basis: str, town: str) -> Purpose:
    return Purpose(
        id=id_, title=f"Étude {id_}", legal_basis=basis, authority=town,
        sectors=(Sector.SCOLAIRE_SPORT_CULTURE, Sector.RELATIONS_USAGERS),
        sources=("demo_cantine", "demo_grc"), retention_days=365, dpia="AIPD 1",
        signed_by="La maire", signed_on=date(2020, 1, 1), starts_on=date(2020, 1, 2),
        ends_on=date(2099, 1, 1),
    )  # fmt: skip


def test_declared_purposes_are_agreed_to_or_told(ada: Client, town, monkeypatch) -> None:
    declared = Governance((
        purpose("parcours", "consentement (RGPD, article 6.1.a)", town.code),
        purpose("offre", "mission d’intérêt public (RGPD, article 6.1.e)", town.code),
        purpose("ailleurs", "consentement", "45234"),
    ))  # fmt: skip
    monkeypatch.setattr(wired.ports, "governance", lambda: declared, raising=False)
    page = ada.get("/mes-donnees/")
    assert [use.id for use in page.context["uses"]][-1] == "parcours"
    assert [p.id for p in page.context["imposed"]] == ["offre"]
    post = "/mes-donnees/consentements/"
    agreed = {"source": "demo_cantine", "finalite": "parcours", "oui": "oui"}
    assert ada.post(post, agreed).status_code == 302
    for wrong in ({"source": "demo_creche"}, {"finalite": "offre"}, {"finalite": "ailleurs"}):
        assert ada.post(post, {**agreed, **wrong}).status_code == 404
    lines = {line.source: line for line in ada.get("/mes-donnees/").context["matrix"]}
    (cell,) = [c for c in lines["demo_cantine"].cells if c.use.id == "parcours"]
    assert cell.is_given
    assert not lines["portail"].cells[-1].is_asked
