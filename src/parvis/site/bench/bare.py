"""Bare pages behind the same middlewares, session and account: what Django alone costs."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from parvis.apps.accounts.decisions import public
from parvis.apps.casework.selectors import visible_requests
from parvis.core.access import VISITOR

ROWS = 20
_LIST = (
    "<!doctype html><title>{{ n }}</title><table>{% for r in rows %}<tr><td>{{ r.number }}<td>"
    "{{ r.subject }}<td>{{ r.place }}<td>{{ r.due_at }}</tr>{% endfor %}</table>"
)


@public
def bare(request: HttpRequest) -> HttpResponse:
    """Read the session and the account, say nothing else."""
    is_known = request.actor != VISITOR  # type: ignore[attr-defined]
    return HttpResponse(f"<!doctype html><title>{is_known}</title>")


@public
def listed(request: HttpRequest) -> HttpResponse:
    """Twenty requests and their count, in a bare table."""
    actor, authority = request.actor, request.authority  # type: ignore[attr-defined]
    seen = visible_requests(actor, authority).filter(is_open=True, due_at__isnull=False)
    shown = {"n": seen.order_by().count(), "rows": seen.order_by("due_at")[:ROWS]}
    return HttpResponse(engines["django"].from_string(_LIST).render(shown))


urlpatterns = [
    path("bare/", bare),
    path("bare/listed/", listed),
    path("", include("parvis.site.urls")),
]
