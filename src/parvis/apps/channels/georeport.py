"""GeoReport v2 (wiki.open311.org/GeoReport_v2): what is told of services and requests.

Only categories that anybody may see; of a request its place, state and dates, never a word.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.setup import Desk
from parvis.core.casework.lifecycle import State
from parvis.core.casework.setup import Category

LONGEST_SPAN = timedelta(days=90)
MOST = 1_000
Told = dict[str, Any]


def discovery(town: str, changed_at: datetime) -> Told:
    """Where this server is and what it speaks."""
    base = f"{settings.PUBLIC_URL}/open311/v2"
    formats = ["text/xml", "application/json"]
    return {
        "changeset": instant(changed_at),
        "contact": f"{town}, {settings.DEFAULT_FROM_EMAIL}",
        "key_service": "Les clés se demandent au guichet de la collectivité.",
        "endpoints": [{"specification": "http://wiki.open311.org/GeoReport_v2", "url": base,
                       "changeset": instant(changed_at), "type": "production",
                       "formats": formats}],
    }  # fmt: skip


def services(desk: Desk) -> list[Told]:
    """The categories that one may report by this door."""
    return [_service(desk, c) for c in desk.setup.categories.values() if c.is_public]


def _service(desk: Desk, category: Category) -> Told:
    return {
        "service_code": category.id,
        "service_name": category.title,
        "description": f"Délai promis : {category.promise.count} {category.promise.unit}",
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(category.keywords),
        "group": desk.setup.team(category.team).title,
    }


def definition(desk: Desk, code: str) -> Told | None:
    """What a service asks besides the report itself: nothing here; None for no service."""
    category = desk.setup.categories.get(code)
    if category is None or not category.is_public:
        return None
    return {"service_code": category.id, "attributes": []}


def visible(authority: str, desk: Desk) -> QuerySet[ServiceRequest]:
    """The requests that anybody may know of."""
    codes = [c.id for c in desk.setup.categories.values() if c.is_public]
    found = ServiceRequest.objects.filter(authority__code=authority, category__in=codes)
    return found.filter(erased_at=None).order_by("-received_at", "-pk")


def chosen(found: QuerySet[ServiceRequest], asked: Told) -> QuerySet[ServiceRequest]:
    """Those that a query asks for: by numbers (which override all), else by code, state, dates."""
    if asked["ids"]:
        return found.filter(number__in=asked["ids"])[:MOST]
    start, end = span(asked["start"], asked["end"])
    found = found.filter(received_at__gte=start, received_at__lte=end)
    if asked["codes"]:
        found = found.filter(category__in=asked["codes"])
    if asked["states"] and asked["states"] != {"open", "closed"}:
        found = found.filter(is_open="open" in asked["states"])
    return found[:MOST]


def span(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """Ninety days at most: those before `end`, unless only `start` is said."""
    if end is None:
        end = min(start + LONGEST_SPAN, datetime.now(UTC)) if start else datetime.now(UTC)
    floor = end - LONGEST_SPAN
    return (max(start, floor) if start else floor), end


def requests(desk: Desk, found: Iterable[ServiceRequest]) -> list[Told]:
    """Requests as anybody may know them."""
    return [_request(desk, request) for request in found]


def _request(desk: Desk, request: ServiceRequest) -> Told:
    category = desk.setup.categories[request.category]
    team = desk.setup.teams.get(request.team)
    return {
        "service_request_id": str(request.number),
        "status": "open" if request.is_open else "closed",
        "status_notes": _notes(request),
        "service_name": category.title,
        "service_code": category.id,
        "description": None,
        "agency_responsible": team.title if team else None,
        "service_notice": None,
        "requested_datetime": instant(request.received_at),
        "updated_datetime": instant(request.last_at),
        "expected_datetime": instant(request.due_at) if request.due_at else None,
        "address": request.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": request.latitude,
        "long": request.longitude,
        "media_url": None,
    }


def _notes(request: ServiceRequest) -> str:
    return "Réunie à une autre" if request.state == State.MERGED else request.state_label


def instant(at: datetime) -> str:
    """An instant as GeoReport writes it."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat()
