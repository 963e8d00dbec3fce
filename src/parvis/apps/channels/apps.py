"""Django's card of this application."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "parvis.apps.channels"
    verbose_name = "Canaux"
