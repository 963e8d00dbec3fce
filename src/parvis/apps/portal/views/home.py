"""The door of the town: search, one's bouquet, the moments of life."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.accounts.views import landing
from parvis.apps.campaigns.showing import shown_on
from parvis.apps.catalogue.selectors import published_tiles
from parvis.apps.portal import bouquets
from parvis.apps.portal.cookies import put_cookie
from parvis.apps.portal.page import Portal, page
from parvis.apps.portal.pieces import audiences, moments
from parvis.apps.portal.services import carry_over
from parvis.apps.portal.tiles import news
from parvis.apps.portal.town import neighbours, town
from parvis.apps.portal.who import account_id
from parvis.apps.ui.brands import CHOSEN_TOWN, home_card, key_of
from parvis.core.errors import NotVisible
from parvis.core.loyalty.outreach import Medium


@require_safe
@public
def home(request: HttpRequest) -> HttpResponseBase:
    """The portal for the people the town serves; their own screens for those who work for it."""
    if request.actor.grants:  # type: ignore[attr-defined]
        return landing(request)
    return portal(request)


@require_safe
@public
def portal(request: HttpRequest) -> HttpResponse:
    """The portal, whoever looks at it: an agent may too."""
    shown = {d.code: d for d in published_tiles(town(request).code)}
    chosen = bouquets.chosen(request, shown)
    around = Portal(request, "")
    told = news(request, shown, chosen.shown.codes, around.places)
    response = page(
        request, "portal/home.html", portal=around, chosen=chosen, moments=moments(),
        slabs=bouquets.slabs(chosen, shown, told), audiences=audiences(chosen.audience),
        total=len(shown), paths=wired.paths().values(),
        announced=shown_on(town(request), Medium.TILE, datetime.now(UTC)),
    )  # fmt: skip
    _carry_over(request, response)
    if "pour" in request.GET:
        put_cookie(request, response, bouquets.AUDIENCE, chosen.audience)
    return response


@require_POST
@public
def choose_town(request: HttpRequest) -> HttpResponseBase:
    """Go to the portal of a neighbouring authority that this host serves too."""
    code = request.POST.get("code", "")
    found = next((place for place in neighbours(request) if place.code == code), None)
    if found is None:
        raise NotVisible
    domain = home_card(key_of(found)).brand.domain
    if domain:
        return redirect(f"{request.scheme}://{domain}{reverse('portal:home')}")
    response = redirect("portal:home")
    put_cookie(request, response, CHOSEN_TOWN, code)
    return response


def _carry_over(request: HttpRequest, response: HttpResponse) -> None:
    """Once signed in, what was composed in this browser joins the account."""
    composed = bouquets.in_browser(request)
    actor = request.actor  # type: ignore[attr-defined]
    if composed and account_id(actor):
        carry_over(actor=actor, authority=town(request), bouquets=composed)
        response.delete_cookie(bouquets.COOKIE)
