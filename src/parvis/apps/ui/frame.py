"""What surrounds every page: town, navigation, release in use, appearance."""

import json
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.navigation import Navigation, navigation
from parvis.apps.ui.notices import HOMES, NOTICES, Notice
from parvis.core.brand import DEFAULT_BRAND, brand_from
from parvis.core.errors import Refused
from parvis.core.release import Manifest

THEME_COOKIE = "apparence"
THEMES = {"light": "claire", "dark": "sombre", "auto": "selon l’appareil"}
PRODUCT = "Parvis"


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """One appearance a reader may choose."""

    value: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class HomeCard:
    """What screens say of the home: demonstration or not, and the town's colour (#rrggbb)."""

    is_demo: bool
    brand: str
    prefix: str = "Ville de"
    voice: str = "serif"
    director: str = ""
    host: str = ""
    dpo: str = ""


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
        return home_card().is_demo

    @property
    def brand_url(self) -> str:
        """Address of the town's own colours; "" when it keeps those shipped."""
        card = home_card()
        is_own = card.brand != DEFAULT_BRAND or card.voice != "serif"
        return reverse("ui:brand") if is_own else ""

    @property
    def prefix(self) -> str:
        """What stands before the town's name on its portal."""
        return home_card().prefix

    @cached_property
    def nav(self) -> Navigation:
        """The doors that this actor may open."""
        actor, authority = (getattr(self._request, name, None) for name in ("actor", "authority"))
        return navigation(actor, authority or "", self._request.path)

    @cached_property
    def notices(self) -> list[Notice]:
        """What applications have to say on the home screens; nothing elsewhere."""
        if self._request.path not in {reverse(name) for name in HOMES}:
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


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one variable, `frame`."""
    return {"frame": Frame(request)}


def home_card() -> HomeCard:
    """What this home says of itself: its card, then the town's brand over it."""
    card, brand = wired.home().card, wired.home().brand
    return _read_card(card, _changed(card), brand, _changed(brand))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _read_card(path: Path, card_at_ns: int, brand: Path, brand_at_ns: int) -> HomeCard:
    card = json.loads(path.read_text("utf-8")) if card_at_ns else {}
    given = tomllib.loads(brand.read_text("utf-8")) if brand_at_ns else {}
    colour = given.get("colour") or card.get("brand") or DEFAULT_BRAND
    known = brand_from({**given, "colour": colour}, brand.name)
    return HomeCard(
        bool(card.get("is_demo")), known.colour, known.prefix, known.voice, known.director,
        known.host, known.dpo,
    )  # fmt: skip
