"""Open311 client: a request handed to another administration's server, and followed there."""

import json
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from parvis.apps.casework.history import append
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.rights import request_for_verb
from parvis.apps.channels.models import Relay
from parvis.apps.channels.web import call
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.errors import Refused, Unavailable

FOLLOWER = Actor(ref="open311", label="Open311")


def services_at(endpoint: str) -> list[dict[str, object]]:
    """What another server takes; Refused if it does not answer as GeoReport does."""
    return _listed(call(f"{endpoint.rstrip('/')}/services.json"))


def relay(
    *, actor: Actor, now: datetime, request: int, endpoint: str, service_code: str, api_key: str
) -> Relay:
    """Report a request on another server, which then answers for it; its clock still runs here.

    What is sent is its place and words, not its citizen. Unavailable if the server does not
    answer: nothing is then changed.
    """
    with transaction.atomic():
        found = request_for_verb(actor, request)
        if Relay.objects.filter(service_request=found).exists():
            raise Refused("relay.already")
        remote = _send(found, endpoint, service_code, api_key)
        append(found, Happening.PARTNER_ASKED, actor=actor, now=now, relay=True)
        return Relay.objects.create(
            authority_id=found.authority_id, service_request=found, endpoint=endpoint.rstrip("/"),
            remote_id=remote[:120], checked_at=now,
        )  # fmt: skip


def _send(request: ServiceRequest, endpoint: str, service_code: str, api_key: str) -> str:
    said = {
        "service_code": service_code,
        "api_key": api_key,
        "description": request.subject,
        "address_string": request.place,
        "lat": request.latitude,
        "long": request.longitude,
    }
    form = urlencode({name: value for name, value in said.items() if value not in (None, "")})
    heads = {"Content-Type": "application/x-www-form-urlencoded"}
    (made, *_) = _listed(call(f"{endpoint.rstrip('/')}/requests.json", data=form.encode(),
                              headers=heads)) or [{}]  # fmt: skip
    name = made.get("service_request_id") or made.get("token")
    if not name:
        raise Refused("relay.not_georeport", endpoint=endpoint)
    return str(name)


def _listed(content: bytes) -> list[dict[str, object]]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise Refused("relay.not_georeport", endpoint="") from error
    if not isinstance(told, list):
        raise Refused("relay.not_georeport", endpoint="")
    return told


def follow(*, now: datetime) -> int:
    """Ask how each relayed request goes; those the other server closed are told to their agents."""
    return sum(_follow(one, now) for one in Relay.objects.filter(status="open")[:200])


def _follow(one: Relay, now: datetime) -> bool:
    try:
        told = _listed(call(f"{one.endpoint}/requests/{one.remote_id}.json"))
    except (Unavailable, Refused):
        return False
    if not told or told[0].get("status") != "closed":
        Relay.objects.filter(pk=one.pk).update(checked_at=now)
        return False
    _closed_there(one, now)
    return True


@transaction.atomic
def _closed_there(one: Relay, now: datetime) -> None:
    """The other server is done: the request comes back to its agents, who tell the citizen."""
    locked = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=one.service_request_id)
    if locked.state == State.WAITING_PARTNER:
        append(locked, Happening.PARTNER_ANSWERED, actor=FOLLOWER, now=now)
    Relay.objects.filter(pk=one.pk).update(status="closed", checked_at=now)
