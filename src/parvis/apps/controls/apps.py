"""The application of the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest

    from parvis.apps.ui.notices import Notice


class ControlsConfig(AppConfig):
    """Controls between sources, their verdicts, their worklists, their alerts."""

    name = "parvis.apps.controls"
    verbose_name = "contrôles"

    def ready(self) -> None:
        """Offer the morning's notice to the home screens."""
        from parvis.apps.ui.notices import NOTICES

        NOTICES.append(_morning)


def _morning(request: HttpRequest) -> Notice | None:
    """The notice; what it reads is imported with the first screen, which no command shows."""
    from parvis.apps.controls.notices import morning

    return morning(request)
