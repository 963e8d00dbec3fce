"""Django's card of this application."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Screens only: the figures are published statistics, kept outside the database."""

    name = "parvis.apps.territory"
    verbose_name = "Territoire"
