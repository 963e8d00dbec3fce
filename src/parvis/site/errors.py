"""The pages that say what went wrong, one template of `ui` per status."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.core.errors import Refused


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
    """403: a form sent from an expired session, or from elsewhere."""
    return render(request, "403.html", status=403)
