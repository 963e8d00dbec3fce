"""Django's card of this application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "parvis.apps.jobs"
    verbose_name = "Tâches"
