"""What surrounds every page: town, navigation, release in use, appearance."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.brands import HomeCard, home_card, key_of
from parvis.apps.ui.navigation import Navigation, navigation
from parvis.apps.ui.notices import HOMES, NOTICES, Notice
from parvis.core.brand.card import Brand, Photo
from parvis.core.brand.colours import palette
from parvis.core.errors import Refused
from parvis.core.release import Manifest

THEME_COOKIE = "apparence"
THEMES = {"light": "claire", "dark": "sombre", "auto": "selon l’appareil"}
PRODUCT = "Parvis"
COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """One appearance a reader may choose."""

    value: str
    label: str
    is_current: bool


class Frame:
    """Read lazily by the templates: a page that shows no release asks for none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def town(self) -> str:
        """Name of the authority the request works for; the product's name before sign-in."""
        return getattr(self._request, "authority_name", "") or PRODUCT

    @property
    def is_demo(self) -> bool:
        return self._card.is_demo

    @cached_property
    def _card(self) -> HomeCard:
        return home_card(self.brand_key)

    @property
    def brand_key(self) -> str:
        """Which brand the page wears: that of the authority asked for."""
        return key_of(getattr(self._request, "town", None))

    @property
    def brand(self) -> Brand:
        """The brand that the page wears."""
        return self._card.brand

    @property
    def brand_url(self) -> str:
        """Address of the town's own colours; "" when it keeps those shipped."""
        return reverse("ui:brand", args=[self.brand_key]) if self._card.is_own else ""

    @property
    def logo_url(self) -> str:
        """Address of the town's logo, "" if it gave none."""
        return self._picture(self.brand.logo) if self.brand.logo else ""

    @property
    def photos(self) -> list[tuple[str, Photo]]:
        """The town's photos, each with its address."""
        return [(self._picture(photo.file), photo) for photo in self.brand.photos]

    def _picture(self, name: str) -> str:
        return reverse("ui:picture", args=[self.brand_key, name])

    @property
    def theme_colour(self) -> str:
        """The colour of the bar of a telephone's browser."""
        return palette(self.brand.colour)["accent"]

    @property
    def prefix(self) -> str:
        """What stands before the town's name on its portal."""
        kind = getattr(getattr(self._request, "town", None), "kind", COMMUNE)
        return self.brand.prefix or ("Ville de" if kind == COMMUNE else "")

    @cached_property
    def nav(self) -> Navigation:
        """The doors that this actor may open."""
        actor, authority = (getattr(self._request, name, None) for name in ("actor", "authority"))
        return navigation(actor, authority or "", self._request.path)

    @cached_property
    def notices(self) -> list[Notice]:
        """What applications have to say on the home screens; nothing elsewhere."""
        if self._request.path not in _homes():
            return []
        said = (notice(self._request) for notice in NOTICES)
        return [notice for notice in said if notice is not None]

    @property
    def account(self) -> str:
        """How the signed-in person is called, by their address for want of a name; "" before."""
        user = getattr(self._request, "user", None)
        signed_in = user is not None and user.is_authenticated
        if not signed_in:
            return ""
        return self._request.actor.label or user.get_username()  # type: ignore[attr-defined]

    @property
    def login_url(self) -> str:
        return reverse("account_login")

    @property
    def logout_url(self) -> str:
        return reverse("account_logout")

    @property
    def theme(self) -> str:
        """One of `THEMES`; "auto" follows the device."""
        asked = self._request.COOKIES.get(THEME_COOKIE, "auto")
        return asked if asked in THEMES else "auto"

    @property
    def themes(self) -> list[ThemeChoice]:
        return [ThemeChoice(value, label, value == self.theme) for value, label in THEMES.items()]

    @property
    def theme_url(self) -> str:
        return reverse("ui:theme")

    @property
    def here(self) -> str:
        """Where to come back to after changing the appearance."""
        return self._request.get_full_path() if self._request.method == "GET" else "/"

    @property
    def messages(self) -> list[str]:
        return [str(message) for message in get_messages(self._request)]

    @property
    def release(self) -> Manifest | None:
        """The release in use; None when nothing was ever published."""
        try:
            return wired.warehouse().manifest()
        except Refused:
            return None


@lru_cache(maxsize=1)
def _homes() -> frozenset[str]:
    """The addresses of the screens on which notices stand."""
    return frozenset(reverse(name) for name in HOMES)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one variable, `frame`."""
    return {"frame": Frame(request)}
