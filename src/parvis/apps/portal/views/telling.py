"""Being told on one's devices; and the link at the foot of a message that stops its kind."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from parvis.apps.accounts.contacting import stop as stop_kind
from parvis.apps.accounts.decisions import public, signed_in
from parvis.apps.accounts.devices import subscribe, unsubscribe
from parvis.apps.accounts.limits import count
from parvis.apps.casework.selectors import tracked_request
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town

MOST_AN_HOUR, ONE_HOUR_S = 20, 3600


@require_POST
@public
def of_request(request: HttpRequest, code: str) -> HttpResponseBase:
    """Tell this device of one request, whoever holds its code; or no longer."""
    found = tracked_request(town(request).code, code)
    return _told(request, found.ref) or redirect("portal:follow", found.tracking_code)


@require_POST
@signed_in
def of_account(request: HttpRequest) -> HttpResponseBase:
    """Tell this device of whatever comes for the account; or none of its devices any more."""
    return _told(request, request.actor.ref) or redirect("portal:my_data")  # type: ignore[attr-defined]


def _told(request: HttpRequest, topic: str) -> HttpResponse | None:
    """What a script is answered; None for a plain form, which goes back to its page."""
    if "retirer" in request.POST:
        unsubscribe(topic=topic)
        messages.success(request, "Plus aucun appareil n’est prévenu.")
        return None
    count(f"device:{topic}", MOST_AN_HOUR, ONE_HOUR_S)
    told = request.POST.get("appareil", "")
    subscribe(now=datetime.now(UTC), authority=town(request), topic=topic, told=told)
    return JsonResponse({"said": "Cet appareil sera prévenu."})


@csrf_exempt  # mail readers post here by themselves (RFC 8058); the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stop receiving messages of one kind: asked once more of a reader who followed a link."""
    is_done = request.method == "POST"
    if is_done:
        stop_kind(now=datetime.now(UTC), token=token)
    return page(request, "portal/stop.html", is_done=is_done)
