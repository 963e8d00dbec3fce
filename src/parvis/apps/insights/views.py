"""Screens of the figures: each parses, makes one call and renders."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public, requires
from parvis.apps.insights import answers
from parvis.apps.insights.documents import DocumentView, document_of, to_pdf
from parvis.apps.insights.explore import explored
from parvis.apps.insights.home import home_of
from parvis.apps.insights.models import KeptView
from parvis.apps.insights.public import file_named, published
from parvis.apps.insights.selectors import kept_views, shared_view
from parvis.apps.insights.services import forget_view, keep_view
from parvis.apps.insights.working import AGAIN_SECONDS
from parvis.apps.ui.question.asked import question_of
from parvis.apps.ui.question.files import file_of, picture_of
from parvis.apps.ui.question.reading import dimension_title, table_of
from parvis.apps.ui.question.shell import Figure, State
from parvis.apps.ui.question.sketch import Sketch
from parvis.core.access import Capability
from parvis.core.charts import Size
from parvis.core.errors import NotVisible
from parvis.core.metrics.exports import to_csv


@require_safe
@requires(Capability.SEE_INSIGHTS)
def home(request: HttpRequest) -> HttpResponse:
    """What changed, what is about to break, and the questions as doors."""
    authority: str = request.authority  # type: ignore[attr-defined]
    if not answers.has_figures(authority):
        return render(request, "insights/empty.html")
    return render(request, "insights/home.html", {"page": home_of(authority)})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def question(request: HttpRequest, inquiry_id: str) -> HttpResponse:
    """The page of one of the questions."""
    authority: str = request.authority  # type: ignore[attr-defined]
    if not answers.has_figures(authority):
        return render(request, "insights/empty.html")
    asked = answers.asked_question(inquiry_id, request.GET, authority)
    page = answers.page_soon(asked, request.actor)  # type: ignore[attr-defined]
    if page.awaited:
        return _awaited(request, "insights/question.html", {"page": page})
    return render(request, "insights/question.html", {"page": page})


def _awaited(request: HttpRequest, template: str, shown: dict[str, object]) -> HttpResponse:
    """A page that comes again by itself, unless its reader asked it not to, until it is whole."""
    is_paused = PAUSED in request.GET
    query = request.GET.copy()
    query[PAUSED] = "1"
    context = {
        **shown,
        "again": request.get_full_path(),
        "paused": f"?{query.urlencode()}",
        "is_paused": is_paused,
        "seconds": AGAIN_SECONDS,
    }
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    if not is_paused:
        response["Refresh"] = str(AGAIN_SECONDS)
    return response


PAUSED = "sans-recharger"


@require_safe
@requires(Capability.SEE_INSIGHTS)
def figure(request: HttpRequest, inquiry_id: str, figure_id: str, form: str) -> HttpResponse:
    """One figure of a question as a file."""
    found = _figure(request, inquiry_id, figure_id)
    return file_of(found, form, request.authority_name)  # type: ignore[attr-defined]


def _figure(request: HttpRequest, inquiry_id: str, figure_id: str) -> Figure:
    """The figure of the page at the same address; NotVisible where it has none of that name."""
    authority: str = request.authority  # type: ignore[attr-defined]
    asked = answers.asked_question(inquiry_id, request.GET, authority)
    found = answers.figure_alone(asked, figure_id, request.actor)  # type: ignore[attr-defined]
    if not isinstance(found, Figure):
        raise NotVisible(figure_id)
    return found


@require_safe
@requires(Capability.SEE_INSIGHTS)
def drawing(request: HttpRequest, inquiry_id: str, figure_id: str, size: str) -> HttpResponse:
    """The image of one figure, for a page that was sent before anybody drew it."""
    return _picture(_figure(request, inquiry_id, figure_id), size)


@require_safe
@requires(Capability.SEE_INSIGHTS)
def explored_drawing(request: HttpRequest, size: str) -> HttpResponse:
    """The image of an exploration."""
    authority: str = request.authority  # type: ignore[attr-defined]
    found = explored(request.GET, request.actor, authority).figure  # type: ignore[attr-defined]
    return _picture(found, size)


def _picture(figure: Figure | State, size: str) -> HttpResponse:
    sketch = figure.drawing if isinstance(figure, Figure) else None
    if size not in list(Size) or not isinstance(sketch, Sketch):
        raise NotVisible(size)
    return picture_of(sketch.one(Size(size)))


@require_safe
@requires(Capability.SEE_INSIGHTS)
def explore(request: HttpRequest) -> HttpResponse:
    """Any metric by any of its dimensions."""
    return _exploration(request, request.GET, None)


@require_safe
@requires(Capability.SEE_INSIGHTS)
def kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """A view that somebody kept, with the rights of who opens it."""
    view = shared_view(request.actor, request.authority, key)  # type: ignore[attr-defined]
    return _exploration(request, QueryDict(view.query), view)


@require_POST
@requires(Capability.SEE_INSIGHTS)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the view on screen under a name, then open it at its own address."""
    view = keep_view(
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
        authority=request.authority,  # type: ignore[attr-defined]
        title=request.POST.get("title", ""),
        query=request.POST.get("query", ""),
    )
    return redirect("insights:kept", view.key)


@require_POST
@requires(Capability.SEE_INSIGHTS)
def forget(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a view of one's own."""
    forget_view(
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
        authority=request.authority,  # type: ignore[attr-defined]
        key=key,
    )
    return redirect("insights:explore")


def _exploration(request: HttpRequest, query: QueryDict, view: KeptView | None) -> HttpResponse:
    authority: str = request.authority  # type: ignore[attr-defined]
    if not answers.has_figures(authority):
        return render(request, "insights/empty.html")
    actor = request.actor  # type: ignore[attr-defined]
    page, mine = explored(query, actor, authority), kept_views(actor, authority)
    context = {
        "page": page,
        "kept": list(mine),
        "opened": view,
        "mine": view is not None and mine.filter(pk=view.pk).exists(),
        "is_changed": view is not None and page.chosen.has_changed(view.metric_version),
    }
    return render(request, "insights/explore.html", context)


@require_safe
@public
def public_figures(request: HttpRequest) -> HttpResponse:
    """The frozen tables that the town publishes, for anybody."""
    return render(request, "insights/public.html", {"tables": published()})


@require_safe
@public
def public_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One of them as a file."""
    response = HttpResponse(file_named(name), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_safe
@requires(Capability.SEE_INSIGHTS)
def documents(request: HttpRequest) -> HttpResponse:
    """The documents that a council may table."""
    return render(request, "insights/documents.html", {"documents": wired.documents().values()})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """One document, on screen."""
    view = _document(request, document_id)
    if view is None:
        return _awaited(request, "insights/preparing.html", {})
    context = {"view": view, "query": request.GET.urlencode()}
    return render(request, "insights/document.html", context)


@require_safe
@requires(Capability.SEE_INSIGHTS)
def document_pdf(request: HttpRequest, document_id: str) -> HttpResponse:
    """The same as a tagged PDF."""
    view = _document(request, document_id)
    if view is None:
        return _awaited(request, "insights/preparing.html", {})
    response = HttpResponse(to_pdf(view), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document_id}.pdf"'
    return response


def _document(request: HttpRequest, document_id: str) -> DocumentView | None:
    found = wired.documents().get(document_id)
    authority: str = request.authority  # type: ignore[attr-defined]
    if found is None or not answers.has_figures(authority):
        raise NotVisible(document_id)
    return document_of(found, request.GET, authority, request.authority_name)  # type: ignore[attr-defined]


@require_safe
@requires(Capability.SEE_INSIGHTS)
def metrics(request: HttpRequest) -> HttpResponse:
    """The list of definitions."""
    return render(request, "insights/metrics.html", {"metrics": answers.definitions()})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def metric(request: HttpRequest, metric_id: str) -> HttpResponse:
    """One definition: formula, source, protection."""
    found = answers.definition(metric_id)
    if found is None:
        return _unknown(request, metric_id)
    dimensions = [(name, dimension_title(found, name)) for name in found.dimensions]
    return render(request, "insights/metric.html", {"metric": found, "dimensions": dimensions})


@require_safe
@requires(Capability.SEE_INSIGHTS)
def csv(request: HttpRequest, metric_id: str) -> HttpResponse:
    """A disclosed table as a file."""
    if answers.definition(metric_id) is None:
        return _unknown(request, metric_id)
    question = question_of(metric_id, request.GET, request.authority)  # type: ignore[attr-defined]
    response = HttpResponse(to_csv(table_of(question)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{metric_id}.csv"'
    return response


def _unknown(request: HttpRequest, metric_id: str) -> HttpResponse:
    context = {"name": metric_id, "metrics": answers.definitions()}
    return render(request, "insights/unknown.html", context, status=404)
