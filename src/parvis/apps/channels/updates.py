"""What happened to reports since, by Open311: mySociety's extension `servicerequestupdates`.

Anybody reads the changes of state of what anybody may know of, never a word. An application adds
to the reports that it made itself, as their citizen would by the tracking code.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.apps.accounts.decisions import public
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Channel, Message, RequestEvent, ServiceRequest
from parvis.apps.casework.services.citizen import receive
from parvis.apps.casework.setup import Desk
from parvis.apps.channels import georeport
from parvis.apps.channels.keys import holder_of
from parvis.apps.channels.open311 import (
    LONGEST_TEXT,
    Wrong,
    date_of,
    number_of,
    speaks_georeport,
)
from parvis.apps.channels.rendering import answer
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening

_SAID = {
    Happening.STARTED: "Commencée",
    Happening.PARTNER_ASKED: "Confiée à un tiers",
    Happening.CLOSED: "Close",
    Happening.REOPENED: "Rouverte",
    Happening.RESTORED: "Reprise",
    Happening.TRANSFERRED: "Transmise à une autre administration",
    Happening.RETURNED: "Revenue",
    Happening.MERGED: "Réunie à une autre",
    Happening.UNMERGED: "Séparée",
}
_ENDS = frozenset({Happening.CLOSED, Happening.TRANSFERRED, Happening.MERGED})
"""The changes that anybody reads; those of `_ENDS` leave the report closed."""


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@speaks_georeport
def updates(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str
) -> HttpResponse:
    """Changes of state in a span of days, the first first; or one more word on a report."""
    if request.method == "POST":
        return answer("service_request_updates", [_added(where, asked)], form)
    span = georeport.span(date_of(asked, "start_date"), date_of(asked, "end_date"))
    return answer("service_request_updates", list(_changes(where, desk, *span)), form)


def _changes(
    where: Authority, desk: Desk, start: datetime, end: datetime
) -> Iterable[dict[str, Any]]:
    codes = [c.id for c in desk.setup.categories.values() if c.is_public]
    events = RequestEvent.objects.filter(authority=where, at__gte=start, at__lte=end)
    known = events.filter(
        what__in=_SAID, service_request__category__in=codes, service_request__erased_at=None
    )
    for event in known.select_related("service_request").order_by("at", "pk")[: georeport.MOST]:
        what = Happening(event.what)
        yield {
            "update_id": str(event.pk),
            "service_request_id": str(event.service_request.number),
            "status": "closed" if what in _ENDS else "open",
            "updated_datetime": georeport.instant(event.at),
            "description": _SAID[what],
        }


def _added(where: Authority, asked: QueryDict) -> dict[str, Any]:
    holder = holder_of(where.code, asked.get("api_key", ""))
    if holder is None:
        raise Wrong(403, "api_key is missing or opens nothing here")
    number = number_of(asked.get("service_request_id", ""))
    text = asked.get("description", "").strip()[:LONGEST_TEXT]
    if not text:
        raise Wrong(400, "description is missing")
    return {"update_id": str(_joined(where, holder, number, text, asked.get("update_id", "")).pk)}


@transaction.atomic
def _joined(where: Authority, holder: Actor, number: int, text: str, update_id: str) -> Message:
    """The word kept, once: the same `update_id` of one application gives the same word."""
    locked = ServiceRequest.objects.select_for_update(of=("self",)).select_related("authority")
    own = locked.filter(events__rank=1, events__actor_ref=holder.ref)
    found = own.filter(authority=where, number=number).first()
    if found is None:
        raise Wrong(404, "service_request_id provided was not found")
    name = f"{holder.ref}:{update_id}"[:250] if update_id else ""
    known = Message.objects.filter(authority=where, message_id=name).first() if name else None
    return known or receive(found, text, actor=holder, now=timezone.now(),
                            channel=Channel.OPEN311, message_id=name)  # fmt: skip
