"""Webhooks: each event of a team's requests, told in order, signed, again until it is heard."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime

from django.db import transaction

from parvis.apps.casework.models import RequestEvent
from parvis.apps.casework.rights import authority_of
from parvis.apps.channels.models import Webhook
from parvis.apps.channels.web import call, check_address
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Unavailable

_AT_ONCE = 200
SIGNATURE = "X-Parvis-Signature"


@transaction.atomic
def open_webhook(
    *, actor: Actor, now: datetime, authority: str, url: str, team: str = ""
) -> Webhook:
    """Tell `url` of what happens from now on; its secret signs each message (HMAC-SHA256)."""
    if not actor.may(Capability.CONFIGURE_DESK, authority):
        raise NotVisible
    check_address(url)
    where = authority_of(authority)
    last = RequestEvent.objects.filter(authority=where).order_by("-pk").first()
    return Webhook.objects.create(
        authority=where, url=url, team=team, secret=secrets.token_hex(32), created_at=now,
        told_up_to=last.pk if last else 0,
    )  # fmt: skip


@transaction.atomic
def close_webhook(*, actor: Actor, now: datetime, authority: str, webhook: int) -> None:
    """Tell an address no more."""
    found = Webhook.objects.filter(authority__code=authority, pk=webhook, closed_at=None)
    if not actor.may(Capability.CONFIGURE_DESK, authority) or not found.update(closed_at=now):
        raise NotVisible


def tell_all(*, now: datetime) -> int:
    """Tell every open webhook of what it has not heard; how many events were heard."""
    return sum(_tell(webhook) for webhook in Webhook.objects.filter(closed_at=None))


def _tell(webhook: Webhook) -> int:
    """The next events in order, until one is not heard: it will be told again."""
    events = RequestEvent.objects.filter(authority=webhook.authority_id, pk__gt=webhook.told_up_to)
    if webhook.team:
        events = events.filter(service_request__team=webhook.team)
    heard = 0
    for event in events.select_related("service_request").order_by("pk")[:_AT_ONCE]:
        body = json.dumps(payload(event), ensure_ascii=False).encode()
        try:
            call(webhook.url, data=body, headers=headers(webhook.secret, body))
        except Unavailable:
            break
        Webhook.objects.filter(pk=webhook.pk).update(told_up_to=event.pk)
        heard += 1
    return heard


def payload(event: RequestEvent) -> dict[str, object]:
    """What a webhook is told: codes, dates and states, no word and no person."""
    request = event.service_request
    return {
        "id": event.pk, "what": event.what, "at": event.at.isoformat(), "rank": event.rank,
        "request": request.number, "category": request.category, "team": request.team,
        "state": request.state,
        "due_at": request.due_at.isoformat() if request.due_at else None,
    }  # fmt: skip


def headers(secret: str, body: bytes) -> dict[str, str]:
    """The headers of a message; who receives it checks the signature over the body."""
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", SIGNATURE: f"sha256={signed}"}
