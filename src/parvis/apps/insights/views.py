"""Screens of the figures: each parses, makes one call and renders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import requires
from parvis.apps.insights import selectors
from parvis.apps.insights.asked import asked_of, question_of
from parvis.apps.insights.page import page_of
from parvis.apps.ui.question import reading
from parvis.apps.ui.question.asked import asked_of as reading_address
from parvis.apps.ui.question.page import page_of as question_page
from parvis.apps.ui.question.page import usual_period
from parvis.core.access import Capability
from parvis.core.errors import NotVisible
from parvis.core.metrics.exports import to_csv


@require_safe
@requires(Capability.SEE_INSIGHTS)
def home(request: HttpRequest) -> HttpResponse:
    """The page of figures."""
    asked = asked_of(request.GET, request.authority)  # type: ignore[attr-defined]
    manifest = selectors.release_in_use()
    if manifest is None or not selectors.facts_held(manifest, asked.authority):
        return render(request, "insights/empty.html")
    page = page_of(asked, request.actor, manifest)  # type: ignore[attr-defined]
    return render(request, "insights/home.html", {"page": page})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def question(request: HttpRequest, inquiry_id: str) -> HttpResponse:
    """The page of one of the questions."""
    inquiry = wired.inquiries().get(inquiry_id)
    if inquiry is None:
        raise NotVisible(inquiry_id)
    manifest = reading.release_in_use()
    authority: str = request.authority  # type: ignore[attr-defined]
    if manifest is None or not reading.facts_held(manifest, authority):
        return render(request, "insights/empty.html")
    usual = usual_period(manifest, authority)
    asked = reading_address(request.GET, inquiry, authority, usual)
    page = question_page(asked, request.actor, manifest)  # type: ignore[attr-defined]
    return render(request, "ui/question.html", {"page": page})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def metrics(request: HttpRequest) -> HttpResponse:
    """The list of definitions."""
    return render(request, "insights/metrics.html", {"metrics": selectors.definitions()})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def metric(request: HttpRequest, metric_id: str) -> HttpResponse:
    """One definition: formula, source, protection."""
    found = selectors.definition(metric_id)
    if found is None:
        return _unknown(request, metric_id)
    dimensions = [(name, selectors.dimension_title(found, name)) for name in found.dimensions]
    return render(request, "insights/metric.html", {"metric": found, "dimensions": dimensions})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def csv(request: HttpRequest, metric_id: str) -> HttpResponse:
    """A disclosed table as a file."""
    if selectors.definition(metric_id) is None:
        return _unknown(request, metric_id)
    question = question_of(metric_id, request.GET, request.authority)  # type: ignore[attr-defined]
    response = HttpResponse(
        to_csv(selectors.table_of(question)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{metric_id}.csv"'
    return response


def _unknown(request: HttpRequest, metric_id: str) -> HttpResponse:
    context = {"name": metric_id, "metrics": selectors.definitions()}
    return render(request, "insights/unknown.html", context, status=404)
