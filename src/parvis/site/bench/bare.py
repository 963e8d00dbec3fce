"""A bare page behind the same middlewares, session and account: what Django alone costs."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from parvis.apps.accounts.decisions import public
from parvis.core.access import VISITOR


@public
def bare(request: HttpRequest) -> HttpResponse:
    """Read the session and the account, say nothing else."""
    is_known = request.actor != VISITOR  # type: ignore[attr-defined]
    return HttpResponse(f"<!doctype html><title>{is_known}</title>")


urlpatterns = [path("bare/", bare), path("", include("parvis.site.urls"))]
