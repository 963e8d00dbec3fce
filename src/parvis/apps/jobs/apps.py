"""Django's card of this application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Collects the jobs that each application declares in its `background` module."""

    name = "parvis.apps.jobs"
    verbose_name = "Tâches"

    def ready(self) -> None:
        autodiscover_modules("background")
