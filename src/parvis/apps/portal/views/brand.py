"""The town's brand: what it gave, and what was corrected so that everybody can read."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.portal import branding
from parvis.apps.ui.brands import home_card, key_of
from parvis.core.access import Capability
from parvis.core.brand.card import TEXTS
from parvis.core.brand.colours import shown_colours
from parvis.core.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_CATALOGUE)
def edit(request: HttpRequest) -> HttpResponseBase:
    """Colours, voice, tone and legal mentions; each colour beside its correction."""
    if request.method != "POST":
        return _shown(request)
    written = {name: request.POST.get(name, "").strip() for name in TEXTS}
    try:
        branding.keep_brand(**_facts(request), written=written)
    except Refused as refusal:
        return _shown(request, written, refusal.sentence())
    return _kept(request)


@require_POST
@requires(Capability.MANAGE_CATALOGUE)
@accepts_attachments
def picture(request: HttpRequest) -> HttpResponseBase:
    """Give or take away the logo or a photo."""
    facts, what = _facts(request), request.POST.get("geste", "")
    sent = request.FILES.get("image")
    content = sent.read() if sent else b""
    try:
        if what == "logo":
            branding.keep_logo(**facts, content=content)
        elif what == "photo":
            branding.add_photo(**facts, content=content, alt=request.POST.get("alt", ""),
                               credit=request.POST.get("credit", ""))  # fmt: skip
        else:
            branding.drop_photo(**facts, file=request.POST.get("file", ""))
    except Refused as refusal:
        return _shown(request, None, refusal.sentence())
    return _kept(request)


def _facts(request: HttpRequest) -> dict[str, Any]:
    actor, code = request.actor, request.authority  # type: ignore[attr-defined]
    authority = visible_authorities(actor).get(code=code)
    return {"actor": actor, "now": datetime.now(UTC), "authority": authority}


def _kept(request: HttpRequest) -> HttpResponseBase:
    messages.success(request, "La marque est enregistrée. Toutes les pages la suivent.")
    return redirect("portal:brand")


def _shown(
    request: HttpRequest, written: dict[str, str] | None = None, problem: str = ""
) -> HttpResponseBase:
    key = key_of(_facts(request)["authority"])
    brand = home_card(key).brand
    context = {
        "written": written or {name: getattr(brand, name) for name in TEXTS}, "problem": problem,
        "colours": shown_colours(brand.colour), "brand": brand, "key": key,
        "icons": ("icone-192", "icone-512-pleine"),
    }  # fmt: skip
    return render(request, "portal/brand.html", context, status=422 if problem else 200)
