"""Every address of the house, and the decisions of the views that lie below `accounts`."""

from django.urls import include, path

from parvis.apps.accounts.decisions import public, requires
from parvis.apps.audit.views import journal, journal_csv
from parvis.apps.portal.views.home import home
from parvis.apps.ui import views as ui
from parvis.core.access import Capability

for view in (ui.set_theme, ui.brand, ui.picture, ui.mark, ui.start):
    public(view)

reads_journal = requires(Capability.SEE_JOURNAL)
audit_pages = [
    path("", reads_journal(journal), name="journal"),
    path("journal.csv", reads_journal(journal_csv), name="journal_csv"),
]
audit = (audit_pages, "audit")

urlpatterns = [
    path("", home, name="home"),
    path("compte/", include("parvis.apps.accounts.urls")),
    path("compte/", include("parvis.apps.accounts.login_urls")),
    path("journal/", include(audit)),
    path("personnes/", include("parvis.apps.people.urls")),
    path("sources/", include("parvis.apps.sources.urls")),
    path("controles/", include("parvis.apps.controls.urls")),
    path("guichet/", include("parvis.apps.desk.urls")),
    path("", include("parvis.apps.channels.urls")),
    path("", include("parvis.apps.campaigns.urls")),
    path("insights/", include("parvis.apps.insights.urls")),
    path("territoire/", include("parvis.apps.territory.urls")),
    path("api/v1/", include("parvis.apps.api.urls")),
    path("palmares/", include("parvis.apps.palmares.urls")),
    path("simulateurs/", include("parvis.apps.simulators.urls")),
    path("", include("parvis.apps.offer.urls")),
    path("", include("parvis.apps.portal.urls")),
    path("", include("parvis.apps.ui.urls")),
]

handler400 = "parvis.site.errors.bad_request"
handler500 = "parvis.apps.ui.errors.server_error"
