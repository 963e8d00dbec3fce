"""Screens of persons: the review of pairs, by keyboard alone, and what changed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.people import selectors, services
from parvis.apps.people.drawing import waterfall_svg
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector

CHANGES_SHOWN, HOMES_SHOWN = 30, 20
SAMPLE = "echantillon"


@requires(Capability.REVIEW_PERSONS)
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Where the review stands, sector by sector, and how good the linkage is."""
    found = selectors.reviews_of(request.actor, request.authority)
    return render(request, "people/reviews.html", {"reviews": found})


@requires(Capability.REVIEW_PERSONS)
@require_GET
def review(request: HttpRequest, sector: str) -> HttpResponse:
    """The next pair of a sector, of the queue or of the sample."""
    chosen, is_sample = _sector(sector), request.GET.get("liste") == SAMPLE
    after = request.GET.get("apres", "")
    pair = selectors.next_pair(
        request.actor, request.authority, chosen, is_sample=is_sample,
        after=int(after) if after.isdigit() else 0,
    )  # fmt: skip
    page = {
        "sector": chosen,
        "is_sample": is_sample,
        "last": selectors.last_judged(request.actor, request.authority, chosen),
        "seen": None,
    }
    if pair is not None:
        page["seen"] = services.consult_pair(actor=request.actor, now=timezone.now(), pair=pair.pk)
        page["drawing"] = mark_safe(waterfall_svg(page["seen"].bars))  # noqa: S308  our own
    return render(request, "people/review.html", page)


@requires(Capability.REVIEW_PERSONS)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether both records are one person, and go on to the next pair."""
    try:
        pair = services.judge_pair(
            actor=request.actor, now=timezone.now(), pair=pk,
            is_same=request.POST.get("avis") == "meme",
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, refusal.sentence())
        return redirect("people:reviews")
    return redirect(_review_url(pair.sector, request.POST.get("liste", "")))


@requires(Capability.REVIEW_PERSONS)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was said of a pair."""
    pair = services.undo_ruling(actor=request.actor, now=timezone.now(), pair=pk)
    messages.success(request, "La décision est retirée : la paire revient dans la liste.")
    return redirect(_review_url(pair.sector, request.POST.get("liste", "")))


@requires(Capability.REVIEW_PERSONS)
@require_GET
def changes(request: HttpRequest, sector: str) -> HttpResponse:
    """Persons put together or told apart in a sector."""
    chosen = _sector(sector)
    found = selectors.changes_of(request.actor, request.authority, chosen)
    page = Paginator(found, CHANGES_SHOWN).get_page(request.GET.get("page"))
    return render(request, "people/changes.html", {"sector": chosen, "page": page})


@requires(Capability.REVIEW_PERSONS)
@require_GET
def homes(request: HttpRequest, sector: str) -> HttpResponse:
    """Who lives with whom in a sector, as its files show it."""
    chosen = _sector(sector)
    found = selectors.homes_of(request.actor, request.authority, chosen)
    page = Paginator(found.households, HOMES_SHOWN).get_page(request.GET.get("page"))
    seen = services.consult_homes(
        actor=request.actor, now=timezone.now(), authority=request.authority, sector=chosen,
        households=list(page),
    )  # fmt: skip
    told = {"sector": chosen, "found": found, "page": page, "homes": seen}
    return render(request, "people/homes.html", told)


@requires(Capability.REVIEW_PERSONS)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a change: the records go back where they were, and stay there."""
    try:
        change = services.undo_change(actor=request.actor, now=timezone.now(), change=pk)
    except Refused as refusal:
        messages.error(request, refusal.sentence())
        return redirect("people:reviews")
    messages.success(
        request, "Le changement est annulé ; les prochains rapprochements s’y tiennent."
    )
    return redirect("people:changes", change.sector)


def _sector(code: str) -> Sector:
    if code not in set(Sector):
        raise NotVisible
    return Sector(code)


def _review_url(sector: str, kind: str) -> str:
    url = reverse("people:review", args=[sector])
    return f"{url}?liste={SAMPLE}" if kind == SAMPLE else url
