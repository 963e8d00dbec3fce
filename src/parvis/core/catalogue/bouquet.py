"""The bouquet: the services that somebody chose to see first, in their order, in their size.

It fits in a cookie, so that it needs no account: `moi:cantine*3,piscine;commerce:terrasse`.
Whatever is read from a browser is cleaned, never trusted.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from parvis.core.catalogue.words import Audience
from parvis.core.errors import Refused

MOST_TILES = 24
USUAL_SIZE = 2
SIZES = {2: "petite", 3: "moyenne", 4: "grande"}
"""Sixths of the width that a tile takes."""
_TILE = re.compile(r"([a-z0-9_]{1,60})(?:\*([234]))?")


class Profile(StrEnum):
    """In which of one's lives one comes."""

    MOI = "moi"
    FAMILLE = "famille"
    COMMERCE = "commerce"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        """How the person calls it."""
        return _PROFILES[self]


_PROFILES = {
    Profile.MOI: "Moi",
    Profile.FAMILLE: "Ma famille",
    Profile.COMMERCE: "Mon commerce",
    Profile.ASSOCIATION: "Mon association",
}

PROFILE_OF = {
    Audience.FAMILLE: Profile.FAMILLE,
    Audience.ENTREPRISE: Profile.COMMERCE,
    Audience.COMMERCANT: Profile.COMMERCE,
    Audience.ARTISAN: Profile.COMMERCE,
    Audience.ASSOCIATION: Profile.ASSOCIATION,
}
"""The profile that an audience's starting bouquet opens; the others are for oneself."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One demarche pinned, and the sixths of the width that it takes."""

    code: str
    size: int = USUAL_SIZE


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A demarche proposed because `because` is followed."""

    code: str
    because: str


@dataclass(frozen=True, slots=True)
class Bouquet:
    """The tiles of one profile, in the order of the person."""

    tiles: tuple[Tile, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """What is pinned."""
        return tuple(tile.code for tile in self.tiles)

    def pin(self, code: str) -> "Bouquet":
        """With `code` last; as it is when it was there. Refused once it is full."""
        if code in self.codes:
            return self
        if len(self.tiles) >= MOST_TILES:
            raise Refused("bouquet.full", most=MOST_TILES)
        return Bouquet((*self.tiles, Tile(code)))

    def unpin(self, code: str) -> "Bouquet":
        """Without `code`."""
        return Bouquet(tuple(tile for tile in self.tiles if tile.code != code))

    def move(self, code: str, by: int) -> "Bouquet":
        """With `code` moved by so many places, -1 being one place nearer the beginning."""
        if code not in self.codes:
            return self
        tiles = list(self.tiles)
        at = self.codes.index(code)
        moved = tiles.pop(at)
        tiles.insert(min(max(at + by, 0), len(tiles)), moved)
        return Bouquet(tuple(tiles))

    def resize(self, code: str, size: int) -> "Bouquet":
        """With `code` at one of `SIZES`; any other size changes nothing."""
        fits = size if size in SIZES else None
        return Bouquet(
            tuple(replace(t, size=fits) if fits and t.code == code else t for t in self.tiles)
        )

    def joined(self, other: "Bouquet") -> "Bouquet":
        """This one, then what only `other` holds: nothing chosen twice, nothing lost."""
        new = tuple(tile for tile in other.tiles if tile.code not in self.codes)
        return Bouquet((*self.tiles, *new)[:MOST_TILES])

    def kept(self, known: Collection[str]) -> "Bouquet":
        """What is still among `known`: a demarche may have left the catalogue."""
        return Bouquet(tuple(tile for tile in self.tiles if tile.code in known))

    def __str__(self) -> str:
        return ",".join(
            tile.code if tile.size == USUAL_SIZE else f"{tile.code}*{tile.size}"
            for tile in self.tiles
        )


def bouquet_from(text: str) -> Bouquet:
    """The bouquet that `text` writes; what cannot be read is left out."""
    tiles: dict[str, Tile] = {}
    for part in text.split(","):
        read = _TILE.fullmatch(part.strip())
        if read:
            tiles.setdefault(read[1], Tile(read[1], int(read[2] or USUAL_SIZE)))
    return Bouquet(tuple(tiles.values())[:MOST_TILES])


def bouquets_from(text: str) -> dict[Profile, Bouquet]:
    """Every profile's bouquet, as a cookie holds them."""
    found = {}
    for part in text.split(";"):
        name, _, tiles = part.partition(":")
        if name in list(Profile):
            found[Profile(name)] = bouquet_from(tiles)
    return found


def written(bouquets: Mapping[Profile, Bouquet]) -> str:
    """What the cookie holds."""
    return ";".join(f"{profile}:{bouquet}" for profile, bouquet in bouquets.items())


@dataclass(frozen=True, slots=True)
class Florist:
    """What bouquets start with, and what goes with what: data of the town."""

    start: Mapping[str, Sequence[str]]
    suggest: Mapping[str, Sequence[str]]

    def starting(self, audience: Audience, known: Collection[str]) -> Bouquet:
        """The bouquet one begins with; the first tile is the largest."""
        codes = [code for code in self.start.get(audience, ()) if code in known]
        return Bouquet(tuple(Tile(c, USUAL_SIZE if rank else 4) for rank, c in enumerate(codes)))

    def suggestions(
        self, bouquet: Bouquet, known: Collection[str], declined: Collection[str] = ()
    ) -> Iterator[Suggestion]:
        """What goes with what is followed, each with its reason; nothing declined comes back."""
        told = {*bouquet.codes, *declined}
        for followed in bouquet.codes:
            for code in self.suggest.get(followed, ()):
                if code in known and code not in told:
                    told.add(code)
                    yield Suggestion(code, followed)
