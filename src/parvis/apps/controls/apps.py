"""The application of the controls."""

from django.apps import AppConfig


class ControlsConfig(AppConfig):
    """Controls between sources, their verdicts, their worklists, their alerts."""

    name = "parvis.apps.controls"
    verbose_name = "contrôles"

    def ready(self) -> None:
        """Offer the morning's notice to the home screens."""
        from parvis.apps.controls.notices import morning
        from parvis.apps.ui.notices import NOTICES

        NOTICES.append(morning)
