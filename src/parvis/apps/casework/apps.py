"""Django's card of this application."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "parvis.apps.casework"
    verbose_name = "Demandes"
