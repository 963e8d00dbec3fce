"""What agents do with a request: assign, ask, answer, close, hand over, take up again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from parvis.apps.casework.dispatch import agents_of, assignee_for
from parvis.apps.casework.files import KeptFile
from parvis.apps.casework.history import append
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.rights import request_for_verb
from parvis.apps.casework.services.asking import question
from parvis.apps.casework.services.consulting import drop_draft
from parvis.apps.casework.services.writing import keep_note, required, send
from parvis.apps.casework.setup import desk_of
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import Refused


@transaction.atomic
def assign(
    *, actor: Actor, now: datetime, request: int, team: str = "", assignee: str = "",
    because: str = "",
) -> ServiceRequest:  # fmt: skip
    """Give a request to a team, to somebody ("account:12"), or to nobody in particular.

    `team` is the request's own if not said; another team shares it among its agents by its own
    rule. A team of another sector takes the request there: its former agents no longer see it.
    """
    found = request_for_verb(actor, request)
    desk = desk_of(found.authority_id)
    chosen = desk.setup.team(team or found.team)
    if assignee and assignee not in [a.ref for a in agents_of(found.authority, chosen)]:
        raise Refused("assignee.unknown")
    if not assignee and chosen.id != found.team:
        day = now.astimezone(desk.opening.zone).date()
        assignee = assignee_for(found.authority, chosen, day)
    append(found, Happening.ASSIGNED, actor=actor, now=now, team=chosen.id, assignee=assignee,
           sector=chosen.sector.value, because=because or f"Confiée par {actor.label}")  # fmt: skip
    follow_sector(found)
    return found


def follow_sector(request: ServiceRequest) -> None:
    """The contact of a request is seen where the request is."""
    type(request.contact).objects.filter(service_request=request).update(sector=request.sector)


@transaction.atomic
def start(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Say that somebody is at work on it."""
    return _simple(actor, now, request, Happening.STARTED)


@transaction.atomic
def categorise(*, actor: Actor, now: datetime, request: int, category: str) -> ServiceRequest:
    """Change what a request is about; its promise follows, its team is left to `assign`."""
    found = request_for_verb(actor, request)
    chosen = desk_of(found.authority_id).setup.category(category)
    found.promise = f"{chosen.promise.count}{chosen.promise.unit}"
    append(found, Happening.CATEGORISED, actor=actor, now=now, category=category,
           demarche=chosen.demarche)  # fmt: skip
    return found


@transaction.atomic
def note(
    *, actor: Actor, now: datetime, request: int, text: str, files: Sequence[KeptFile] = ()
) -> ServiceRequest:
    """Write to the other agents only."""
    found = request_for_verb(actor, request)
    event = append(found, Happening.NOTED, actor=actor, now=now)
    keep_note(event, required(text), actor=actor, now=now, files=files)
    drop_draft(found, actor)
    return found


@transaction.atomic
def answer(
    *, actor: Actor, now: datetime, request: int, text: str, files: Sequence[KeptFile] = ()
) -> ServiceRequest:
    """Write to the citizen, and go on."""
    found = request_for_verb(actor, request)
    event = append(found, Happening.MESSAGE_SENT, actor=actor, now=now)
    send(event, required(text), actor=actor, now=now, files=files)
    _tell_merged(found, text.strip(), actor, now)
    drop_draft(found, actor)
    return found


@transaction.atomic
def ask_citizen(
    *, actor: Actor, now: datetime, request: int, text: str, until: date | None = None
) -> ServiceRequest:
    """Write to the citizen and wait: the working clock stops.

    `until` is the last day to produce pieces without which the file is incomplete (L114-5): the
    legal clock follows.
    """
    found = request_for_verb(actor, request)
    detail = {"until": until.isoformat()} if until else {}
    event = append(found, Happening.CITIZEN_ASKED, actor=actor, now=now, **detail)
    send(event, required(text), actor=actor, now=now)
    drop_draft(found, actor)
    return found


@transaction.atomic
def close(
    *, actor: Actor, now: datetime, request: int, text: str = "",
    not_before: datetime | None = None,
) -> ServiceRequest:  # fmt: skip
    """Close a request; the citizen is told, and asked the one question.

    `not_before` delays the message, for what may yet be undone.
    """
    found = request_for_verb(actor, request)
    event = append(found, Happening.CLOSED, actor=actor, now=now)
    said = text.strip() or f"Votre demande n° {found.number} est close."
    asked = desk_of(found.authority_id).setup.asks_satisfaction
    whole = f"{said}\n\n{question(found)}" if asked else said
    send(event, whole, actor=actor, now=now, not_before=not_before)
    _tell_merged(found, said, actor, now, not_before)
    drop_draft(found, actor)
    return found


def _tell_merged(
    request: ServiceRequest, text: str, actor: Actor, now: datetime,
    not_before: datetime | None = None,
) -> None:  # fmt: skip
    """Those whose requests were merged into this one read the same answer."""
    for merged in request.merged.select_for_update(of=("self",)).select_related("contact"):
        event = append(merged, Happening.MESSAGE_SENT, actor=actor, now=now)
        send(event, text, actor=actor, now=now, not_before=not_before)


@transaction.atomic
def wait_for_partner(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Say that a contractor has it in hand: the clock still runs."""
    return _simple(actor, now, request, Happening.PARTNER_ASKED)


@transaction.atomic
def partner_answered(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Say that the contractor is done."""
    return _simple(actor, now, request, Happening.PARTNER_ANSWERED)


@transaction.atomic
def reopen(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Take up a closed request again because its citizen is not satisfied."""
    return _simple(actor, now, request, Happening.REOPENED)


@transaction.atomic
def restore(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Take up a request that was closed by mistake."""
    return _simple(actor, now, request, Happening.RESTORED)


@transaction.atomic
def hand_over(*, actor: Actor, now: datetime, request: int, to: str, text: str) -> ServiceRequest:
    """Hand a request over to the administration it was meant for, and tell the citizen (L114-2)."""
    found = request_for_verb(actor, request)
    event = append(found, Happening.TRANSFERRED, actor=actor, now=now, to=to[:120])
    send(event, required(text), actor=actor, now=now)
    return found


@transaction.atomic
def take_back(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Say that the other administration sent it back."""
    return _simple(actor, now, request, Happening.RETURNED)


def _simple(
    actor: Actor, now: datetime, request: int, what: Happening, **detail: Any
) -> ServiceRequest:
    found = request_for_verb(actor, request)
    append(found, what, actor=actor, now=now, **detail)
    return found
