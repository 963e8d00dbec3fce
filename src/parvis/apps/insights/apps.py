"""Django's card of this application."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Screens only: the figures are in the release, not in the database."""

    name = "parvis.apps.insights"
    verbose_name = "Analyses"
