"""The brand of each authority of a home, read from its files and read again when they change."""

import json
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from parvis.apps import wired
from parvis.core.brand.card import Brand, brand_from
from parvis.core.brand.colours import DEFAULT_BRAND

PRINCIPAL = "principale"
"""Names the brand of the authority that the home was made for."""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """What screens say of the home and of one of its authorities."""

    is_demo: bool
    brand: Brand

    @property
    def is_own(self) -> bool:
        """Whether the pages need a style sheet of the town's own."""
        return self.brand.colour != DEFAULT_BRAND or self.brand.voice != "serif"


def key_of(town: Any) -> str:
    """The name of the brand of an authority; the principal one's while there is none."""
    return PRINCIPAL if town is None or town.is_principal else str(town.code)


def home_card(key: str = PRINCIPAL) -> HomeCard:
    """What this home says of itself, with the brand `key`."""
    card, brand = wired.home().card, brand_file(key)
    return _read_card(card, _changed(card), brand, _changed(brand))


def brand_file(key: str) -> Path:
    """Where the brand `key` is written."""
    home = wired.home()
    return home.brand if key == PRINCIPAL else home.brands / key / "brand.toml"


def pictures(key: str) -> Path:
    """Where the pictures of the brand `key` are kept."""
    return wired.home().brands / key


CHOSEN_TOWN = "collectivite"
"""Names, in a cookie or in an address, the authority whose portal is meant, where one host serves
several."""


def address_of(town: Any, path: str) -> str:
    """Where `path` of the portal of `town` is read from outside: in a message, in an agenda."""
    key = key_of(town)
    domain = home_card(key).brand.domain
    if domain:
        return f"{urlsplit(settings.PUBLIC_URL).scheme}://{domain}{path}"
    if key == PRINCIPAL:
        return f"{settings.PUBLIC_URL}{path}"
    joint = "&" if "?" in path else "?"
    return f"{settings.PUBLIC_URL}{path}{joint}{CHOSEN_TOWN}={key}"


def key_at(domain: str) -> str:
    """The brand whose portal answers at `domain`; "" if none says so."""
    home = wired.home()
    return _domains(home.brands, _changed(home.brands), home.brand, _changed(home.brand)).get(
        domain, ""
    )


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=256)
def _read_card(path: Path, card_at_ns: int, brand: Path, brand_at_ns: int) -> HomeCard:
    card = json.loads(path.read_text("utf-8")) if card_at_ns else {}
    given = tomllib.loads(brand.read_text("utf-8")) if brand_at_ns else {}
    known = brand_from(given, brand.name)
    if not given.get("colour") and card.get("brand"):
        known = replace(known, colour=card["brand"])
    return HomeCard(bool(card.get("is_demo")), known)


@lru_cache(maxsize=4)
def _domains(
    folder: Path, folder_at_ns: int, principal: Path, principal_at_ns: int
) -> dict[str, str]:
    """Brands by domain. Writing a brand touches its folder's parent, so that this is read anew."""
    files = {PRINCIPAL: principal} | {p.parent.name: p for p in folder.glob("*/brand.toml")}
    read = {key: home_card(key).brand.domain for key, path in files.items() if path.is_file()}
    return {domain: key for key, domain in read.items() if domain}
