"""Appearance and brand: what any visitor may ask for, signed in or not.

The access decision (`public`) is written where the addresses are, in `site.urls`: this
package is below the one that decides.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from parvis.apps.ui.brands import home_card, pictures
from parvis.apps.ui.frame import THEME_COOKIE, THEMES
from parvis.apps.ui.pictures import ICONS, icon, small_logo, start_image
from parvis.core.brand.colours import stylesheet
from parvis.core.brand.screens import BY_NAME
from parvis.core.errors import NotVisible

ONE_YEAR_S, ONE_HOUR_S = 365 * 24 * 3600, 3600
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
def brand(request: HttpRequest, key: str) -> HttpResponse:
    """The town's colours as a style sheet: a CSP without inline style needs an address."""
    given = home_card(key).brand
    return HttpResponse(
        stylesheet(given.colour, given.voice), content_type="text/css; charset=utf-8"
    )


@require_safe
@cache_control(max_age=ONE_YEAR_S, public=True, immutable=True)
def picture(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The logo or a photo of a brand; its name changes with its content."""
    given = home_card(key).brand
    path = pictures(key) / name
    if name not in {given.logo, *(photo.file for photo in given.photos)} or not path.is_file():
        raise NotVisible
    if name == given.logo:
        return HttpResponse(small_logo(path), content_type="image/png")
    return HttpResponse(path.read_bytes(), content_type="image/webp")


@require_safe
@cache_control(max_age=ONE_HOUR_S, public=True)
def mark(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """An icon of the portal for a telephone, drawn from the brand."""
    if name not in ICONS:
        raise NotVisible
    given = home_card(key).brand
    logo = pictures(key) / given.logo if given.logo else None
    return HttpResponse(icon(given.colour, logo, name), content_type="image/png")


@require_safe
@cache_control(max_age=ONE_HOUR_S, public=True)
def start(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What an iPhone shows while the portal starts, in the exact size of its screen."""
    screen = BY_NAME.get(name)
    if screen is None:
        raise NotVisible
    given = home_card(key).brand
    logo = pictures(key) / given.logo if given.logo else None
    return HttpResponse(start_image(given.colour, logo, screen), content_type="image/png")
