"""Django's card of this application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "parvis.apps.desk"
    verbose_name = "Guichet"
