"""Places, services and demarches as a town writes them in TOML, read and checked whole."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from parvis.core.calendar.hours import hours_from
from parvis.core.catalogue.words import Audience, LifeEvent, Theme
from parvis.core.entries import NAME, Entries
from parvis.core.errors import Refused
from parvis.core.messages import typeset
from parvis.core.sectors import Sector

Chosen = TypeVar("Chosen", bound=StrEnum)
USUAL_MINUTES = 10.0
USUAL_CATEGORY = "autre"


class Handover(StrEnum):
    """A tool outside Parvis that takes a demarche, or a step of it, further."""

    NONE = ""
    STATE = "etat"
    PAYMENT = "payfip"
    BOOKING = "rendez_vous"
    PARTNER = "partenaire"

    @property
    def label(self) -> str:
        """How the link is announced: where one is taken is said before one goes."""
        return _HANDOVERS[self]


_HANDOVERS = {
    Handover.NONE: "",
    Handover.STATE: "sur le site de l’État",
    Handover.PAYMENT: "sur PayFiP, le site de paiement des finances publiques",
    Handover.BOOKING: "sur l’outil de prise de rendez-vous",
    Handover.PARTNER: "sur le site d’un partenaire",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is received. `hours` is a week as `core.calendar.hours` reads it, "" if none."""

    id: str
    title: str
    address: str
    phone: str
    email: str
    hours: str
    access: str


@dataclass(frozen=True, slots=True)
class Service:
    """Who answers: a team of the town, within one sector, received at one place."""

    id: str
    title: str
    sector: Sector
    place: str
    phone: str
    email: str
    mission: str


@dataclass(frozen=True, slots=True)
class Demarche:
    """What one may ask. `form` names the form that takes it online; `rule`, what silence means;
    `category`, what the desk calls a request of this kind, which says who answers.

    `counter` and `paper` say how the same thing is done without the internet. `url` leads
    outside where `handover` says; `minutes` is how long filling it usually takes.
    """

    id: str
    title: str
    summary: str
    service: str
    theme: Theme
    audiences: tuple[Audience, ...]
    events: tuple[LifeEvent, ...]
    keywords: tuple[str, ...]
    price: str
    documents: tuple[str, ...]
    counter: str
    paper: str
    form: str
    rule: str
    category: str
    url: str
    handover: Handover
    minutes: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a town offers; ids are unique within a kind and every reference holds."""

    places: tuple[Place, ...] = ()
    services: tuple[Service, ...] = ()
    demarches: tuple[Demarche, ...] = field(default=())


def catalogue_from(files: Iterable[tuple[str, Mapping[str, Any]]]) -> Catalogue:
    """The catalogue that several files (name, content) make together.

    Refused names the file and the entry at fault: a double, or a reference that leads nowhere.
    """
    places: dict[str, Place] = {}
    services: dict[str, Service] = {}
    demarches: dict[str, Demarche] = {}
    for name, data in files:
        entries = Entries({"place": [], "service": [], "demarche": []} | dict(data), name)
        for table in entries.tables("place"):
            _keep(places, _place(table), table)
        for table in entries.tables("service"):
            _keep(services, _service(table), table)
        for table in entries.tables("demarche"):
            _keep(demarches, _demarche(table), table)
        entries.end()
    _refuse_loose(places, services, demarches)
    return Catalogue(tuple(places.values()), tuple(services.values()), tuple(demarches.values()))


def _keep(known: dict[str, Any], made: Any, table: Entries) -> None:
    table.end()
    if not re.fullmatch(NAME, made.id):
        table.refuse("catalogue.id", "id", value=made.id)
    if made.id in known:
        table.refuse("catalogue.twice", "id", value=made.id)
    known[made.id] = made


def _place(table: Entries) -> Place:
    place = Place(
        id=table.text("id"),
        title=typeset(table.text("title")),
        address=table.text("address"),
        phone=table.text("phone", ""),
        email=table.text("email", ""),
        hours=table.text("hours", ""),
        access=typeset(table.text("access", "")),
    )
    if place.hours:
        hours_from(place.hours)
    return place


def _service(table: Entries) -> Service:
    return Service(
        id=table.text("id"),
        title=typeset(table.text("title")),
        sector=table.choice("sector", Sector),
        place=table.text("place"),
        phone=table.text("phone", ""),
        email=table.text("email", ""),
        mission=typeset(table.text("mission", "")),
    )


def _demarche(table: Entries) -> Demarche:
    handover = table.text("handover", "")
    if handover not in list(Handover):
        expected = ", ".join(h for h in Handover if h)
        table.refuse("definition.not_among", "handover", value=handover, expected=expected)
    return Demarche(
        id=table.text("id"),
        title=typeset(table.text("title")),
        summary=typeset(table.text("summary")),
        service=table.text("service"),
        theme=table.choice("theme", Theme),
        audiences=_chosen(table, "audiences", Audience),
        events=_chosen(table, "events", LifeEvent),
        keywords=tuple(table.text("keywords", "").split()),
        price=typeset(table.text("price", "Gratuit")),
        documents=tuple(map(typeset, table.texts("documents"))),
        counter=typeset(table.text("counter")),
        paper=typeset(table.text("paper")),
        form=table.text("form", ""),
        rule=table.text("rule", ""),
        category=table.text("category", USUAL_CATEGORY),
        url=_outside(table, bool(handover)),
        handover=Handover(handover),
        minutes=int(table.number("minutes", USUAL_MINUTES)),
        facts=tuple(map(typeset, table.texts("facts"))),
    )


def _outside(table: Entries, is_due: bool) -> str:
    url = table.text("url", "")
    if bool(url) != is_due or (url and not url.startswith("https://")):
        table.refuse("catalogue.url", "url")
    return url


def _chosen(table: Entries, entry: str, among: type[Chosen]) -> tuple[Chosen, ...]:
    values = table.texts(entry)
    for value in values:
        if value not in list(among):
            expected = ", ".join(among)
            table.refuse("definition.not_among", entry, value=value, expected=expected)
    return tuple(among(value) for value in values)


def _refuse_loose(
    places: Mapping[str, Place], services: Mapping[str, Service], demarches: Mapping[str, Demarche]
) -> None:
    for service in services.values():
        if service.place not in places:
            raise Refused("catalogue.loose", owner=service.id, value=service.place)
    for demarche in demarches.values():
        if demarche.service not in services:
            raise Refused("catalogue.loose", owner=demarche.id, value=demarche.service)
