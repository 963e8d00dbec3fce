"""Opening a commune, its intercommunality or its CCAS in a home, from its official code.

Django models are imported here: `start` comes first.
"""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import transaction

from parvis.apps.authorities.models import Authority, AuthorityScoped, Kind
from parvis.apps.authorities.selectors import principal
from parvis.apps.authorities.services import create_authority, join_parent, name_authority
from parvis.apps.territory import selectors
from parvis.apps.wired import atlas
from parvis.core.access import OPERATOR
from parvis.core.acting import is_siren
from parvis.core.errors import Refused
from parvis.core.french import of_place
from parvis.core.territory.codes import COMMUNE_LENGTH
from parvis.core.territory.portrait import Place
from parvis.site.start import UNNAMED_CODE


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a commune found. `sources` counts the official files that speak of it.

    `centre` is the name of its CCAS, "" where it was not asked for.
    """

    place: Place
    indicators: int
    iris: int
    sources: int
    is_new: bool
    centre: str = ""


@dataclass(frozen=True, slots=True)
class OpenedTogether:
    """What opening an intercommunality did: `members` are its communes in this home."""

    code: str
    name: str
    communes: int
    members: int
    is_new: bool


@transaction.atomic
def open_town(text: str, *, now: datetime, ccas: str = "") -> Opened:
    """Create the authority of the commune `text` unless it stands; Refused as `commune_of` says.
    With the SIREN of its `ccas`, this authority too; Refused when its key is wrong.

    A home that began without a name, and in which nothing was done yet, takes that of the
    commune. Where its intercommunality is in this home, it becomes its member.
    """
    siren = _siren(ccas) if ccas else ""
    portrait = selectors.portrait(text)
    place = portrait.place
    is_new = _enter(place.code, place.name, Kind.COMMUNE, now)
    known = [line for line in portrait.lines if line.value is not None]
    sources = {line.source.dataset for line in known if line.source}
    centre = _open_centre(siren, place, now) if siren else ""
    return Opened(place, len(known), len(atlas().iris(place.code)), len(sources), is_new, centre)


@transaction.atomic
def open_intercommunality(text: str, *, now: datetime, has_members: bool) -> OpenedTogether:
    """Create the authority of the EPCI whose SIREN is `text`, and those of its communes if asked.

    Its communes that this home holds become its members. Refused: a SIREN with a wrong key, an
    EPCI of which the statistics know no commune.
    """
    siren = _siren(text)
    name, communes = selectors.intercommunality(siren)
    is_new = _enter(siren, name, Kind.EPCI, now)
    for code, commune in communes.items() if has_members else ():
        _enter(code, commune, Kind.COMMUNE, now)
    epci = Authority.objects.get(code=siren)
    join_parent(actor=OPERATOR, codes=communes, parent=epci)
    return OpenedTogether(siren, name, len(communes), epci.members.count(), is_new)


def is_siren_like(text: str) -> bool:
    """Whether `text` is meant to be a SIREN rather than a commune's code: six signs or more."""
    return len(text) > COMMUNE_LENGTH and text.isdecimal()


def _open_centre(siren: str, place: Place, now: datetime) -> str:
    name = f"CCAS {of_place(place.name)}"
    if not Authority.objects.filter(code=siren).exists():
        town = Authority.objects.get(code=place.code)
        create_authority(
            actor=OPERATOR, now=now, code=siren, name=name, kind=Kind.CCAS, parent=town
        )
    return name


def _siren(text: str) -> str:
    siren = text.strip()
    if not is_siren(siren):
        raise Refused("territory.siren", code=siren)
    return siren


def _enter(code: str, name: str, kind: Kind, now: datetime) -> bool:
    """Create this authority unless it stands; whether it is new."""
    if Authority.objects.filter(code=code).exists():
        return False
    first = principal()
    if first is not None and first.code == UNNAMED_CODE and _is_unused(first):
        name_authority(actor=OPERATOR, authority=first, code=code, name=name, kind=kind)
    else:
        create_authority(actor=OPERATOR, now=now, code=code, name=name, kind=kind)
    if kind is Kind.COMMUNE:
        _join_epci(code)
    return True


def _join_epci(code: str) -> None:
    epci = Authority.objects.filter(code=selectors.epci_of(code), kind=Kind.EPCI).first()
    if epci is not None:
        join_parent(actor=OPERATOR, codes=[code], parent=epci)


def _is_unused(authority: Authority) -> bool:
    """Whether no record belongs to `authority`: no account, no file, no line of the journal."""
    scoped = (model for model in apps.get_models() if issubclass(model, AuthorityScoped))
    return not any(model._base_manager.filter(authority=authority).exists() for model in scoped)
