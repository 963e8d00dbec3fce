"""Appearance and brand: what any visitor may ask for, signed in or not.

The access decision (`public`) is written where the addresses are, in `site.urls`: this
package is below the one that decides.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from parvis.apps.ui.frame import THEME_COOKIE, THEMES, home_card
from parvis.core.brand import stylesheet

ONE_YEAR_S = 365 * 24 * 3600
FEW_MINUTES_S = 300
"""How long a changed brand may be seen by some and not by others."""


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen appearance in a cookie, then come back to the page."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest("Apparence inconnue.")
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=ONE_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else "/"


@require_safe
@cache_control(max_age=FEW_MINUTES_S, public=True)
def brand(request: HttpRequest) -> HttpResponse:
    """The town's colours as a style sheet: a CSP without inline style needs an address."""
    return HttpResponse(
        stylesheet(home_card().brand, home_card().voice), content_type="text/css; charset=utf-8"
    )
