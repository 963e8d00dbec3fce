"""The application of the simulators."""

from django.apps import AppConfig


class SimulatorsConfig(AppConfig):
    """Screens where a service tries a rule on its own families."""

    name = "parvis.apps.simulators"
    verbose_name = "simulateurs"
