"""Screens where a person finishes the contract that a file suggests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.sources import services
from parvis.apps.sources.drafts import TYPES, YEAR_DAYS, draft_from
from parvis.apps.sources.models import Delivery
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.ingest.draft import Draft

REFUSED = 422


@requires(Capability.LOAD_SOURCES)
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft proposed; once finished, the file is loaded with it."""
    delivery, proposed = services.propose_contract(actor=request.actor, delivery=pk)
    if request.method == "GET":
        return _page(request, delivery, proposed)
    draft = draft_from(request.POST.dict(), proposed)
    if "preview" in request.POST:
        return _page(request, delivery, draft, **_previewed(request, pk, draft))
    try:
        loaded = services.describe_file(
            actor=request.actor, now=timezone.now(), delivery=pk, draft=draft
        )
    except Refused as refusal:
        return _page(request, delivery, draft, refusal=refusal.sentence())
    return redirect("sources:delivery", loaded.pk)


@requires(Capability.LOAD_SOURCES)
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would become, alone: asked again at each change where scripts run."""
    _, proposed = services.propose_contract(actor=request.actor, delivery=pk)
    draft = draft_from(request.POST.dict(), proposed)
    return render(request, "sources/_preview.html", _previewed(request, pk, draft))


def _previewed(request: HttpRequest, pk: int, draft: Draft) -> dict[str, object]:
    try:
        found = services.preview_contract(
            actor=request.actor, now=timezone.now(), delivery=pk, draft=draft
        )
    except Refused as refusal:
        return {"previewed": True, "preview_refusal": refusal.sentence()}
    titles = [c.title for c in draft.columns if c.is_kept]
    return {"previewed": True, "found": found, "titles": titles}


def _page(
    request: HttpRequest, delivery: Delivery, draft: Draft, refusal: str = "", **more: object
) -> HttpResponse:
    sectors = sorted(
        request.actor.sectors(Capability.LOAD_SOURCES, request.authority), key=lambda s: s.label
    )
    page = {
        "delivery": delivery,
        "draft": draft,
        "columns": list(enumerate(draft.columns)),
        "types": TYPES,
        "sectors": sectors,
        "years": draft.retention_days // YEAR_DAYS,
        "refusal": refusal,
        **more,
    }
    return render(request, "sources/describe.html", page, status=REFUSED if refusal else 200)
