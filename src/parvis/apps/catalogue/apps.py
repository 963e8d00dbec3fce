"""Django's card of this application."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "parvis.apps.catalogue"
    verbose_name = "Catalogue"
