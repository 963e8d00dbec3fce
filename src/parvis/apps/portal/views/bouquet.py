"""Composing one's bouquet: pin, order, resize, take out; each a plain form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import published_tiles
from parvis.apps.portal import bouquets
from parvis.apps.portal.cookies import put_cookie
from parvis.apps.portal.page import page
from parvis.apps.portal.pieces import beginnings, sizes
from parvis.apps.portal.shelf import search
from parvis.apps.portal.town import town
from parvis.core.catalogue.bouquet import Bouquet, Profile

Change = Callable[[Bouquet, str, HttpRequest], Bouquet]
CHANGES: dict[str, Change] = {
    "epingler": lambda bouquet, code, _: bouquet.pin(code),
    "retirer": lambda bouquet, code, _: bouquet.unpin(code),
    "monter": lambda bouquet, code, _: bouquet.move(code, -1),
    "descendre": lambda bouquet, code, _: bouquet.move(code, 1),
    "taille": lambda bouquet, code, request: bouquet.resize(code, _size(request)),
    "garder": lambda bouquet, _code, _request: bouquet,
    "vider": lambda _bouquet, _code, _request: Bouquet(),
}


def _size(request: HttpRequest) -> int:
    asked = request.POST.get("taille", "")
    return int(asked) if asked.isdecimal() else 0


@require_safe
@public
def compose(request: HttpRequest) -> HttpResponse:
    """The bouquet of one profile, to arrange; and what may be added to it."""
    shown = _known(request)
    chosen = bouquets.chosen(request, shown)
    query = request.GET.get("q", "").strip()
    found = search(town(request).code, query) if query else []
    suggested = wired.florist().suggestions(chosen.shown, shown, chosen.declined)
    return page(
        request,
        "portal/bouquet.html",
        chosen=chosen,
        tiles=[(shown[tile.code], tile, sizes(tile.size)) for tile in chosen.shown.tiles],
        profiles=tuple(Profile),
        beginnings=beginnings(),
        query=query,
        found=[d for d in found if d.code not in chosen.shown.codes],
        suggestions=[(shown[s.code], shown[s.because]) for s in suggested],
    )


@require_POST
@public
def change(request: HttpRequest) -> HttpResponseBase:
    """Do one thing to the bouquet shown, and come back to it."""
    shown = _known(request)
    chosen = bouquets.chosen(request, shown)
    code = request.POST.get("demarche", "")
    response = redirect(f"{_back(request)}?profil={chosen.profile}")
    if request.POST.get("geste") == "refuser":
        declined = ",".join(sorted({*chosen.declined, code} & set(shown)))
        put_cookie(request, response, bouquets.DECLINED, declined)
        return response
    how = CHANGES.get(request.POST.get("geste", ""))
    if how is not None and (code in shown or not code):
        bouquets.keep(request, response, chosen.with_shown(how(chosen.shown, code, request)))
    return response


def _known(request: HttpRequest) -> dict[str, Demarche]:
    return {d.code: d for d in published_tiles(town(request).code)}


def _back(request: HttpRequest) -> str:
    return reverse("home" if request.POST.get("retour") == "accueil" else "portal:bouquet")
