"""What a citizen does with a request they follow by its code, or from their account."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.apps.casework.files import KeptFile
from parvis.apps.casework.history import append
from parvis.apps.casework.models import Channel, Message, ServiceRequest
from parvis.apps.casework.services.writing import keep_received, required
from parvis.core.access import VISITOR, Actor
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import NotVisible, Refused


def citizen(actor: Actor) -> Actor:
    """Who acts, as events may say it: no name of a citizen enters a history."""
    return Actor(ref=actor.ref if actor != VISITOR else "citizen", label="L’usager")


def followed(authority: str, code: str) -> ServiceRequest:
    """The request that a code names, locked; NotVisible if it names none.

    To be called inside a transaction.
    """
    try:
        typed = typed_code(code)
    except Refused:
        raise NotVisible from None
    locked = ServiceRequest.objects.select_for_update(of=("self",)).select_related("authority")
    found = locked.filter(authority__code=authority, tracking_code=typed).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def write_to_town(
    *, actor: Actor, now: datetime, authority: str, code: str, text: str,
    files: Sequence[KeptFile] = (),
) -> Message:  # fmt: skip
    """Add something to a request, by its code. What is waited for starts the clock again."""
    request = followed(authority, code)
    return receive(request, text, actor=actor, now=now, channel=Channel.WEB, files=files)


@transaction.atomic
def reopen_by_citizen(
    *, actor: Actor, now: datetime, authority: str, code: str, text: str
) -> Message:
    """Say that a closed request is not settled: it is opened again, with what is still wrong."""
    request = followed(authority, code)
    event = append(request, Happening.REOPENED, actor=citizen(actor), now=now)
    return keep_received(event, required(text), channel=Channel.WEB, author="", now=now)


def receive(
    request: ServiceRequest, text: str, *, actor: Actor, now: datetime, channel: Channel,
    files: Sequence[KeptFile] = (), message_id: str = "",
) -> Message:  # fmt: skip
    """Keep what a citizen writes about a locked request; one that was merged passes it on."""
    while request.merged_into_id is not None:
        request = ServiceRequest.objects.select_for_update(of=("self",)).get(
            pk=request.merged_into_id
        )
    is_awaited = request.state == State.WAITING_CITIZEN
    what = Happening.CITIZEN_ANSWERED if is_awaited else Happening.MESSAGE_RECEIVED
    event = append(request, what, actor=citizen(actor), now=now)
    return keep_received(event, required(text), channel=channel, author="", now=now, files=files,
                         message_id=message_id)  # fmt: skip
