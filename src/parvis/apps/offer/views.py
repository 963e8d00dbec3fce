"""Screens of the offer: the question, the notes to decide, the rules that a town publishes."""

import csv
import io
from typing import Protocol, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from parvis.apps import wired
from parvis.apps.accounts.decisions import public, requires
from parvis.apps.notes import services as notes
from parvis.apps.notes.models import Kind
from parvis.apps.notes.selectors import note_for, notes_of
from parvis.apps.offer import access, documents, selectors, shown, siting
from parvis.apps.offer.page import ID, page_of, screens
from parvis.apps.offer.port import sited
from parvis.apps.offer.told import told
from parvis.apps.ui.question import reading
from parvis.apps.ui.question.asked import asked_of
from parvis.apps.ui.question.opening import usual_period
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.offer.notices import INVENTORY

REFUSED = 422
A = TypeVar("A", contravariant=True)


@require_safe
@requires(Capability.SEE_INSIGHTS)
def home(request: HttpRequest) -> HttpResponse:
    """Is the offer adapted?"""
    manifest, authority = reading.release_in_use(), request.authority
    if manifest is None or not reading.facts_held(manifest, authority):
        return render(request, "offer/empty.html")
    inquiry = wired.inquiries()[ID]
    asked = asked_of(request.GET, inquiry, authority, usual_period(manifest, authority))
    page = {"page": page_of(asked, request.actor, manifest), "screens": screens()}
    return render(request, "offer/home.html", page)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def note_list(request: HttpRequest) -> HttpResponse:
    """The notes of the authority, the latest first."""
    found = notes_of(request.actor, request.authority)
    return render(request, "offer/notes.html", {"notes": found})


@require_GET
@requires(Capability.SEE_INSIGHTS)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note: what was compared, on which assumptions, what was decided."""
    return _note(request, pk)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def note_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The note as a tagged PDF, ready for a deliberation."""
    found = note_for(request.actor, pk)
    response = HttpResponse(documents.to_pdf(told(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="note-{found.pk}.pdf"'
    return response


@require_POST
@requires(Capability.KEEP_NOTES)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Write which alternative was retained, and why."""
    try:
        notes.note_choice(
            actor=request.actor, now=timezone.now(), note=pk,
            chosen=request.POST.get("chosen", ""), reasons=request.POST.get("reasons", ""),
        )  # fmt: skip
    except Refused as refusal:
        return _note(request, pk, refusal=refusal.sentence())
    messages.success(request, "Le choix est noté.")
    return redirect("offer:note", pk)


@require_POST
@requires(Capability.KEEP_NOTES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note away."""
    notes.remove_note(actor=request.actor, now=timezone.now(), note=pk)
    messages.success(request, "La note est retirée ; le journal en garde la trace.")
    return redirect("offer:notes")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SEE_INSIGHTS)
def near(request: HttpRequest) -> HttpResponse:
    """How near a service is, zone by zone; kept as a note if asked."""
    context = _common(request)
    try:
        context["asked"] = asked = access.asked_of(request.GET)
        context["service_name"] = shown.named(asked.service)
        if request.method == "POST":
            return redirect("offer:note", _kept(request, Kind.ACCESS, asked, access))
        context["page"] = access.page_of(asked)
        context["legend"] = access.legend(asked.reach)
    except Refused as refusal:
        context["refusal"] = refusal.sentence()
        return render(request, "offer/access.html", context, status=_status(request))
    return render(request, "offer/access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SEE_INSIGHTS)
def places(request: HttpRequest) -> HttpResponse:
    """Where one place more, or fewer, helps most; kept as a note if asked."""
    context = {**_common(request), "changes": siting.CHANGES.items(), "aims": siting.AIMS.items()}
    try:
        context["asked"] = asked = siting.asked_of(request.GET)
        context["service_name"] = shown.named(asked.service)
        context["besides"] = siting.besides(asked)
        if request.method == "POST":
            return redirect("offer:note", _kept(request, Kind.SITING, asked, siting))
        context["page"] = siting.page_of(asked)
    except Refused as refusal:
        context["refusal"] = refusal.sentence()
        return render(request, "offer/siting.html", context, status=_status(request))
    return render(request, "offer/siting.html", context)


def _common(request: HttpRequest) -> dict[str, object]:
    return {
        "may_keep": request.actor.may(Capability.KEEP_NOTES, request.authority),
        "modes": shown.MODES.items(), "reaches": shown.REACHES,
        "services": [(service, shown.named(service)) for service in sited()],
    }  # fmt: skip


def _status(request: HttpRequest) -> int:
    return REFUSED if request.method == "POST" else 200


class _Noted(Protocol[A]):
    """What a screen says of what it was asked, for a note to keep."""

    def alternatives(self, asked: A) -> list[dict[str, object]]: ...
    def assumptions(self, asked: A) -> list[tuple[str, str]]: ...


def _kept(request: HttpRequest, kind: Kind, asked: A, screen: _Noted[A]) -> int:
    manifest = reading.release_in_use()
    note = notes.keep_note(
        actor=request.actor, now=timezone.now(), authority=request.authority, kind=kind,
        title=request.POST.get("title", "").strip()[:200] or kind.label,
        release=manifest.id if manifest else "", purpose="",
        assumptions=screen.assumptions(asked), alternatives=screen.alternatives(asked),
    )  # fmt: skip
    return note.pk


@require_GET
@public
def rules(request: HttpRequest) -> HttpResponse:
    """Every algorithmic rule, for anybody (CRPA, L312-1-3)."""
    found = selectors.rules(timezone.localdate())
    return render(request, "offer/rules.html", {"rules": found})


@require_GET
@public
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """The notice of one rule (CRPA, R311-3-1-2)."""
    found = next((r for r in selectors.rules(timezone.localdate()) if r.id == rule_id), None)
    if found is None:
        raise NotVisible
    return render(request, "offer/rule.html", {"rule": found})


@require_GET
@public
def inventory(request: HttpRequest) -> HttpResponse:
    """The inventory of algorithmic rules as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(INVENTORY)
    writer.writerows(rule.row() for rule in selectors.rules(timezone.localdate()))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="inventaire-algorithmes.csv"'
    return response


def _note(request: HttpRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    found = note_for(request.actor, pk)
    may_keep = request.actor.may(Capability.KEEP_NOTES, found.authority.code)
    page = {"note": told(found), "refusal": refusal, "may_keep": may_keep}
    return render(request, "offer/note.html", page, status=REFUSED if refusal else 200)
