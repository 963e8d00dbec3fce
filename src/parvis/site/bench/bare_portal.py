"""A bare page beside those of the portal: same middlewares, session, account and queries."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from parvis.apps.accounts.decisions import public
from parvis.apps.catalogue.selectors import places_of, published_tiles
from parvis.apps.portal.models import Draft
from parvis.apps.portal.selectors import own_bouquets
from parvis.apps.portal.who import account_id

ROWS = 20
_TABLE = Engine().from_string(
    "<!doctype html><title>{{ who }}</title><table>{% for d in rows %}<tr><th>{{ d.title }}</th>"
    "<td>{{ d.summary }}</td></tr>{% endfor %}</table>"
)


@public
def bare_portal(request: HttpRequest) -> HttpResponse:
    """What the portal's home reads, as twenty rows: no more."""
    town, actor = request.town, request.actor  # type: ignore[attr-defined]
    rows = list(published_tiles(town.code))
    own_bouquets(actor, town.code)
    list(Draft.objects.filter(authority=town, account_id=account_id(actor)))
    list(places_of(town.code).prefetch_related(None).order_by("pk"))
    context = Context({"who": actor.label, "rows": rows[:ROWS]})
    return HttpResponse(_TABLE.render(context))


urlpatterns = [path("bare-portal/", bare_portal), path("", include("parvis.site.urls"))]
