"""One action on several requests, which can be undone for ten minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from parvis.apps.casework.history import append
from parvis.apps.casework.models import BulkAction, Message, Sending, ServiceRequest
from parvis.apps.casework.rights import request_for_verb
from parvis.apps.casework.selectors import last_bulk_action
from parvis.apps.casework.services.gathering import merge
from parvis.apps.casework.services.handling import assign, close, follow_sector
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import Refused

UNDO_TIME = timedelta(minutes=10)
Before = dict[str, dict[str, str]]


@transaction.atomic
def assign_all(
    *, actor: Actor, now: datetime, requests: Sequence[int], team: str, assignee: str = ""
) -> BulkAction:
    """Give several requests to a team, all of them or none."""
    before: Before = {}
    for pk in sorted(requests):
        found = request_for_verb(actor, pk)
        before[str(pk)] = {"team": found.team, "sector": found.sector, "because": found.because,
                           "assignee": _ref(found)}  # fmt: skip
        assign(actor=actor, now=now, request=pk, team=team, assignee=assignee)
    return _keep(actor, now, Happening.ASSIGNED, before)


@transaction.atomic
def close_all(
    *, actor: Actor, now: datetime, requests: Sequence[int], text: str = ""
) -> BulkAction:
    """Close several requests, all of them or none; citizens are told after the time to undo."""
    for pk in sorted(requests):
        close(actor=actor, now=now, request=pk, text=text, not_before=now + UNDO_TIME)
    return _keep(actor, now, Happening.CLOSED, {str(pk): {} for pk in requests})


@transaction.atomic
def merge_all(*, actor: Actor, now: datetime, requests: Sequence[int]) -> BulkAction:
    """Merge several requests into the first that came."""
    first, *others = sorted(requests)
    for pk in others:
        merge(actor=actor, now=now, request=pk, into=first)
    return _keep(actor, now, Happening.MERGED, {str(pk): {} for pk in others})


@transaction.atomic
def undo(*, actor: Actor, now: datetime, authority: str) -> BulkAction:
    """Undo the actor's last bulk action, all of it; Refused past ten minutes."""
    action = last_bulk_action(actor, authority)
    if action is None or action.at < now - UNDO_TIME:
        raise Refused("undo.too_late")
    for pk, before in action.before.items():
        # Given to another sector, it is out of the actor's sight: what they did is still theirs.
        done = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=int(pk))
        _undo_one(done, action, before, actor, now)
    action.undone_at = now
    action.save(update_fields=["undone_at"])
    return action


def _undo_one(
    request: ServiceRequest, action: BulkAction, before: dict[str, str], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    if action.what == Happening.ASSIGNED:
        append(request, Happening.ASSIGNED, actor=actor, now=now, **before)
        follow_sector(request)
    elif action.what == Happening.MERGED:
        append(request, Happening.UNMERGED, actor=actor, now=now, merged_into=0)
    else:
        unsent = Message.objects.filter(service_request=request, at=action.at)
        unsent.filter(sending=Sending.WAITING).update(sending=Sending.NONE)
        append(request, Happening.RESTORED, actor=actor, now=now)


def _ref(request: ServiceRequest) -> str:
    return f"account:{request.assignee_id}" if request.assignee_id else ""


def _keep(actor: Actor, now: datetime, what: Happening, before: Before) -> BulkAction:
    if not before:
        raise Refused("bulk.nothing")
    authority = ServiceRequest.objects.get(pk=int(next(iter(before)))).authority
    return BulkAction.objects.create(
        authority=authority, actor_ref=actor.ref, what=what, at=now, before=before
    )
