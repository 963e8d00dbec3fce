"""What anybody may open: to be written to no more, and what the town displays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parvis.apps.accounts.decisions import public
from parvis.apps.campaigns.keys import recipient_of
from parvis.apps.campaigns.models import Campaign, CampaignState
from parvis.apps.campaigns.services import unsubscribe
from parvis.apps.campaigns.showing import shown_on, shown_until
from parvis.core.errors import NotVisible
from parvis.core.loyalty.outreach import SHOWN_TO_ALL, Medium

_AGAIN = 60
"""Seconds after which a screen of a hall asks again."""


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop_writing(request: HttpRequest, token: str) -> HttpResponse:
    """One click of the mail program posts here (RFC 8058); a reader gets a page with one button.

    Without a cookie and without a session: the signed token is the whole right.
    """
    if request.method == "POST":
        unsubscribe(now=timezone.now(), token=token)
        return render(request, "campaigns/unsubscribed.html", {"done": True})
    if recipient_of(token) is None:
        raise NotVisible
    return render(request, "campaigns/unsubscribed.html", {"done": False})


@public
@require_safe
def display(request: HttpRequest, pk: int) -> HttpResponse:
    """A message displayed to everybody: what a tile leads to."""
    shown = Campaign.objects.filter(
        pk=pk, state=CampaignState.DONE, channel__in=SHOWN_TO_ALL
    ).first()  # fmt: skip
    if shown is None or timezone.now() >= shown_until(shown):
        raise NotVisible
    return render(request, "campaigns/display.html", {"shown": [shown]})


@public
@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """What the screens of the halls show now. Opened with `?ecran` on such a screen, the page asks
    again by itself: who reads it elsewhere is never interrupted (WCAG 2.2.1)."""
    town = request.town  # type: ignore[attr-defined]
    if town is None:
        raise NotVisible
    shown = shown_on(town, Medium.DISPLAY, timezone.now())
    response = render(request, "campaigns/display.html", {"shown": shown, "town": town})
    if "ecran" in request.GET:
        response["Refresh"] = str(_AGAIN)
    return response
