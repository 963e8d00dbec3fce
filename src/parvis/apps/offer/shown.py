"""What access and siting have in common: the service, how one travels, and a page with a plan."""

from dataclasses import dataclass
from math import isfinite

from django.http import QueryDict

from parvis.apps.offer.plan import Dot, Plan
from parvis.apps.offer.port import sited
from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.offer.streets import Mode

MODES = {Mode.FOOT: "à pied", Mode.BICYCLE: "à vélo", Mode.CAR: "en voiture"}
REACHES = (5, 10, 15, 20, 30)
USUAL_REACH = 15
_ACCENTED = {
    "creche": "crèche", "creches": "crèches", "ecole": "école", "ecoles": "écoles",
    "bibliotheque": "bibliothèque", "mediatheque": "médiathèque", "hebergement": "hébergement",
    "dechetterie": "déchetterie", "decheterie": "déchèterie", "medecin": "médecin",
    "medecins": "médecins", "france_services": "France services",
}  # fmt: skip
NO_INCOME = "Les revenus des zones ne sont pas donnés : rien n’est dit des plus pauvres."


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, in words."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What both pages write: the sentence, what else is said, the rows, the plan and its text."""

    answer: str
    also: tuple[str, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    plan: Plan
    desc: str


def service_of(query: QueryDict) -> str:
    """The service asked for, the first by default; Refused without any."""
    known = sited()
    if not known:
        raise Refused("siting.unknown", service=query.get("service", ""), known="aucun")
    service = query.get("service", known[0])
    return service if service in known else known[0]


def named(service: str) -> str:
    """A service as a sentence calls it: its file has no accent, and a line for a space."""
    said = _ACCENTED.get(service, service.replace("_", " "))
    return said[:1].upper() + said[1:]


def travel_of(query: QueryDict) -> tuple[Mode, int]:
    """How one travels and the minutes accepted; what makes no sense is the usual choice."""
    mode, minutes = query.get("mode", ""), query.get("minutes", "")
    is_known = minutes.isdecimal() and int(minutes) in REACHES
    return Mode(mode) if mode in set(Mode) else Mode.FOOT, (
        int(minutes) if is_known else USUAL_REACH
    )


def kept(value: float) -> float | None:
    """A figure as a note keeps it: nothing where it is not known, for JSON has no other word."""
    return value if isfinite(value) else None


def minutes_said(value: float) -> str:
    """ "12,4 minutes"."""
    return f"{french.number(value, 1)} minutes"
