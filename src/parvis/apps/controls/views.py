"""Screens of the controls: the morning's list, a worklist, the lines somebody explained."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.controls import selectors, services
from parvis.apps.controls.page import Row, rows_of, to_csv
from parvis.apps.sources.paging import Slice, asked_page
from parvis.core.access import Capability
from parvis.core.controls.outcome import State
from parvis.core.errors import NotVisible, Refused

LINES_SHOWN = 50
LINES_EXPORTED = 100_000
REFUSED = 422


@requires(Capability.SEE_CONTROLS)
@require_GET
def control_list(request: HttpRequest) -> HttpResponse:
    """What is to be looked at this morning, and all that holds."""
    cards = selectors.verdicts_of(request.actor, request.authority)
    page = {
        "raised": [c for c in cards if c.verdict.state == State.RAISED],
        "clear": [c for c in cards if c.verdict.state == State.CLEAR],
        "unready": [c for c in cards if c.verdict.state == State.UNREADY],
        "last_at": max((c.verdict.judged_at for c in cards), default=None),
    }
    return render(request, "controls/list.html", page)


@requires(Capability.SEE_CONTROLS)
@require_GET
def control(request: HttpRequest, pk: int) -> HttpResponse:
    """One control: what it found, its lines, what was explained, what it found before."""
    return _page(request, pk)


@requires(Capability.SEE_CONTROLS)
@require_GET
def lines_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The worklist as CSV; no cell of it is a formula."""
    found = services.consult_worklist(
        actor=request.actor, now=timezone.now(), verdict=pk, limit=LINES_EXPORTED
    )
    response = HttpResponse(to_csv(found.control, found.lines), content_type="text/csv")
    name = f"{found.control.id}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Capability.SEE_CONTROLS)
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain a line."""
    try:
        services.dismiss_line(
            actor=request.actor,
            now=timezone.now(),
            verdict=pk,
            line=request.POST.get("line", ""),
            note=request.POST.get("note", ""),
        )
    except Refused as refusal:
        return _page(request, pk, refusal=refusal.sentence())
    messages.success(request, "La ligne est expliquée : elle ne compte plus.")
    return redirect("controls:control", pk)


@requires(Capability.SEE_CONTROLS)
@require_POST
def take_up_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an explained line count again."""
    services.take_up_again(
        actor=request.actor, now=timezone.now(), verdict=pk, line=request.POST.get("line", "")
    )
    messages.success(request, "La ligne compte de nouveau.")
    return redirect("controls:control", pk)


def _page(request: HttpRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    card = selectors.card_for(request.actor, pk)
    if card is None:
        raise NotVisible
    number = asked_page(request.GET.get("page"))
    part = Slice(number, LINES_SHOWN, card.verdict.lines)
    page = {
        "card": card,
        "rows": _rows(request, pk, part) if card.verdict.is_raised else [],
        "part": part,
        "dismissals": list(selectors.dismissals_of(request.actor, card.verdict)),
        "history": selectors.history_of(request.actor, card.verdict),
        "refusal": refusal,
    }
    return render(request, "controls/control.html", page, status=REFUSED if refusal else 200)


def _rows(request: HttpRequest, pk: int, part: Slice) -> list[Row]:
    found = services.consult_worklist(
        actor=request.actor,
        now=timezone.now(),
        verdict=pk,
        offset=part.offset,
        limit=part.size,
    )
    return rows_of(found.control, found.lines)
