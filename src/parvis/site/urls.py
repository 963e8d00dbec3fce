"""Every address of the house, and the decisions of the views that lie below `accounts`."""

from django.urls import include, path
from django.views.generic import RedirectView

from parvis.apps.accounts.decisions import public
from parvis.apps.ui import views as ui

for view in (ui.set_theme, ui.brand):
    public(view)

urlpatterns = [
    path("", public(RedirectView.as_view(pattern_name="insights:home")), name="home"),
    path("compte/", include("parvis.apps.accounts.urls")),
    path("compte/", include("allauth.account.urls")),
    path("journal/", include("parvis.apps.audit.urls")),
    path("sources/", include("parvis.apps.sources.urls")),
    path("insights/", include("parvis.apps.insights.urls")),
    path("", include("parvis.apps.ui.urls")),
]

handler403 = "parvis.site.errors.forbidden"
handler404 = "parvis.site.errors.not_found"
