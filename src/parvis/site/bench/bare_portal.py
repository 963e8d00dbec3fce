"""A bare page beside those of the portal: same middlewares, session, account and queries."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from parvis.apps.accounts.decisions import public
from parvis.apps.authorities.selectors import principal
from parvis.apps.catalogue.selectors import places_of, published_tiles
from parvis.apps.portal.selectors import own_bouquets

ROWS = 20
_TABLE = Engine().from_string(
    "<!doctype html><title>{{ who }}</title><table>{% for d in rows %}<tr><th>{{ d.title }}</th>"
    "<td>{{ d.summary }}</td></tr>{% endfor %}</table>"
)


@public
def bare_portal(request: HttpRequest) -> HttpResponse:
    """What the portal's home reads, as twenty rows: no more."""
    town = principal()
    code = town.code if town else ""
    rows = list(published_tiles(code))
    own_bouquets(request.actor, code)  # type: ignore[attr-defined]
    places_of(code).prefetch_related(None).first()
    context = Context({"who": request.actor.label, "rows": rows[:ROWS]})  # type: ignore[attr-defined]
    return HttpResponse(_TABLE.render(context))


urlpatterns = [path("bare-portal/", bare_portal), path("", include("parvis.site.urls"))]
