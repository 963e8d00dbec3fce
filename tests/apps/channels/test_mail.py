"""Letters become requests or join theirs; machines, strangers and forgers do not."""

import smtplib
import socket
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail as sent

import factories
from parvis.apps.casework.models import Attachment, Message, ServiceRequest, Way
from parvis.apps.casework.outbox import send_message
from parvis.apps.casework.services import merge
from parvis.apps.casework.threads import token_of
from parvis.apps.channels.letters import read
from parvis.apps.channels.mail import take_mail
from parvis.apps.channels.models import RefusedMail
from parvis.core.access import OPERATOR

pytestmark = pytest.mark.django_db
NOW = factories.NOW
_ids = iter(range(10_000))


def letter(text: str = "Un lampadaire éteint rue Poterie", **headers: str) -> EmailMessage:
    made = EmailMessage()
    facts = {"From": "Alix Roche <alix@example.org>", "To": "mairie@vendome.example",
             "Subject": "Lampadaire", "Message-ID": f"<{next(_ids)}@example.org>"}  # fmt: skip
    for name, value in {**facts, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def take(made: EmailMessage) -> Message | None:
    return take_mail(now=NOW, authority=factories.authority().code, raw=made.as_bytes())


def test_a_letter_becomes_a_request_once() -> None:
    made = letter()
    assert take(made) is not None
    assert take(made) is None
    request = ServiceRequest.objects.get()
    assert (request.category, request.channel, request.subject) == (
        "eclairage", "email", "Lampadaire",
    )  # fmt: skip
    assert request.contact.email == "alix@example.org"


def test_a_reply_joins_its_request_by_the_token_of_our_own_message() -> None:
    take(letter())
    request = ServiceRequest.objects.get()
    send_message(request.messages.get(way=Way.OUT).pk, now=NOW)
    ours = sent.outbox[0]
    reply = letter("C’est revenu.\n\nLe 2 mars 2026 à 10:30, Parvis a écrit :\n> Bonjour",
                   In_Reply_To=ours.extra_headers["Message-ID"])  # fmt: skip
    joined = take(reply)
    assert joined.service_request == request
    assert joined.text == "C’est revenu."


def test_a_stranger_s_letter_never_joins_a_file_even_with_its_token() -> None:
    take(letter())
    request = ServiceRequest.objects.get()
    take(letter(From="Eve <eve@example.net>", References=f"<{token_of(request)}@x>"))
    assert request.messages.filter(way=Way.IN).count() == 1
    assert ServiceRequest.objects.count() == 2


def test_a_forged_token_joins_nothing() -> None:
    take(letter())
    request = ServiceRequest.objects.get()
    forged = f"parvis.{request.pk}.{'0' * 20}"
    take(letter(References=f"<{forged}@x>"))
    assert ServiceRequest.objects.count() == 2


def test_a_reply_to_a_merged_request_joins_the_one_it_went_into() -> None:
    take(letter())
    take(letter())
    first, second = ServiceRequest.objects.order_by("pk")
    merge(actor=OPERATOR, now=NOW, request=second.pk, into=first.pk)
    joined = take(letter(References=f"<{token_of(second)}@x>"))
    assert joined.service_request == first


@pytest.mark.parametrize("headers", [
    {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"},
    {"List_Id": "<liste.example.org>"}, {"From": "MAILER-DAEMON@example.org"}, {"From": "personne"},
    {"From": "Parvis <parvis@localhost>"},
])  # fmt: skip
def test_what_a_machine_wrote_is_set_aside_without_its_words(headers: dict) -> None:
    assert take(letter(**headers)) is None
    assert not ServiceRequest.objects.exists()
    assert RefusedMail.objects.count() == 1


def test_a_loop_ends_by_itself() -> None:
    for _ in range(30):
        take(letter())
    assert ServiceRequest.objects.count() == 20
    assert RefusedMail.objects.filter(reason="loop").count() == 10


def test_a_page_gives_its_words_and_nothing_of_its_scripts() -> None:
    made = letter()
    made.set_content(
        "<p>Bonjour &amp; merci</p><script>alert(1)</script><img src=x onerror=alert(1)>",
        subtype="html",
    )
    assert read(made.as_bytes()).text == "Bonjour & merci"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("declared", ["", "Content-Type: text/plain; charset=klingon\r\n"])
def test_words_whose_encoding_is_not_said_or_unknown_are_read(encoding: str, declared: str) -> None:
    heads = f"From: alix@example.org\r\n{declared}\r\n"
    assert read((heads + "C’est l’été à Vendôme").encode(encoding)).text == "C’est l’été à Vendôme"


def test_a_file_that_may_not_enter_does_not_keep_the_letter_out() -> None:
    made = letter()
    made.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="plan.pdf")
    made.add_attachment(b"<svg/>", maintype="image", subtype="svg+xml", filename="x.svg")
    kept = take(made)
    assert Attachment.objects.get().name == "plan.pdf"
    assert "Pièce écartée" in kept.text


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"From: \r\n\r\n", b"Subject: =?x?q?=?="])
def test_whatever_bytes_come_are_no_bug(raw: bytes) -> None:
    take_mail(now=NOW + timedelta(hours=1), authority=factories.authority().code, raw=raw)
    assert ServiceRequest.objects.count() + RefusedMail.objects.count() == 1, "nothing is lost"


@pytest.mark.django_db(transaction=True)
def test_the_smtp_door_acknowledges_what_is_kept() -> None:
    from parvis.apps.channels.mailbox import open_door

    factories.authority()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = open_door(f"127.0.0.1:{port}")
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.send_message(letter())
    finally:
        door.stop()
    assert ServiceRequest.objects.get().subject == "Lampadaire"
