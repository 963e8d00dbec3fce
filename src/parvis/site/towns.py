"""Opening a commune in a home, from nothing but its INSEE code.

Django models are imported here: `start` comes first.
"""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from parvis.apps.authorities.models import Authority, AuthorityScoped, Kind
from parvis.apps.authorities.selectors import principal
from parvis.apps.authorities.services import create_authority, name_authority
from parvis.apps.territory import selectors
from parvis.apps.wired import atlas
from parvis.core.access import OPERATOR
from parvis.core.territory.portrait import Place
from parvis.site.start import UNNAMED_CODE


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

    A home that began without a name, and in which nothing was done yet, takes that of the
    commune.
    """
    portrait = selectors.portrait(text)
    place = portrait.place
    is_new = not Authority.objects.filter(code=place.code).exists()
    if is_new:
        _enter(place, now)
    known = [line for line in portrait.lines if line.value is not None]
    sources = {line.source.dataset for line in known if line.source}
    return Opened(place, len(known), len(atlas().iris(place.code)), len(sources), is_new)


def _enter(place: Place, now: datetime) -> None:
    first = principal()
    if first is not None and first.code == UNNAMED_CODE and _is_unused(first):
        name_authority(actor=OPERATOR, authority=first, code=place.code, name=place.name)
        return
    create_authority(actor=OPERATOR, now=now, code=place.code, name=place.name, kind=Kind.COMMUNE)


def _is_unused(authority: Authority) -> bool:
    """Whether no record belongs to `authority`: no account, no file, no line of the journal."""
    scoped = (model for model in apps.get_models() if issubclass(model, AuthorityScoped))
    return not any(model._base_manager.filter(authority=authority).exists() for model in scoped)
