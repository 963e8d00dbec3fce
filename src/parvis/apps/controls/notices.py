"""The sentence that awaits those in charge on their home screen."""

from django.http import HttpRequest
from django.urls import reverse

from parvis.apps.controls.selectors import raised_controls
from parvis.apps.ui.notices import Notice
from parvis.core.controls.definition import Severity
from parvis.core.french import count


def morning(request: HttpRequest) -> Notice | None:
    """How many controls are raised in the actor's sectors; None when none is."""
    actor = getattr(request, "actor", None)
    raised = raised_controls(actor, request.authority) if actor is not None else []  # type: ignore[attr-defined]
    if not raised:
        return None
    said = count(len(raised), "contrôle demande", "contrôles demandent")
    return Notice(
        sentence=f"{said} votre attention.",
        url=reverse("controls:list"),
        link="Voir les contrôles",
        is_grave=Severity.GRAVE in raised,
    )
