"""Django's card of this application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work that each application declares in its `background` module."""

    name = "parvis.apps.jobs"
    verbose_name = "Tâches"
