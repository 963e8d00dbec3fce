"""Requests that speak of one thing: merged, linked, or told apart."""

from datetime import datetime

from django.db import transaction

from parvis.apps.casework.history import append
from parvis.apps.casework.models import RequestLink, ServiceRequest, Tie
from parvis.apps.casework.rights import request_for_verb
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import Refused


@transaction.atomic
def merge(*, actor: Actor, now: datetime, request: int, into: int) -> ServiceRequest:
    """Let `request` advance with `into`: what is written to it later goes there.

    Each citizen keeps their code and receives the answers of their own request's closing.
    Refused across sectors, or in a circle.
    """
    first, second = sorted((request, into))  # locked in one order: two agents cannot block
    locked = {pk: request_for_verb(actor, pk) for pk in dict.fromkeys((first, second))}
    one, other = locked[request], locked[into]
    if request == into or other.merged_into_id is not None:
        raise Refused("merge.itself")
    if (one.authority_id, one.sector) != (other.authority_id, other.sector):
        raise Refused("merge.sector")
    append(one, Happening.MERGED, actor=actor, now=now, merged_into=other.pk)
    append(other, Happening.NOTED, actor=actor, now=now, gathered=one.number)
    return one


@transaction.atomic
def separate(*, actor: Actor, now: datetime, request: int) -> ServiceRequest:
    """Let a merged request go its own way again."""
    found = request_for_verb(actor, request)
    append(found, Happening.UNMERGED, actor=actor, now=now, merged_into=0)
    return found


@transaction.atomic
def tie(*, actor: Actor, now: datetime, request: int, other: int, how: Tie) -> RequestLink:
    """Say that two requests are related, or are not the same thing."""
    first, second = sorted((request, other))
    if first == second:
        raise Refused("merge.itself")
    one, two = request_for_verb(actor, first), request_for_verb(actor, second)
    link, _ = RequestLink.objects.update_or_create(
        one=one, other=two,
        defaults={"tie": how, "made_at": now, "authority_id": one.authority_id},
    )  # fmt: skip
    return link
