"""Words about a request: kept beside the event that tells of them, sent by the outbox."""

from collections.abc import Sequence
from datetime import datetime

from parvis.apps.accounts.devices import announce
from parvis.apps.casework.files import KeptFile
from parvis.apps.casework.models import Channel, Message, RequestEvent, Sending, ServiceRequest, Way
from parvis.apps.casework.outbox import queue_message
from parvis.apps.casework.services.registering import join_files
from parvis.core.access import Actor
from parvis.core.errors import Refused, Where


def required(text: str) -> str:
    """The text, trimmed; Refused if nothing is said."""
    if not text.strip():
        raise Refused("request.empty", where=Where(field="message"))
    return text.strip()


def send(
    event: RequestEvent,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    subject: str = "",
    not_before: datetime | None = None,
    files: Sequence[KeptFile] = (),
) -> Message:
    """Write to the citizen in the way they prefer; by e-mail the outbox takes it."""
    request = event.service_request
    contact = request.contact
    message = Message.objects.create(
        authority=request.authority, service_request=request, rank=event.rank, way=Way.OUT,
        channel=contact.prefers, author=actor.label, subject=subject or request.subject, text=text,
        at=now, sending=_sending(request, contact.prefers, contact.email),
    )  # fmt: skip
    join_files(request, event.rank, files, now)
    queue_message(message, actor=actor, now=now, not_before=not_before)
    announce(
        actor=actor, now=now, authority=request.authority, not_before=not_before,
        topics=(contact.account_ref, request.ref), path=f"/suivi/{request.tracking_code}/",
        title=f"Du nouveau pour votre demande n° {request.number}",
    )  # fmt: skip
    return message


def _sending(request: ServiceRequest, prefers: str, email: str) -> Sending:
    if prefers == Channel.EMAIL and email:
        return Sending.NONE if request.is_synthetic else Sending.WAITING
    return Sending.LETTER if prefers == Channel.LETTER else Sending.NONE


def keep_received(
    event: RequestEvent,
    text: str,
    *,
    channel: Channel,
    author: str,
    now: datetime,
    files: Sequence[KeptFile] = (),
    message_id: str = "",
) -> Message:
    """Keep what the citizen wrote."""
    request = event.service_request
    join_files(request, event.rank, files, now)
    return Message.objects.create(
        authority_id=request.authority_id, service_request=request, rank=event.rank, way=Way.IN,
        channel=channel, author=author[:200], text=text, at=now, message_id=message_id,
    )  # fmt: skip


def keep_note(
    event: RequestEvent, text: str, *, actor: Actor, now: datetime, files: Sequence[KeptFile] = ()
) -> Message:
    """Keep what agents say among themselves."""
    request = event.service_request
    join_files(request, event.rank, files, now, is_internal=True)
    return Message.objects.create(
        authority_id=request.authority_id, service_request=request, rank=event.rank, way=Way.NOTE,
        channel=Channel.FIELD, author=actor.label, text=text, at=now,
    )  # fmt: skip
