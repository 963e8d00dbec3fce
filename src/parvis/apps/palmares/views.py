"""Screens of the palmarès: each parses, makes one call and renders."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from parvis.apps.accounts.decisions import public, requires
from parvis.apps.authorities.selectors import principal
from parvis.apps.palmares import exports, selectors, tables
from parvis.apps.palmares.asked import SCOPES, Asked, asked_of
from parvis.apps.palmares.page import DRAWN, page_of
from parvis.apps.palmares.selectors import DEFAULT
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.palmares.notice import election_near

View = Callable[[HttpRequest], HttpResponse]


def _or_why(view: View) -> View:
    """The page, or the sentence that says why there is none and a way to ask again."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Refused as refusal:
            status = 400 if request.GET else 200
            context = {"sentence": refusal.sentence(), "asked": request.GET.get("commune", "")}
            return render(request, "palmares/none.html", context, status=status)

    return answered


def _context(request: HttpRequest, asked: Asked, here: str) -> dict[str, object]:
    choices = [(preset.title, asked.read_as(name), name == asked.preset)
               for name, preset in selectors.presets().items()]  # fmt: skip
    return {"asked": asked, "choices": choices, "here": here, "drawn": DRAWN,
            "election": election_near(timezone.localdate(), selectors.elections())}  # fmt: skip


@require_GET
@requires(Capability.SEE_INSIGHTS)
@_or_why
def town(request: HttpRequest) -> HttpResponse:
    """Where the commune stands, how sure it is, what would change it."""
    asked = asked_of(request)
    found = selectors.town(asked.commune, asked.preset, asked.group, asked.weights)
    context = _context(request, asked, "town") | {"page": page_of(found)}
    return render(request, "palmares/town.html", context)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def town_csv(request: HttpRequest) -> HttpResponse:
    """The criteria of the commune as a file of figures."""
    asked = asked_of(request)
    found = selectors.town(asked.commune, asked.preset, asked.group, asked.weights)
    return _file(exports.town_csv(found).encode(), f"palmares-{found.code}-{asked.preset}.csv")


@require_GET
@requires(Capability.SEE_INSIGHTS)
@_or_why
def league(request: HttpRequest) -> HttpResponse:
    """Everybody in order, with bands."""
    asked, scope = asked_of(request), _scope(request)
    code = selectors.commune(asked.commune)
    table = selectors.league(asked.preset, scope, code)
    last = tables.pages(table)
    number = min(max(_number(request, tables.page_of_unit(table, code)), 1), last)
    context = _context(request, asked, "league") | {
        "table": table, "lines": tables.lines(table, number, code), "number": number, "last": last,
        "scope": scope, "total": len(table.order), "first": (number - 1) * tables.PAGE + 1,
        "everybody": len(table.field.figures.codes),
    }  # fmt: skip
    return render(request, "palmares/league.html", context)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def league_csv(request: HttpRequest) -> HttpResponse:
    """The whole table as a file of figures."""
    asked = asked_of(request)
    table = selectors.league(asked.preset, _scope(request), selectors.commune(asked.commune))
    return _file(exports.league_csv(table).encode(), f"palmares-{asked.preset}.csv")


@require_GET
@requires(Capability.SEE_INSIGHTS)
@_or_why
def weights(request: HttpRequest) -> HttpResponse:
    """One's own weights: France ranked again at once."""
    asked = asked_of(request)
    code = selectors.commune(asked.commune)
    found = tables.what_if(code, asked.preset, asked.weights)
    name = selectors.reference().text("name", code)
    context = _context(request, asked, "weights") | {"found": found, "code": code, "name": name}
    template = "palmares/_ranked.html" if "partie" in request.GET else "palmares/weights.html"
    return render(request, template, context)


@require_GET
@requires(Capability.SEE_INSIGHTS)
@_or_why
def method(request: HttpRequest) -> HttpResponse:
    """Criteria, weights, missing shares, sources: what anyone needs to count it again."""
    asked = asked_of(request)
    found = selectors.field(asked.preset)
    context = _context(request, asked, "method") | {
        "field": found, "categories": tables.method(found),
        "communes": len(found.figures.codes), "criteria": len(found.figures.criteria),
    }  # fmt: skip
    return render(request, "palmares/method.html", context)


@require_GET
@requires(Capability.SEE_INSIGHTS)
def manifest(request: HttpRequest) -> HttpResponse:
    """The tables and the manifest in one archive."""
    asked = asked_of(request)
    content = exports.manifest_zip(selectors.field(asked.preset))
    return _file(content, f"palmares-{asked.preset}.zip", "application/zip")


@require_GET
@requires(Capability.SEE_INSIGHTS)
@_or_why
def card(request: HttpRequest) -> HttpResponse:
    """The card to show elsewhere, with its honest wording."""
    asked = asked_of(request)
    text = tables.card(asked.commune, asked.preset)
    context = _context(request, asked, "card") | {
        "text": text, "frame_url": request.build_absolute_uri(_embed_address(asked.preset)),
        "is_own": not asked.is_typed,
    }  # fmt: skip
    return render(request, "palmares/card.html", context)


def _embed_address(preset: str) -> str:
    return f"{reverse('palmares:embed')}?{urlencode({'lecture': preset})}"


@require_GET
@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The card of the home's own commune, always of today, for the frame of any other site."""
    town = principal()
    preset = request.GET.get("lecture", DEFAULT)
    try:
        text = tables.card(town.code if town else "", preset)
    except Refused as refusal:
        context = {"text": refusal.sentence()}
        return render(request, "palmares/embed.html", context, status=404)
    return render(request, "palmares/embed.html", {"text": text, "preset": preset})


def _scope(request: HttpRequest) -> str:
    scope = request.GET.get("parmi", SCOPES[0])
    return scope if scope in SCOPES else SCOPES[0]


def _number(request: HttpRequest, default: int) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isdigit() else default


def _file(content: bytes, name: str, kind: str = "text/csv; charset=utf-8") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
