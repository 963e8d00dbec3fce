"""An e-mail becomes a request, or joins the one it answers; what a machine wrote does neither."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from parvis.apps.authorities.models import Authority
from parvis.apps.casework.files import KeptFile, keep_file
from parvis.apps.casework.models import Channel, Message, ServiceRequest, Way
from parvis.apps.casework.services import register_service_request
from parvis.apps.casework.services.citizen import receive
from parvis.apps.casework.services.registering import TEXT_LENGTH
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.casework.threads import request_named
from parvis.apps.channels.letters import Letter, read
from parvis.apps.channels.models import RefusedMail
from parvis.core.access import Actor
from parvis.core.casework.asked import Contact
from parvis.core.casework.guess import suggested
from parvis.core.errors import Refused
from parvis.core.people.contacts import email as email_key

POSTMAN = Actor(ref="mail", label="Courriel")
MOST_AN_HOUR = 20
"""Messages of one sender within an hour, beyond which it is taken for a loop."""


def take_mail(*, now: datetime, authority: str, raw: bytes) -> Message | None:
    """Take an e-mail in, once; None if it was there already, or was set aside.

    A reply joins a request when it carries that request's signed token and comes from the
    address of its citizen. A stranger's mail never joins a file: it becomes a request.
    """
    letter = read(raw)
    where = Authority.objects.get(code=authority)
    if _is_there(where, letter):
        return None
    reason = letter.automatic or _too_many(where, letter, now)
    if reason:
        _set_aside(where, letter, reason, now)
        return None
    kept, refused = _kept(letter)
    told = replace(letter, text=_with_refusals(letter.text, refused))
    answered = _answered(where, letter)
    if answered is not None:
        return _join(answered, told, kept, now)
    return _begin(where, told, kept, now)


def _is_there(authority: Authority, letter: Letter) -> bool:
    if not letter.message_id:
        return False
    here = Message.objects.filter(authority=authority, message_id=letter.message_id)
    aside = RefusedMail.objects.filter(authority=authority, message_id=letter.message_id)
    return here.exists() or aside.exists()


def _too_many(authority: Authority, letter: Letter, now: datetime) -> str:
    if letter.sender.lower() == settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ").lower():
        return "ourselves"
    recent = Message.objects.filter(
        authority=authority, way=Way.IN, channel=Channel.EMAIL, at__gte=now - timedelta(hours=1),
        service_request__contact__email_key=email_key(letter.sender),
    )  # fmt: skip
    return "loop" if recent.count() >= MOST_AN_HOUR else ""


def _set_aside(authority: Authority, letter: Letter, reason: str, now: datetime) -> None:
    RefusedMail.objects.create(
        authority=authority, message_id=letter.message_id, reason=reason, received_at=now
    )


def _kept(letter: Letter) -> tuple[list[KeptFile], list[str]]:
    """The files that may be kept, and why the others are not."""
    kept, refused = [], []
    for name, content in letter.files:
        try:
            kept.append(keep_file(name, content))
        except Refused as refusal:
            refused.append(refusal.sentence())
    return kept, refused


def _with_refusals(text: str, refused: list[str]) -> str:
    said = text or "(message sans texte)"
    whole = "\n\n".join([said, *(f"Pièce écartée : {sentence}" for sentence in refused)])
    return whole[:TEXT_LENGTH]


def _answered(authority: Authority, letter: Letter) -> ServiceRequest | None:
    """The request that a letter answers: by its token, and only from its own citizen."""
    pk = request_named(letter.addressed)
    found = ServiceRequest.objects.filter(authority=authority, pk=pk).select_related("contact")
    request = found.first() if pk is not None else None
    if request is None or request.contact.email_key != email_key(letter.sender):
        return None
    return request


@transaction.atomic
def _join(
    answered: ServiceRequest, letter: Letter, files: list[KeptFile], now: datetime
) -> Message:
    request = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=answered.pk)
    return receive(request, letter.text, actor=POSTMAN, now=now, channel=Channel.EMAIL,
                   files=files, message_id=letter.message_id)  # fmt: skip


def _begin(
    authority: Authority, letter: Letter, files: list[KeptFile], now: datetime
) -> Message | None:
    desk = desk_of(authority.pk)
    request = register_service_request(
        actor=POSTMAN,
        now=now,
        authority=authority.code,
        category=_category(desk, letter),
        channel=Channel.EMAIL,
        subject=letter.subject,
        text=letter.text,
        contact=Contact(name=letter.sender_name, email=letter.sender),
        attachments=files,
        external_ref=f"mail:{letter.message_id}"[:200] if letter.message_id else "",
        message_id=letter.message_id,
    )
    return request.messages.filter(way=Way.IN).first()


def _category(desk: Desk, letter: Letter) -> str:
    found = suggested(desk.setup, f"{letter.subject} {letter.text}")
    return found.id if found else desk.setup.fallback
