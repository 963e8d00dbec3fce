"""Django's card of this application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    """Collects the holdings that each application declares in its `holding` module."""

    name = "parvis.apps.people"
    verbose_name = "Personnes"

    def ready(self) -> None:
        autodiscover_modules("holding")
