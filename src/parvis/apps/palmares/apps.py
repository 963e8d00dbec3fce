"""Django's card of this application."""

from django.apps import AppConfig


class PalmaresConfig(AppConfig):
    """Screens only: the figures are published statistics, kept outside the database."""

    name = "parvis.apps.palmares"
    verbose_name = "Palmarès"
