"""The interface of requests: list, read, take in, act. A key opens scopes in sectors, nothing else.

Whatever a key does is done in its name, by the verbs of the desk, and journaled like an agent's.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from ninja import NinjaAPI, Path, Query, Schema, Status
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from parvis import __version__
from parvis.apps.accounts.decisions import public
from parvis.apps.authorities.models import Authority
from parvis.apps.casework import services
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.selectors import visible_requests
from parvis.apps.casework.services.consulting import consult_by_machine
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.channels.keys import Caller, caller_of
from parvis.apps.channels.models import KeyScope
from parvis.apps.channels.request_shapes import (
    ActionIn,
    CategoryOut,
    FileOut,
    Instant,
    PageOut,
    Problem,
    RequestIn,
    RequestOut,
    Text,
    file_out,
    request_out,
)
from parvis.core.access import Capability
from parvis.core.casework.asked import Contact, Place
from parvis.core.casework.lifecycle import State
from parvis.core.errors import NotVisible, Refused, Unavailable

MOST, BIGGEST = 200, 2_147_483_647
Number = Annotated[int, Path(ge=1, le=BIGGEST)]


class Bearer(HttpBearer):
    """`Authorization: Bearer <key>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        return caller_of(token)


api = NinjaAPI(
    title="Parvis, demandes",
    version=__version__,
    description="Requests of a town, in the sectors of the key.",
    docs_url=None,
    urls_namespace="channels:requests_api",
    auth=Bearer(),
)
_ERRORS = dict.fromkeys((400, 401, 403, 404, 422), Problem)


class Asked(Schema):
    """Filters; `before`: only numbers below it."""

    state: State | None = None
    category: Text = ""
    is_open: bool | None = None
    changed_since: Instant | None = None
    before: Annotated[int, Query(ge=1, le=BIGGEST)] = BIGGEST
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50


def _answer(request: HttpRequest, status: int, fr: str, en: str) -> HttpResponse:
    return api.create_response(request, Problem(sentence=fr, sentence_en=en), status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _answer(request, 422, refusal.sentence("fr"), refusal.sentence("en"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return _answer(request, 422, f"Ces champs ne vont pas : {where}.",
                   f"These fields are wrong: {where}.")  # fmt: skip


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        return _answer(request, 401, "Donnez une clé qui vaut encore : Authorization: Bearer …",
                       "Give a key that still stands: Authorization: Bearer …")  # fmt: skip
    return _answer(request, error.status_code, "Ce corps n’est pas du JSON.",
                   "This body is no JSON.")  # fmt: skip


@api.exception_handler(NotVisible)
def _not_visible(request: HttpRequest, _: NotVisible) -> HttpResponse:
    return _answer(request, 404, "Rien de tel dans les secteurs de cette clé.",
                   "Nothing of the kind in the sectors of this key.")  # fmt: skip


@api.exception_handler(Unavailable)
def _unavailable(request: HttpRequest, _: Unavailable) -> HttpResponse:
    return _answer(request, 503, "Un service nécessaire ne répond pas. Réessayez plus tard.",
                   "A service that is needed does not answer. Try again later.")  # fmt: skip


class _Closed(Exception):
    """The key lacks a scope."""

    def __init__(self, scope: KeyScope) -> None:
        self.scope = scope


@api.exception_handler(_Closed)
def _closed(request: HttpRequest, closed: _Closed) -> HttpResponse:
    return _answer(request, 403, f"Il manque à cette clé le droit {closed.scope.value}.",
                   f"This key lacks the scope {closed.scope.value}.")  # fmt: skip


def _demand(request: HttpRequest, scope: KeyScope) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if scope not in caller.scopes:
        raise _Closed(scope)
    return caller


def _desk(caller: Caller) -> Desk:
    return desk_of(Authority.objects.get(code=caller.authority).pk)


def _one(caller: Caller, number: int) -> ServiceRequest:
    found = visible_requests(caller.actor, caller.authority).filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


@api.get("/categories", response={200: list[CategoryOut], **_ERRORS}, summary="What may be asked")
def categories(request: HttpRequest) -> list[dict[str, Any]]:
    """The categories whose team is in a sector of the key."""
    caller = _demand(request, KeyScope.READ)
    setup = _desk(caller).setup
    teams = {code: setup.team(category.team) for code, category in setup.categories.items()}
    sectors = caller.actor.sectors(Capability.SEE_DESK, caller.authority)
    return [
        {"code": code, "title": setup.categories[code].title, "team": team.id,
         "sector": team.sector.value}
        for code, team in teams.items() if team.sector in sectors
    ]  # fmt: skip


@api.get("/requests", response={200: PageOut, **_ERRORS}, summary="Requests, the latest first")
def listed(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Requests of the sectors of the key, without a word nor a person."""
    caller = _demand(request, KeyScope.READ)
    wanted = {"state": asked.state, "category": asked.category or None, "is_open": asked.is_open,
              "last_at__gte": asked.changed_since, "number__lt": asked.before}  # fmt: skip
    kept = {name: value for name, value in wanted.items() if value is not None}
    found = visible_requests(caller.actor, caller.authority).filter(**kept)
    page = list(found.order_by("-number")[: asked.limit + 1])
    shown = page[: asked.limit]
    return {"requests": [request_out(one) for one in shown],
            "next": shown[-1].number if len(page) > len(shown) else None}  # fmt: skip


@api.get("/requests/{number}", response={200: FileOut, **_ERRORS}, summary="One request")
def read(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A request, its history and its words; who asked, with the scope for it. Journaled."""
    caller = _demand(request, KeyScope.READ)
    found = consult_by_machine(actor=caller.actor, now=timezone.now(),
                               request=_one(caller, number).pk)  # fmt: skip
    return file_out(found, with_contact=KeyScope.CONTACTS in caller.scopes)


@api.post("/requests", response={201: RequestOut, **_ERRORS}, summary="Take a request in")
def create(request: HttpRequest, asked: RequestIn) -> Status[dict[str, Any]]:
    """Route, number, clocks, receipt: as by any other door."""
    caller = _demand(request, KeyScope.CREATE)
    setup = _desk(caller).setup
    sector = setup.team(setup.category(asked.category).team).sector
    if sector not in caller.actor.sectors(Capability.SEE_DESK, caller.authority):
        raise NotVisible
    place = Place(asked.place, asked.district, asked.latitude, asked.longitude)
    # A name given elsewhere is one of this application: another's may be the same.
    ref = asked.external_ref and f"{caller.actor.ref}:{asked.external_ref}"
    made = services.register_service_request(
        actor=caller.actor, now=timezone.now(), authority=caller.authority, place=place,
        category=asked.category, channel=asked.channel, text=asked.text, subject=asked.subject,
        audience=asked.audience, contact=Contact(**asked.contact.dict()), external_ref=ref,
    )  # fmt: skip
    return Status(201, request_out(made))


_ACTIONS: dict[str, tuple[Callable[..., ServiceRequest], tuple[str, ...]]] = {
    "start": (services.start, ()),
    "assign": (services.assign, ("team",)),
    "note": (services.note, ("text",)),
    "answer": (services.answer, ("text",)),
    "ask": (services.ask_citizen, ("text",)),
    "close": (services.close, ("text",)),
    "reopen": (services.reopen, ()),
    "restore": (services.restore, ()),
    "wait_for_partner": (services.wait_for_partner, ()),
    "partner_answered": (services.partner_answered, ()),
}


@api.post("/requests/{number}/actions", response={200: RequestOut, **_ERRORS}, summary="Act")
def act(request: HttpRequest, number: Number, asked: ActionIn) -> dict[str, Any]:
    """One of: start, assign, note, answer, ask, close, reopen, restore, wait_for_partner,
    partner_answered. Refused, in a sentence, where the state of the request does not allow it."""
    caller = _demand(request, KeyScope.ACT)
    if asked.action not in _ACTIONS:
        raise Refused("key.action", action=asked.action, expected=", ".join(_ACTIONS))
    verb, fields = _ACTIONS[asked.action]
    facts = {name: getattr(asked, name) for name in fields}
    done = verb(actor=caller.actor, now=timezone.now(), request=_one(caller, number).pk, **facts)
    return request_out(done)


urlpatterns, _, _ = api.urls
for _pattern in urlpatterns:
    if isinstance(_pattern, URLPattern):
        public(_pattern.callback)
