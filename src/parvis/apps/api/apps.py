"""Django's card of this application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and the addresses that read protected tables."""

    name = "parvis.apps.api"
    verbose_name = "Interface de programmation"
