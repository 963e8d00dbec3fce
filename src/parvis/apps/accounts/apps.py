"""Django's card of this application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "parvis.apps.accounts"
    verbose_name = "Comptes"
