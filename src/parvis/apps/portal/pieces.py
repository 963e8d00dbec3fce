"""Pieces of pages that are the same for everybody: rendered once per process, not once a page."""

from functools import lru_cache
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from parvis.core.brand.screens import SCREENS
from parvis.core.catalogue.bouquet import SIZES
from parvis.core.catalogue.words import Audience, LifeEvent, Theme
from parvis.core.french import alphabetical

Listed = tuple[tuple[str, str, str], ...]
"""The demarches of a list, each by code, title and theme."""


@lru_cache(maxsize=64)
def by_theme(shown: Listed) -> SafeString:
    """A list of demarches under its themes; made again when a title changes, and then only."""
    found = {
        theme: [(code, title) for code, title, its in shown if its == theme] for theme in Theme
    }
    themes = [(theme, listed) for theme, listed in found.items() if listed]
    return render_to_string("portal/_by_theme.html", {"themes": themes})


@lru_cache(maxsize=64)
def by_letter(shown: Listed) -> SafeString:
    """The same list from A to Z."""
    ordered = sorted((alphabetical(title), title, code) for code, title, _ in shown)
    grouped = groupby(ordered, key=lambda line: line[0][:1].upper())
    letters = [(letter, list(found)) for letter, found in grouped]
    return render_to_string("portal/_by_letter.html", {"letters": letters})


@lru_cache(maxsize=1)
def moments() -> SafeString:
    """The index of the moments of life."""
    return render_to_string("portal/_moments.html", {"events": tuple(LifeEvent)})


@lru_cache(maxsize=16)
def audiences(current: Audience) -> SafeString:
    """The choice of who one is, `current` being marked."""
    context = {"audiences": tuple(Audience), "current": current}
    return render_to_string("portal/_audiences.html", context)


@lru_cache(maxsize=16)
def nav(section: str) -> SafeString:
    """The doors of the masthead, that of `section` being marked."""
    return render_to_string("portal/_nav.html", {"section": section})


@lru_cache(maxsize=1)
def rights() -> SafeString:
    """What the foot of every page says of rights."""
    return render_to_string("portal/_rights.html")


@lru_cache(maxsize=256)
def without_internet(
    title: str, address: str, phone: str, week: tuple[tuple[str, str], ...]
) -> SafeString:
    """The town hall at the foot of every page: where, when, its telephone."""
    context = {"title": title, "address": address, "phone": phone, "week": week}
    return render_to_string("portal/_without_internet.html", context)


@lru_cache(maxsize=1)
def this_site() -> SafeString:
    """What the law asks every page to lead to."""
    return render_to_string("portal/_this_site.html")


@lru_cache(maxsize=8)
def sizes(current: int) -> SafeString:
    """The sizes of a tile, `current` being chosen."""
    return render_to_string("portal/_sizes.html", {"sizes": SIZES.items(), "current": current})


@lru_cache(maxsize=1)
def beginnings() -> SafeString:
    """The bouquets that one may begin with."""
    return render_to_string("portal/_beginnings.html", {"audiences": tuple(Audience)})


@lru_cache(maxsize=64)
def install(key: str, colour: str) -> SafeString:
    """What a telephone reads to install the portal under the brand `key`."""
    context = {"key": key, "colour": colour, "screens": SCREENS}
    return render_to_string("portal/_install.html", context)
