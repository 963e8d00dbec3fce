"""A bare page beside those of the portal: same middlewares, session, account and queries."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from parvis.apps.accounts.consents import consents_of
from parvis.apps.accounts.contacting import preference_of
from parvis.apps.accounts.decisions import public
from parvis.apps.casework.selectors import requests_of_account
from parvis.apps.catalogue.selectors import places_of, published_tiles, services_of
from parvis.apps.portal import my_data
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


@public
def bare_held(request: HttpRequest) -> HttpResponse:
    """What "my data" reads of whoever is signed in, as twenty rows: no more."""
    town, account = request.town, request.user  # type: ignore[attr-defined]
    consents_of(account, town)
    list(requests_of_account(request.actor, town.code))  # type: ignore[attr-defined]
    my_data.history(account, town)
    preference_of(account, town)
    my_data.written(account, town)
    my_data.devices(account.ref)
    account.memberships.exists()
    list(services_of(town.code).values_list("code", "title"))
    list(places_of(town.code).prefetch_related(None).order_by("pk"))
    rows = list(published_tiles(town.code))
    context = Context({"who": request.actor.label, "rows": rows[:ROWS]})  # type: ignore[attr-defined]
    return HttpResponse(_TABLE.render(context))


urlpatterns = [
    path("bare-portal/", bare_portal),
    path("bare-held/", bare_held),
    path("", include("parvis.site.urls")),
]
