"""Django's card of this application."""

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    name = "parvis.apps.authorities"
    verbose_name = "Collectivités"
