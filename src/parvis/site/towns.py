"""Opening a commune in a home, from nothing but its INSEE code.

Django models are imported here: `start` comes first.
"""

from dataclasses import dataclass
from datetime import datetime

from parvis.apps.authorities.models import Authority, Kind
from parvis.apps.authorities.services import create_authority
from parvis.apps.territory import selectors
from parvis.apps.wired import atlas
from parvis.core.access import OPERATOR
from parvis.core.territory.portrait import Place


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a commune found. `sources` counts the official files that speak of it."""

    place: Place
    indicators: int
    iris: int
    sources: int
    is_new: bool


def open_town(text: str, *, now: datetime) -> Opened:
    """Create the authority of the commune `text` unless it stands; Refused as `commune_of` says.

    The map and the portrait are computed now, so that the first page is not the one that waits.
    """
    portrait = selectors.portrait(text)
    place = portrait.place
    is_new = not Authority.objects.filter(code=place.code).exists()
    if is_new:
        create_authority(
            actor=OPERATOR, now=now, code=place.code, name=place.name, kind=Kind.COMMUNE
        )
    known = [line for line in portrait.lines if line.value is not None]
    sources = {line.source.dataset for line in known if line.source}
    return Opened(place, len(known), len(atlas().iris(place.code)), len(sources), is_new)
