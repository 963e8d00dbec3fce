"""Demarches: from A to Z, by moment of life, by words; and each one whole."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.apps.accounts.decisions import public
from parvis.apps.catalogue.selectors import (
    demarches_of,
    places_of,
    published_demarche,
    published_index,
    published_titles,
    shown_service,
)
from parvis.apps.portal.behalf import names_for
from parvis.apps.portal.delays import observed
from parvis.apps.portal.page import Portal, page
from parvis.apps.portal.pieces import by_letter, by_theme
from parvis.apps.portal.shelf import search
from parvis.apps.portal.town import door, town
from parvis.core.catalogue.words import Audience, LifeEvent
from parvis.core.errors import NotVisible

LONGEST_QUERY = 200


@require_safe
@public
def demarches(request: HttpRequest) -> HttpResponse:
    """Every demarche, by theme or from A to Z; for one audience if asked."""
    asked = request.GET.get("pour", "")
    shown = tuple(
        (code, title, theme)
        for code, title, theme, audiences in published_index(town(request).code)
        if not asked or asked in audiences
    )
    return page(
        request, "portal/demarches.html", "demarches", by_theme=by_theme(shown),
        by_letter=by_letter(shown), total=len(shown), audiences=tuple(Audience),
        audience=Audience(asked) if asked in list(Audience) else None,
    )  # fmt: skip


@require_safe
@public
def moment(request: HttpRequest, event: str) -> HttpResponse:
    """What one has to do at a moment of life."""
    if event not in list(LifeEvent):
        raise NotVisible
    found = [d for d in published_titles(town(request).code) if event in d.events]
    return page(request, "portal/moment.html", "demarches", event=LifeEvent(event), demarches=found)


@require_safe
@public
def find(request: HttpRequest) -> HttpResponse:
    """The demarches that answer one's own words."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = search(town(request).code, query) if query else []
    return page(request, "portal/search.html", "chercher", query=query, found=found)


@require_safe
@public
def demarche(request: HttpRequest, code: str) -> HttpResponse:
    """One demarche: what it is, what it costs, its three ways, its delay."""
    found = published_demarche(town(request).code, code)
    now = datetime.now(UTC)
    where = door(found.service.place, now)
    is_online = found.is_taken_online  # type: ignore[attr-defined]
    return page(
        request, "portal/demarche.html", "demarches", demarche=found, where=where,
        names=_names(request, found.theme) if is_online else [], is_online=is_online,
        observed=observed(town(request).code, found.category, now),
    )  # fmt: skip


def _names(request: HttpRequest, theme: str) -> list[tuple[str, str]]:
    """In whose name whoever is signed in may do it, besides their own."""
    if not request.user.is_authenticated:
        return []
    return names_for(request.user, town(request), theme, datetime.now(UTC).date())


@require_safe
@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One team: where it is, when, and all that one asks of it, with what is really observed."""
    now, place = datetime.now(UTC), town(request).code
    found = shown_service(place, code)
    offered = [(d, observed(place, d.category, now)) for d in demarches_of(found)]
    return page(
        request, "portal/service.html", "lieux", service=found, where=door(found.place, now),
        offered=offered,
    )  # fmt: skip


@require_safe
@public
def places(request: HttpRequest) -> HttpResponse:
    """Where one is received, open now or not, without the internet."""
    now = datetime.now(UTC)
    found = list(places_of(town(request).code))
    around = Portal(request, "lieux", sorted(found, key=lambda place: place.pk))
    doors = [door(place, now) for place in found]
    return page(request, "portal/places.html", portal=around, doors=doors)
