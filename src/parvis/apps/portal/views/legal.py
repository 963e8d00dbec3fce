"""The pages that the law asks for, and what surrounds the portal on a phone."""

from datetime import UTC, datetime
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.apps.accounts.decisions import public
from parvis.apps.catalogue.selectors import published_tiles
from parvis.apps.portal import bouquets, following
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town
from parvis.apps.ui.brands import home_card, key_of
from parvis.apps.ui.pictures import ICONS
from parvis.core.brand.colours import PAPER, palette
from parvis.core.errors import NotVisible

TEXTS = {
    "accessibilite": "portal/legal_accessibility.html",
    "plan-accessibilite": "portal/legal_plan.html",
    "mentions-legales": "portal/legal_notice.html",
    "donnees-personnelles": "portal/legal_privacy.html",
    "vos-droits": "portal/legal_rights.html",
}


@require_safe
@public
def text(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that the law asks for, in the town's own name."""
    if name not in TEXTS:
        raise NotVisible
    return page(request, TEXTS[name], "legal", town=town(request),
                card=home_card(key_of(town(request))).brand)  # fmt: skip


@require_safe
@public
def offline(request: HttpRequest) -> HttpResponse:
    """What was last known: one's bouquet, one's requests. Kept by the browser for when it is cut
    off from the network."""
    shown = {d.code: d for d in published_tiles(town(request).code)}
    chosen = bouquets.chosen(request, shown)
    here = following.in_browser(request, town(request).code)
    told = [(r, following.answer_of(r, following.team_of(r))) for r in here]
    return page(
        request, "portal/offline.html", "", drafts=following.own_drafts(request),
        slabs=bouquets.slabs(chosen, shown), here=told,
        at=datetime.now(UTC),
    )  # fmt: skip


@require_safe
@public
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to install the portal: the town's name, colour and icon."""
    place = town(request)
    key = key_of(place)
    accent = palette(home_card(key).brand.colour)["accent"]
    return JsonResponse(
        {
            "name": f"{place.name}, mes services", "short_name": place.name, "lang": "fr",
            "start_url": reverse("home"), "scope": "/", "display": "standalone",
            "theme_color": accent, "background_color": PAPER,
            "icons": [_icon(key, "icone-192", "any"), _icon(key, "icone-512", "any"),
                      _icon(key, "icone-512-pleine", "maskable")],
            "shortcuts": [
                {"name": "Mes demandes", "url": reverse("portal:mine")},
                {"name": "Mon bouquet", "url": reverse("portal:bouquet")},
            ],
        },
        content_type="application/manifest+json",
    )  # fmt: skip


def _icon(key: str, name: str, purpose: str) -> dict[str, str]:
    side, _ = ICONS[name]
    return {"src": reverse("ui:icon", args=[key, name]), "sizes": f"{side}x{side}",
            "type": "image/png", "purpose": purpose}  # fmt: skip


@require_safe
@public
@cache_control(max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root: what it may keep is everything below where it stands."""
    source = files("parvis.apps.portal") / "static" / "portal" / "worker.js"
    kept = [
        "ui/tokens.css",
        "ui/base.css",
        "ui/components.css",
        "portal/portal.css",
        "portal/app.js",
        "portal/drafts.js",
        "portal/autosave.js",
    ]
    names = ", ".join(f'"{static(name)}"' for name in kept)
    icon = reverse("ui:icon", args=[key_of(town(request)), "icone-192"])
    text = source.read_text("utf-8").replace("/* kept */", names).replace("/* icon */", icon)
    text = text.replace("/* drafts */", static("portal/drafts.js"))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
