"""The Open311 GeoReport v2 server: discovery, services, requests, tokens, in XML and JSON."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parvis.apps.accounts.decisions import public
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import principal
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.channels import georeport
from parvis.apps.channels.keys import holder_of
from parvis.apps.channels.rendering import answer, refusal
from parvis.core.access import Actor
from parvis.core.casework.asked import Contact, Place
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import Refused

LONGEST_TEXT = 4_000
FIRST_YEAR, LAST_YEAR = 1970, 2199
_MOST_IDS = 200
_BIGGEST = 2_147_483_647
Answer = Callable[..., HttpResponse]


class Wrong(Exception):
    """What a client asked for cannot be: its HTTP code and the sentence that says so."""

    def __init__(self, code: int, sentence: str) -> None:
        self.code, self.sentence = code, sentence


def speaks_georeport(view: Answer) -> Answer:
    """Give the view its authority, desk and parameters; turn what is wrong into its answer."""

    def answered(request: HttpRequest, form: str, **named: str) -> HttpResponse:
        if form not in ("xml", "json"):
            return refusal(404, "format: xml or json", "xml")
        try:
            asked = _parameters(request)
            where = _jurisdiction(asked)
            return view(request, where, desk_of(where.pk), asked, form, **named)
        except Wrong as wrong:
            return refusal(wrong.code, wrong.sentence, form)
        except Refused as refused:
            return refusal(400, refused.sentence(), form)

    return answered


def _parameters(request: HttpRequest) -> QueryDict:
    """Those of the address and, of a POST, those of its form: both are in use."""
    asked = request.GET.copy()
    for name, values in request.POST.lists():
        asked.setlist(name, values)
    if any("\x00" in value for _, values in asked.lists() for value in values):
        raise Wrong(400, "a parameter holds a character that no text has")
    return asked


def _jurisdiction(asked: QueryDict) -> Authority:
    """The authority that `jurisdiction_id` names by its code; the home's own if none is named."""
    code = asked.get("jurisdiction_id", "")
    found = Authority.objects.filter(code=code).first() if code else principal()
    if found is None:
        raise Wrong(404, "jurisdiction_id provided was not found")
    return found


@public
@require_safe
@speaks_georeport
def discovery(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str
) -> HttpResponse:
    """Where the server is and what it speaks."""
    return answer("discovery", georeport.discovery(where.name, where.created_at), form)


@public
@require_safe
@speaks_georeport
def services(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str
) -> HttpResponse:
    """What one may report."""
    return answer("services", georeport.services(desk), form)


@public
@require_safe
@speaks_georeport
def definition(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str, code: str
) -> HttpResponse:
    """What reporting one thing asks."""
    found = georeport.definition(desk, code)
    if found is None:
        raise Wrong(404, "service_code provided was not found")
    return answer("service_definition", found, form)


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@speaks_georeport
def requests(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str
) -> HttpResponse:
    """Reports that match a query; or a new one."""
    if request.method == "POST":
        return _create(where, desk, asked, form)
    found = georeport.chosen(georeport.visible(where.code, desk), _query(asked))
    return answer("service_requests", georeport.requests(desk, found), form)


def _query(asked: QueryDict) -> dict[str, Any]:
    states = set(_listed(asked, "status"))
    if states - {"open", "closed"}:
        raise Wrong(400, "status is open or closed")
    return {
        "ids": [number_of(i) for i in _listed(asked, "service_request_id")[:_MOST_IDS]],
        "codes": _listed(asked, "service_code"),
        "states": states,
        "start": date_of(asked, "start_date"),
        "end": date_of(asked, "end_date"),
    }


def _listed(asked: QueryDict, name: str) -> list[str]:
    return [part.strip() for value in asked.getlist(name) for part in value.split(",")
            if part.strip()]  # fmt: skip


def number_of(text: str) -> int:
    """The number of a report; Wrong if it can be none."""
    is_short = text.isascii() and text.isdigit() and len(text) <= len(str(_BIGGEST))
    if not is_short or int(text) > _BIGGEST:
        raise Wrong(404, "service_request_id provided was not found")
    return int(text)


def date_of(asked: QueryDict, name: str) -> datetime | None:
    """The instant of a parameter, None if it is not said; Wrong if it is none."""
    text = asked.get(name, "")
    try:
        at = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    except ValueError:
        at = datetime.min  # noqa: DTZ901  a date that is refused below
    if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Wrong(400, f"{name} is not a date-time (w3c: 2026-11-23T04:10:00Z)")
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


@public
@require_safe
@speaks_georeport
def one(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str, number: str
) -> HttpResponse:
    """One report: a list of one, as GeoReport has it."""
    visible = georeport.visible(where.code, desk)
    found = visible.filter(number=number_of(number)).first()
    if found is None:
        raise Wrong(404, "service_request_id provided was not found")
    return answer("service_requests", georeport.requests(desk, [found]), form)


@public
@require_safe
@speaks_georeport
def token(
    request: HttpRequest, where: Authority, desk: Desk, asked: QueryDict, form: str, code: str
) -> HttpResponse:
    """The number of the report that a token (its tracking code) names."""
    try:
        typed = typed_code(code)
    except Refused:
        raise Wrong(404, "token provided was not found") from None
    found = ServiceRequest.objects.filter(authority=where, tracking_code=typed).first()
    if found is None:
        raise Wrong(404, "token provided was not found")
    told = [{"service_request_id": str(found.number), "token": typed}]
    return answer("service_requests", told, form)


def _create(where: Authority, desk: Desk, asked: QueryDict, form: str) -> HttpResponse:
    holder = holder_of(where.code, asked.get("api_key", ""))
    if holder is None:
        raise Wrong(403, "api_key is missing or opens nothing here")
    made = _registered(where, desk, asked, holder)
    told = {"service_request_id": str(made.number), "service_notice": made.because,
            "account_id": None}  # fmt: skip
    return answer("service_requests", [told], form)


def _registered(where: Authority, desk: Desk, asked: QueryDict, holder: Actor) -> ServiceRequest:
    code = asked.get("service_code", "")
    if georeport.definition(desk, code) is None:
        raise Wrong(400 if not code else 404, "service_code is missing or was not found")
    place = _place(asked)
    name = f"{asked.get('first_name', '')} {asked.get('last_name', '')}".strip()
    return register_service_request(
        actor=holder,
        now=timezone.now(),
        authority=where.code,
        category=code,
        channel="open311",
        text=asked.get("description", "")[:LONGEST_TEXT] or desk.setup.category(code).title,
        place=place,
        contact=Contact(name, asked.get("email", "")[:254], asked.get("phone", "")[:30]),
    )


def _place(asked: QueryDict) -> Place:
    """Where it is: a point, an address or both; one of them is required."""
    latitude, longitude = _degrees(asked, "lat", 90), _degrees(asked, "long", 180)
    label = (asked.get("address_string", "") or asked.get("address_id", "")).strip()
    if not label and (latitude is None or longitude is None):
        raise Wrong(400, "a location is required: lat and long, or address_string")
    return Place(label, "", latitude, longitude)


def _degrees(asked: QueryDict, name: str, most: int) -> float | None:
    text = asked.get(name, "").strip()
    try:
        value = float(text) if text else None
    except ValueError:
        value = math.nan
    if value is not None and not -most <= value <= most:
        raise Wrong(400, f"{name} is not in degrees")
    return value
