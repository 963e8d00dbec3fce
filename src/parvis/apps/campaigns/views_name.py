"""Screens of the watch of the town's name: a file of INPI read, the marks near it, their terms."""

import csv
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.campaigns import selectors, services
from parvis.apps.campaigns.name_page import marks_of, said_of
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.loyalty.watching import COLUMNS

REFUSED = 422
_NAMES = re.compile(r"\s*[;,\n]\s*")


@requires(Capability.SEE_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def watches(request: HttpRequest) -> HttpResponse:
    """What was watched, and reading one more file."""
    may_run = request.actor.may(Capability.RUN_CAMPAIGNS, request.authority)
    names = authority_for(request.actor, request.authority).name
    refusal, given = "", request.FILES.get("fichier")
    if request.method == "POST" and may_run:
        names = request.POST.get("noms", "")
        try:
            made = services.watch_name(
                actor=request.actor, now=timezone.now(), authority=request.authority,
                names=[name for name in _NAMES.split(names.strip()) if name],
                filename=given.name or "" if given else "marques.xml",
                raw=given.read() if given else b"",
            )  # fmt: skip
            return redirect("campaigns:name_watch", made.pk)
        except Refused as refused:
            refusal = refused.sentence()
    page = {
        "watches": selectors.watches_of(request.actor, request.authority),
        "names": names, "may_run": may_run, "refusal": refusal,
    }  # fmt: skip
    return render(request, "campaigns/names.html", page, status=REFUSED if refusal else 200)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """One reading: the marks near the name, the first term to oppose first."""
    found = selectors.watch_of(request.actor, pk)
    today = timezone.localdate()
    page = {"watch": found, "marks": marks_of(found, today), "said": said_of(found, today)}
    return render(request, "campaigns/name.html", page)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence as it was written the day the file was read."""
    found = selectors.watch_of(request.actor, pk)
    response = HttpResponse(found.evidence, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="constat-{pk}.md"'
    return response


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The marks found, as the command writes them; no cell of it is a formula."""
    found = selectors.watch_of(request.actor, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="marques-{pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows([str(hit[name]).lstrip("=+-@\t") for name in COLUMNS] for hit in found.hits)
    return response
