"""Writing to residents: only with consent, by the means they chose, never beyond their cap."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

import factories
import parvis
from parvis.apps import wired
from parvis.apps.accounts.consents import give_consent, has_agreed
from parvis.apps.accounts.contacting import send_contacted, write_to_resident
from parvis.apps.accounts.devices import announce, subscribe, tell_devices
from parvis.apps.accounts.models import (
    Account,
    Contacted,
    ContactPreference,
    PushSubscription,
    Sent,
)
from parvis.apps.jobs.models import Job
from parvis.core.access import OPERATOR
from parvis.core.contact import Device
from parvis.core.errors import Refused, Unavailable

KEY = "B" + "A" * 86
DEVICE = '{"endpoint": "https://push.example/%s", "keys": {"p256dh": "' + KEY + '", "auth": "x"}}'


class Loudspeaker:
    """A pusher that writes down what it is told."""

    def __init__(self, answer: bool | None = True) -> None:
        self.answer, self.said = answer, []

    def public_key(self) -> str:
        return KEY

    def check(self, device: Device) -> None:
        if "intranet" in device.endpoint:
            raise Refused("channel.address", url=device.endpoint)

    def push(self, device: Device, text: str) -> bool:
        if self.answer is None:
            raise Unavailable("notifications")
        self.said.append((device.endpoint, text))
        return self.answer


class Phone:
    def __init__(self) -> None:
        self.said = []

    def send(self, number: str, text: str) -> None:
        self.said.append((number, text))


@pytest.fixture
def ada(db: None) -> Account:
    factories.authority()
    return Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada Lovelace", created_at=factories.NOW
    )


def agree(account: Account, given: bool = True) -> None:
    give_consent(now=factories.NOW, authority=factories.authority(), account=account,
                 source="familles", purpose="rappels", is_given=given)  # fmt: skip


def write(account: Account, now=factories.NOW) -> Contacted:
    return write_to_resident(
        actor=OPERATOR, now=now, authority=factories.authority(), account=account,
        source="familles", purpose="rappels", title="Inscriptions à la cantine",
        text="Elles ferment vendredi.", path="/demarches/cantine/",
    )  # fmt: skip


def prefer(account: Account, **facts) -> None:
    place = factories.authority()
    ContactPreference.objects.update_or_create(authority=place, account=account, defaults=facts)


def test_nothing_is_written_without_a_consent_nor_after_its_withdrawal(ada: Account) -> None:
    with pytest.raises(Refused, match="n’a pas accepté"):
        write(ada)
    agree(ada)
    write(ada)
    agree(ada, given=False)
    with pytest.raises(Refused):
        write(ada)
    assert Contacted.objects.count() == 1


@pytest.mark.parametrize("most", [0, 1, 2])
def test_the_cap_is_held_and_nothing_is_queued_beyond_it(ada: Account, most: int) -> None:
    agree(ada)
    prefer(ada, most_a_month=most)
    for _ in range(most):
        write(ada)
    with pytest.raises(Refused, match="au plus"):
        write(ada)
    assert Contacted.objects.count() == most
    assert Job.objects.filter(name="accounts.contact").count() == most


def test_nothing_else_writes_to_residents() -> None:
    root = Path(parvis.__file__).parent
    makers = [path.name for path in root.rglob("*.py")
              if re.search(r"Contacted\(|Contacted\.objects\.(bulk_)?create", path.read_text())
              and "migrations" not in path.parts]  # fmt: skip
    assert sorted(makers) == ["contact.py", "contacting.py"]


def test_a_message_follows_the_brand_and_stops_in_one_click(ada: Account) -> None:
    agree(ada)
    send_contacted(write(ada).pk)
    (sent,) = mail.outbox
    assert sent.body.startswith("Bonjour,\n\nElles ferment")
    assert sent.body.rstrip().endswith("Vendôme")
    assert "Vend=C3=B4me" in sent.from_email
    assert "<html" in sent.alternatives[0][0]
    url = sent.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + url.split("/", 3)[3]
    reader = Client(enforce_csrf_checks=True)
    assert has_agreed(ada, factories.authority(), "familles", "rappels")
    assert reader.get(path).status_code == 200
    assert has_agreed(ada, factories.authority(), "familles", "rappels"), "a reader only looked"
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not has_agreed(ada, factories.authority(), "familles", "rappels")
    assert reader.post("/mes-donnees/ne-plus/forge/").status_code == 422


def test_it_goes_by_the_means_that_was_chosen(ada: Account, monkeypatch) -> None:
    loud, phone = Loudspeaker(), Phone()
    monkeypatch.setattr(wired.ports, "pusher", lambda: loud, raising=False)
    monkeypatch.setattr(wired.ports, "texter", lambda: phone, raising=False)
    agree(ada)
    subscribe(now=factories.NOW, authority=factories.authority(), topic=ada.ref, told=DEVICE % 1)
    prefer(ada, channel="push")
    send_contacted(write(ada).pk)
    assert "Inscriptions" in loud.said[0][1]
    prefer(ada, channel="sms", phone="+33612345678")
    send_contacted(write(ada).pk)
    assert phone.said[0][0] == "+33612345678"
    assert mail.outbox == []
    prefer(ada, channel="letter")
    assert write(ada).state == Sent.TO_DO


def test_without_a_device_left_it_goes_by_mail(ada: Account, monkeypatch) -> None:
    monkeypatch.setattr(wired.ports, "pusher", lambda: Loudspeaker(False), raising=False)
    agree(ada)
    prefer(ada, channel="push")
    subscribe(now=factories.NOW, authority=factories.authority(), topic=ada.ref, told=DEVICE % 1)
    send_contacted(write(ada).pk)
    assert len(mail.outbox) == 1
    assert not PushSubscription.objects.exists(), "a device that is gone is forgotten"


def test_news_of_a_request_are_announced_to_who_asked_only(ada: Account, monkeypatch) -> None:
    loud = Loudspeaker()
    monkeypatch.setattr(wired.ports, "pusher", lambda: loud, raising=False)
    place = factories.authority()
    facts = {"actor": OPERATOR, "now": factories.NOW, "authority": place, "title": "Du nouveau",
             "path": "/suivi/X/"}  # fmt: skip
    announce(topics=("", "request:7"), **facts)
    assert not Job.objects.exists()
    subscribe(now=factories.NOW, authority=place, topic="request:7", told=DEVICE % 1)
    announce(topics=("", "request:7"), **facts)
    assert Job.objects.get().name == "accounts.tell"
    assert tell_devices(["request:8"], "Du nouveau", "/suivi/X/") == 0
    assert tell_devices(["request:7"], "Du nouveau", "/suivi/X/") == 1


def test_a_device_that_is_none_is_refused(ada: Account, monkeypatch) -> None:
    monkeypatch.setattr(wired.ports, "pusher", lambda: Loudspeaker(), raising=False)
    place = factories.authority()
    for told in ("", "[]", "{}", '{"endpoint": 3}', DEVICE.replace("push.example", "intranet") % 1):
        with pytest.raises(Refused):
            subscribe(now=factories.NOW, authority=place, topic=ada.ref, told=told)
    for number in range(12):
        subscribe(now=factories.NOW, authority=place, topic=ada.ref, told=DEVICE % number)
    assert PushSubscription.objects.count() == 8


def test_a_service_that_does_not_answer_is_tried_again(ada: Account, monkeypatch) -> None:
    monkeypatch.setattr(wired.ports, "pusher", lambda: Loudspeaker(None), raising=False)
    agree(ada)
    prefer(ada, channel="push")
    subscribe(now=factories.NOW, authority=factories.authority(), topic=ada.ref, told=DEVICE % 1)
    written = write(ada)
    with pytest.raises(Unavailable):
        send_contacted(written.pk)
    written.refresh_from_db()
    assert written.state == Sent.WAITING
