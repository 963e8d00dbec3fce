"""Screens of the lines behind a figure. Reading them is journaled, so a GET writes here."""

from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from parvis.apps.accounts.decisions import requires
from parvis.apps.sources import services
from parvis.apps.sources.paging import Slice, asked_page
from parvis.apps.sources.questions import question_of
from parvis.core.access import Capability

LINES_SHOWN = 50


@requires(Capability.SEE_LINES)
@require_GET
def trace(request: HttpRequest) -> HttpResponse:
    """« D’où vient ce chiffre » : the lines of the files that a figure rests on."""
    question = question_of(request.GET, request.authority)
    number = asked_page(request.GET.get("page"))
    found = services.consult_lines(
        actor=request.actor,
        now=timezone.now(),
        question=question,
        offset=(number - 1) * LINES_SHOWN,
        limit=LINES_SHOWN,
    )
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "question": question,
        "found": found,
        "lines": [(x, list(zip(found.columns, x.values, strict=True))) for x in found.lines],
        "part": Slice(number, LINES_SHOWN, found.total),
        "base": f"?{query.urlencode()}&",
    }
    return render(request, "sources/trace.html", page)


@requires(Capability.SEE_LINES)
@require_GET
def record(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """One line of a file as it was received."""
    delivery, raw = services.consult_record(
        actor=request.actor, now=timezone.now(), delivery=pk, line=line
    )
    page = {
        "delivery": delivery,
        "line": line,
        "raw": raw,
        "fields": list(zip_longest(raw.header, raw.cells, fillvalue="")),
        "here": f"Ligne {line}",
    }
    return render(request, "sources/record.html", page)
