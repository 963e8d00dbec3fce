"""Acting in the name of others: one's children, shop, association; who helps, whom one helps."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from parvis.apps.accounts import acting
from parvis.apps.accounts.decisions import signed_in
from parvis.apps.accounts.parents import sides_of
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town
from parvis.apps.portal.views.parents import GESTURES, number
from parvis.core.acting import BodyKind, Power, Tie
from parvis.core.catalogue.words import Theme
from parvis.core.errors import NotVisible, Refused

Change = Callable[[HttpRequest, dict[str, Any]], object]


@require_GET
@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """Everything done in the name of others, both ways."""
    return _shown(request)


@require_POST
@signed_in
def change(request: HttpRequest) -> HttpResponseBase:
    """Add, take out, give, accept or end: one thing at a time."""
    verb = CHANGES.get(request.POST.get("geste", ""))
    if verb is None:
        raise NotVisible
    facts = {"authority": town(request), "account": request.user}
    try:
        verb(request, facts)
    except Refused as refusal:
        return _shown(request, refusal.sentence())
    messages.success(request, "C’est enregistré.")
    return redirect("portal:acting")


def _add(request: HttpRequest, facts: dict[str, Any]) -> object:
    kind = request.POST.get("genre", "")
    if kind not in list(BodyKind):
        raise NotVisible
    return acting.add_body(
        now=datetime.now(UTC), kind=BodyKind(kind), name=request.POST.get("nom", ""),
        number=request.POST.get("numero", ""), born_on=_day(request, "naissance"), **facts,
    )  # fmt: skip


def _drop(request: HttpRequest, facts: dict[str, Any]) -> object:
    return acting.drop_body(body=number(request), **facts)


def _give(request: HttpRequest, facts: dict[str, Any]) -> object:
    tie, power = request.POST.get("lien", ""), request.POST.get("pouvoir", "")
    if tie not in list(Tie) or power not in list(Power):
        raise NotVisible
    return acting.give_power(
        now=datetime.now(UTC), helper=request.POST.get("courriel", ""), tie=Tie(tie),
        power=Power(power), themes=request.POST.getlist("sujet"),
        until=_day(request, "jusqu_au") or date.min, **facts,
    )  # fmt: skip


def _accept(request: HttpRequest, facts: dict[str, Any]) -> object:
    return acting.accept_power(now=datetime.now(UTC), power=number(request), **facts)


def _end(request: HttpRequest, facts: dict[str, Any]) -> object:
    return acting.end_power(now=datetime.now(UTC), power=number(request), **facts)


CHANGES: dict[str, Change] = {
    "ajouter": _add, "oter": _drop, "donner": _give, "accepter": _accept, "finir": _end, **GESTURES,
}  # fmt: skip


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def _shown(request: HttpRequest, problem: str = "") -> HttpResponse:
    account, place, today = request.user, town(request), datetime.now(UTC).date()
    given = acting.powers_given(account, place)
    bodies = list(acting.bodies_of(account, place))
    held = acting.powers_held(account, place)
    return page(
        request, "portal/acting.html", "compte", status=422 if problem else 200, problem=problem,
        bodies=bodies, children=[b for b in bodies if b.kind == BodyKind.ENFANT],
        sides=sides_of(account, place), kinds=tuple(BodyKind), ties=tuple(Tie),
        powers=tuple(Power), themes=tuple(Theme), helper=request.POST.get("courriel", ""),
        given=[(d, acting.active(d, today)) for d in given],
        held=[(d, acting.active(d, today)) for d in held],
    )  # fmt: skip
