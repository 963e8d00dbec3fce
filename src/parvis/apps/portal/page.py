"""What surrounds every page of the portal: the town's door, the ways in, the foot of the square."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.apps.catalogue.selectors import places_of
from parvis.apps.portal.town import Door, door, town


class Portal:
    """Read lazily by the templates: a page that does not show the door does not look it up."""

    def __init__(self, section: str) -> None:
        self.section = section

    @cached_property
    def hall(self) -> Door | None:
        """The first place of the catalogue: the town hall."""
        place = places_of(town().code).prefetch_related(None).order_by("pk").first()
        return door(place, datetime.now(UTC)) if place else None


def page(
    request: HttpRequest, template: str, section: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the portal, in the section of the masthead that it belongs to."""
    return render(request, template, {"portal": Portal(section), **context}, status=status)
