"""Opening a file: journaled for the DPO, and seen by whoever has it open too."""

from datetime import datetime, timedelta

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Presence, ServiceRequest
from parvis.apps.casework.rights import requests_for
from parvis.apps.casework.selectors import whole_file
from parvis.apps.casework.services.registering import TEXT_LENGTH
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible

ONE_LOOK = timedelta(minutes=10)
"""Pages of one file opened within this time of each other are one look at it."""
STILL_THERE = timedelta(minutes=2)


@transaction.atomic
def consult(*, actor: Actor, now: datetime, request: int, draft: str | None = None) -> Presence:
    """Say that `actor` has this file in front of them; each new look enters the journal.

    `draft` is what they are writing, kept for them until they send it; None leaves it as it is.
    NotVisible outside their sectors: nothing is then journaled, for nothing was seen.
    """
    seen = requests_for(actor, Capability.SEE_DESK).select_related("authority")
    found = seen.filter(pk=request).first()
    if found is None:
        raise NotVisible
    account = int(actor.ref.partition(":")[2])
    presence = Presence.objects.select_for_update(of=("self",)).filter(
        service_request=request, account=account
    ).first() or Presence(
        authority_id=found.authority_id, service_request=found, account_id=account,
        opened_at=now, seen_at=now - 2 * ONE_LOOK,
    )  # fmt: skip
    if presence.seen_at < now - ONE_LOOK:
        presence.opened_at = now
        _journal(actor, found, now)
    presence.seen_at = now
    if draft is not None:
        presence.draft = draft.strip()[:TEXT_LENGTH]
    presence.writing_at = now if presence.draft else None
    presence.save()
    return presence


@transaction.atomic
def consult_by_machine(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Journal that an application read a file, and give it whole; NotVisible out of its sectors."""
    found = whole_file(actor, request)
    _journal(actor, found, now)
    return found


def drop_draft(request: ServiceRequest, actor: Actor) -> None:
    """What `actor` was writing about a request is sent: the next page begins empty."""
    kind, _, key = actor.ref.partition(":")
    if kind == "account":
        begun = Presence.objects.filter(service_request=request, account=int(key))
        begun.exclude(draft="").update(draft="", writing_at=None)


def _journal(actor: Actor, request: ServiceRequest, now: datetime) -> None:
    record(actor=actor, authority=request.authority, action="request.consulted",
           subject=request.ref, detail={"sector": request.sector}, now=now)  # fmt: skip


def search_consulted(*, actor: Actor, now: datetime, authority: Authority, found: int) -> None:
    """Journal that somebody looked for a person among the requests of their sectors."""
    record(actor=actor, authority=authority, action="contacts.searched", subject="",
           detail={"rows": found}, now=now)  # fmt: skip
