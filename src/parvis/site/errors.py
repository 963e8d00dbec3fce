"""The pages that say what went wrong, one template of `ui` per status."""

import re

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.core.errors import Refused

_TYPED = re.compile(r"/brouillons/[^/]+/page/")
"""Where somebody fills in a form: its code is the right to go on with it."""


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """422: the sentence of the refusal, nothing else to decipher."""
    return render(request, "ui/refused.html", {"sentence": refusal.sentence()}, status=422)


def not_found(request: HttpRequest) -> HttpResponse:
    """404: the page does not exist, or not for this person: the same page says both."""
    return render(request, "404.html", status=404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: a part of the house does not answer."""
    return render(request, "503.html", status=503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for more than a form may hold, 400 for what is no proper request."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form sent from an expired session, or from elsewhere.

    What was typed in a draft is given back with a fresh token, to send once more; never to a form
    that comes from another site.
    """
    typed = _typed(request) if _TYPED.match(request.path) and _is_ours(request) else []
    return render(request, "ui/stale.html" if typed else "403.html", {"typed": typed}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    left = ("csrfmiddlewaretoken", "geste")
    return [(n, v) for n in request.POST if n not in left for v in request.POST.getlist(n)]


def _is_ours(request: HttpRequest) -> bool:
    """Whether a page of this site sent the form, as the browser says it."""
    origin = request.headers.get("Origin", "")
    said = request.headers.get("Sec-Fetch-Site", "")
    return said == "same-origin" or (
        not said and origin == f"{request.scheme}://{request.get_host()}"
    )
