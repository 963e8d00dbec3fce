"""What a town gives of itself, in `brand.toml`: name, colour, voice, tone, logo, photos, mentions.

`brand.toml` is that of the authority a home was made for; in a home of several, the others have
theirs in `brands/CODE/brand.toml`. Nothing is inherited: each speaks in its own name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from parvis.core.brand.colours import DEFAULT_BRAND, checked
from parvis.core.entries import Entries
from parvis.core.errors import Refused

VOICES = ("serif", "sans")
"""The two voices of titles: the serif of notices, or the sans of labels."""
LONGEST = {"prefix": 40, "welcome": 80, "greeting": 80, "signature": 120}
"""Characters beyond which a word of the brand no longer fits where it stands."""
MOST_PHOTOS = 4
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.(png|webp)")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the town: its file beside the brand, what it shows, who took it."""

    file: str
    alt: str
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand of an authority; each entry may be left out.

    `prefix` stands before the name; "" is "Ville de" for a commune. `voice` is the type of
    titles. The tone is in three sentences: `welcome` asks on the home
    page, `greeting` opens a message, `signature` ends it. `domain` is the host name at which
    the portal of this authority answers.
    """

    prefix: str = ""
    colour: str = DEFAULT_BRAND
    voice: str = "serif"
    welcome: str = "Que voulez-vous faire ?"
    greeting: str = "Bonjour,"
    signature: str = ""
    domain: str = ""
    logo: str = ""
    photos: tuple[Photo, ...] = ()
    director: str = ""
    host: str = ""
    dpo: str = ""


TEXTS = tuple(f.name for f in fields(Brand) if f.name not in ("photos", "logo"))
"""The entries that are typed."""


def brand_from(data: Mapping[str, Any], file: str) -> Brand:
    """The brand that `file` writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    usual = Brand()
    texts = {name: entries.text(name, getattr(usual, name)) for name in TEXTS}
    photos = tuple(_photo(table) for table in entries.optional_tables("photo"))
    brand = Brand(**texts, logo=entries.text("logo", ""), photos=photos)
    entries.end()
    _check(entries, brand)
    return brand


def _photo(entries: Entries) -> Photo:
    photo = Photo(entries.text("file"), entries.text("alt").strip(), entries.text("credit", ""))
    entries.end()
    if not FILE.fullmatch(photo.file):
        entries.refuse("brand.file", "file", value=photo.file)
    if not photo.alt:
        entries.refuse("brand.alt", "alt")
    return photo


def _check(entries: Entries, brand: Brand) -> None:
    checked(brand.colour)
    if brand.voice not in VOICES:
        entries.refuse(
            "definition.not_among", "voice", value=brand.voice, expected=", ".join(VOICES)
        )
    for name, most in LONGEST.items():
        if len(getattr(brand, name)) > most:
            entries.refuse("brand.long", name, most=most)
    if brand.domain and not DOMAIN.fullmatch(brand.domain):
        entries.refuse("brand.domain", "domain", value=brand.domain)
    if brand.logo and not FILE.fullmatch(brand.logo):
        entries.refuse("brand.file", "logo", value=brand.logo)
    if len(brand.photos) > MOST_PHOTOS:
        raise Refused("brand.photos", most=MOST_PHOTOS)
