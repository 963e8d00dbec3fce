"""Screens of the figures: each parses, makes one call and renders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import requires
from parvis.apps.insights import selectors
from parvis.apps.insights.documents import DocumentView, document_of, to_pdf
from parvis.apps.insights.home import home_of
from parvis.apps.ui.question.asked import question_of
from parvis.apps.ui.question.files import file_of
from parvis.apps.ui.question.reading import dimension_title, table_of
from parvis.core.access import Capability
from parvis.core.errors import NotVisible
from parvis.core.metrics.exports import to_csv


@require_safe
@requires(Capability.SEE_INSIGHTS)
def home(request: HttpRequest) -> HttpResponse:
    """What changed, what is about to break, and the questions as doors."""
    authority: str = request.authority  # type: ignore[attr-defined]
    if not selectors.has_figures(authority):
        return render(request, "insights/empty.html")
    return render(request, "insights/home.html", {"page": home_of(authority)})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def question(request: HttpRequest, inquiry_id: str) -> HttpResponse:
    """The page of one of the questions."""
    authority: str = request.authority  # type: ignore[attr-defined]
    if not selectors.has_figures(authority):
        return render(request, "insights/empty.html")
    asked = selectors.asked_question(inquiry_id, request.GET, authority)
    page = selectors.question_page(asked, request.actor)  # type: ignore[attr-defined]
    return render(request, "ui/question.html", {"page": page})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def figure(request: HttpRequest, inquiry_id: str, figure_id: str, form: str) -> HttpResponse:
    """One figure of a question as a file."""
    authority: str = request.authority  # type: ignore[attr-defined]
    asked = selectors.asked_question(inquiry_id, request.GET, authority)
    page = selectors.question_page(asked, request.actor)  # type: ignore[attr-defined]
    found = next((f for f in page.figures if f.is_figure and f.id == figure_id), None)
    if found is None:
        raise NotVisible(figure_id)
    return file_of(found, form, request.authority_name)  # type: ignore[attr-defined, arg-type]


@require_safe
@requires(Capability.SEE_INSIGHTS)
def documents(request: HttpRequest) -> HttpResponse:
    """The documents that a council may table."""
    return render(request, "insights/documents.html", {"documents": wired.documents().values()})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """One document, on screen."""
    context = {"view": _document(request, document_id), "query": request.GET.urlencode()}
    return render(request, "insights/document.html", context)


@require_safe
@requires(Capability.SEE_INSIGHTS)
def document_pdf(request: HttpRequest, document_id: str) -> HttpResponse:
    """The same as a tagged PDF."""
    response = HttpResponse(to_pdf(_document(request, document_id)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document_id}.pdf"'
    return response


def _document(request: HttpRequest, document_id: str) -> DocumentView:
    found = wired.documents().get(document_id)
    authority: str = request.authority  # type: ignore[attr-defined]
    if found is None or not selectors.has_figures(authority):
        raise NotVisible(document_id)
    return document_of(found, request.GET, authority, request.authority_name)  # type: ignore[attr-defined]


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
    dimensions = [(name, dimension_title(found, name)) for name in found.dimensions]
    return render(request, "insights/metric.html", {"metric": found, "dimensions": dimensions})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def csv(request: HttpRequest, metric_id: str) -> HttpResponse:
    """A disclosed table as a file."""
    if selectors.definition(metric_id) is None:
        return _unknown(request, metric_id)
    question = question_of(metric_id, request.GET, request.authority)  # type: ignore[attr-defined]
    response = HttpResponse(to_csv(table_of(question)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{metric_id}.csv"'
    return response


def _unknown(request: HttpRequest, metric_id: str) -> HttpResponse:
    context = {"name": metric_id, "metrics": selectors.definitions()}
    return render(request, "insights/unknown.html", context, status=404)
