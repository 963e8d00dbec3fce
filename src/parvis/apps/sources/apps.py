"""The application of municipal files."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Sources, deliveries, quarantine, publications, lines behind figures."""

    name = "parvis.apps.sources"
    verbose_name = "sources municipales"
