"""Django's card of this application."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Screens: the figures are in the release; of the database, the views that readers keep."""

    name = "parvis.apps.insights"
    verbose_name = "Analyses"
