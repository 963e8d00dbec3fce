"""Django's card of this application."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "parvis.apps.insights"
    verbose_name = "Analyses"
