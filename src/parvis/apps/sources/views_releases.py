"""Screens of the publications: what went in, publish, go back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.sources import selectors, services
from parvis.core.access import Capability

RELEASES_SHOWN = 20


@requires(Capability.SEE_INSIGHTS)
@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    """The publications, the latest first, with what each says of this authority."""
    actor, authority = request.actor, request.authority
    shelf = Paginator(selectors.releases_of(actor, authority), RELEASES_SHOWN)
    page = {
        "page": shelf.get_page(request.GET.get("page")),
        "current": selectors.current_release(actor, authority),
        "job": selectors.publication_under_way(actor, authority),
        "ahead": selectors.changes_to_publish(actor, authority),
        "may_publish": actor.may(Capability.PUBLISH, authority),
    }
    return render(request, "sources/releases.html", page)


@requires(Capability.PUBLISH)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Ask for a new publication."""
    services.ask_to_publish(actor=request.actor, now=timezone.now(), authority=request.authority)
    return redirect("sources:releases")


@requires(Capability.PUBLISH)
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Put another publication in use."""
    manifest = services.use_release(
        actor=request.actor,
        now=timezone.now(),
        release_id=request.POST.get("release", ""),
        authority=request.authority,
    )
    messages.success(request, f"La publication {manifest.id} est en service.")
    return redirect("sources:releases")
