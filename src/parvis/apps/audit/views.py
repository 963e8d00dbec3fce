"""The journal's page. Its access decision is written in `site.urls`: accounts lie above."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.apps.audit.selectors import visible_entries

PAGE_ROWS = 50


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what in the chosen authority, latest first."""
    entries = visible_entries(request.actor, request.authority)
    page = Paginator(entries, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "audit/journal.html", {"page": page})
