"""The portrait of the commune one works for, or of another: parse, one call, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.apps.accounts.decisions import requires
from parvis.apps.territory import documents, exports, selectors
from parvis.apps.territory.page import Page, page_of
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.territory.portrait import Portrait


@require_GET
@requires(Capability.SEE_INSIGHTS)
def home(request: HttpRequest) -> HttpResponse:
    """The portrait, or why there is none."""
    try:
        page = page_of(_portrait(request))
    except Refused as refusal:
        context = {"sentence": refusal.sentence(), "asked": _asked(request)}
        return render(request, "territory/none.html", context, status=_status(request))
    context = {"page": page, "query": request.GET.urlencode(), "asked": _asked(request)}
    return render(request, "territory/home.html", context)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def csv(request: HttpRequest) -> HttpResponse:
    """The portrait as a file of figures."""
    portrait = _portrait(request)
    return _file(exports.to_csv(portrait).encode(), portrait, "csv", "text/csv; charset=utf-8")


@require_GET
@requires(Capability.SEE_INSIGHTS)
def pdf(request: HttpRequest) -> HttpResponse:
    """The portrait as a tagged PDF."""
    page: Page = page_of(_portrait(request))
    return _file(documents.to_pdf(page), page.portrait, "pdf", "application/pdf")


def _portrait(request: HttpRequest) -> Portrait:
    group = request.GET.get("communes", "").replace(",", " ").split()
    return selectors.portrait(_asked(request), tuple(group))


def _asked(request: HttpRequest) -> str:
    return request.GET.get("commune", "").strip() or request.authority  # type: ignore[attr-defined]


def _status(request: HttpRequest) -> int:
    """A wrong code that was typed is an error; an authority that is no commune is not."""
    return 400 if request.GET else 200


def _file(content: bytes, portrait: Portrait, suffix: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"portrait-{portrait.place.code}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
