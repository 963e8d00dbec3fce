"""Django's card of this application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "parvis.apps.portal"
    verbose_name = "Portail"
