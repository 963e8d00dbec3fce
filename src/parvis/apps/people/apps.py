"""Django's card of this application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who is who, inside each sector, and what each application holds of them."""

    name = "parvis.apps.people"
    verbose_name = "Personnes"
