"""What surrounds every page of the portal: the town's door, the ways in, the foot of the square."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from parvis.apps.authorities.models import Authority
from parvis.apps.catalogue.models import Place
from parvis.apps.catalogue.selectors import first_place, places_of
from parvis.apps.portal.pieces import install, nav, rights, this_site, without_internet
from parvis.apps.portal.town import Door, door, neighbours, town
from parvis.apps.ui.frame import Frame
from parvis.core.brand.card import Photo


class Portal:
    """Read lazily by the templates: a page that does not show the door does not look it up."""

    def __init__(
        self, request: HttpRequest, section: str, places: list[Place] | None = None
    ) -> None:
        """`places`: those that the view has read already, the town hall first."""
        self._request = request
        self.section = section
        if places is not None:
            self.places = places

    @property
    def install(self) -> SafeString:
        """What a telephone reads to install the portal."""
        frame = Frame(self._request)
        return install(frame.brand_key, frame.theme_colour)

    @property
    def nav(self) -> SafeString:
        """The doors of the masthead."""
        return nav(self.section)

    @property
    def rights(self) -> SafeString:
        """What the foot of every page says of rights."""
        return rights()

    @cached_property
    def hall(self) -> Door | None:
        """The first place of the catalogue: the town hall; read alone where the others are not."""
        is_read = "places" in self.__dict__
        first = self.places[:1] if is_read else list(first_place(self.town.code))
        return door(first[0], datetime.now(UTC)) if first else None

    @property
    def this_site(self) -> SafeString:
        """What the law asks every page to lead to."""
        return this_site()

    @property
    def without_internet(self) -> SafeString:
        """Where one goes or calls instead, at the foot of every page."""
        if self.hall is None:
            return without_internet("", "", "", ())
        place = self.hall.place
        return without_internet(place.title, place.address, place.phone, self.hall.week)

    @property
    def photo(self) -> tuple[str, Photo] | None:
        """The photo of the day, with its address; None where the town gave none."""
        photos = Frame(self._request).photos
        return photos[datetime.now(UTC).timetuple().tm_yday % len(photos)] if photos else None

    @cached_property
    def town(self) -> Authority:
        """The authority whose portal this is."""
        return town(self._request)

    @cached_property
    def neighbours(self) -> list[Authority]:
        """The authorities that the residents of this one also turn to."""
        return neighbours(self._request)

    @cached_property
    def places(self) -> list[Place]:
        """Where the town receives people, the town hall first."""
        return list(places_of(self.town.code).prefetch_related(None).order_by("pk"))


def page(
    request: HttpRequest, template: str, section: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the portal, in the section of the masthead that it belongs to."""
    return render(request, template, {"portal": Portal(request, section), **context}, status=status)
