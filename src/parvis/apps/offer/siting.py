"""The screen of places: what is asked, the comparison in words, a plan, and what a note keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.http import QueryDict

from parvis.apps.offer.port import ground, sited, solver
from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.french import NBSP, THIN
from parvis.core.offer.ground import Choice, Comparison, Ground, compare_sites
from parvis.core.offer.streets import Mode

MODES = {Mode.FOOT: "à pied", Mode.BICYCLE: "à vélo", Mode.CAR: "en voiture"}
CHANGES = {1: "un lieu de plus", 2: "deux lieux de plus", -1: "un lieu de moins"}
REACHES = (5, 10, 15, 20, 30)
KEPT = 32
_SIDE = 600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A service, how many places more or fewer, how one travels, minutes accepted, equity."""

    service: str
    more: int
    mode: Mode
    reach: int
    is_equitable: bool


def asked_of(query: QueryDict) -> Asked:
    """Read the address; what makes no sense is the usual choice. Refused without any service."""
    known = sited()
    if not known:
        raise Refused("siting.unknown", service=query.get("service", ""), known="aucun")
    service = query.get("service", known[0])
    mode = query.get("mode", Mode.FOOT.value)
    return Asked(
        service if service in known else known[0],
        _among(query.get("lieux", ""), CHANGES, 1),
        Mode(mode) if mode in set(Mode) else Mode.FOOT,
        _among(query.get("minutes", ""), REACHES, 15),
        query.get("equite") == "oui",
    )  # fmt: skip


def _among(text: str, known: Mapping[int, str] | tuple[int, ...], usual: int) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isdigit() and int(text) in known else usual


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark of the plan: where, how wide, of which class."""

    x: float
    y: float
    r: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One choice in words, and whether its box is ticked at first."""

    name: str
    cells: tuple[str, ...]
    is_kept: bool


@dataclass(frozen=True)
class Page:
    """Everything the template writes."""

    asked: Asked
    services: tuple[str, ...]
    answer: str
    also: tuple[str, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    desc: str


def page_of(asked: Asked) -> Page:
    """The page of a comparison."""
    place, found = ground(asked.service), _compared(asked, _stamp(asked.service))
    return Page(asked, sited(), _answer(asked, place, found), tuple(_also(place, found)),
                tuple(_lines(place, found)), tuple(_dots(place, found)),
                f"{len(place.zones.names)} zones et {len(place.sites.names)} lieux")  # fmt: skip


def _stamp(service: str) -> float:
    """Changes when what is described does."""
    place = ground(service)
    return float(place.population.sum() + place.zones.points.sum() + place.sites.points.sum()
                 + 1e3 * sum(place.is_open))  # fmt: skip


@lru_cache(maxsize=KEPT)
def _compared(asked: Asked, stamp: float) -> Comparison:
    equity = 1.0 if asked.is_equitable else 0.0
    return compare_sites(ground(asked.service), asked.more, asked.mode, float(asked.reach), equity,
                         solver())  # fmt: skip


def _answer(asked: Asked, place: Ground, found: Comparison) -> str:
    names, verb = _changed(place, found.best, asked.more)
    before = "" if found.today is None else (
        f", contre {_minutes(found.today.mean_minutes)} aujourd’hui")  # fmt: skip
    left = french.count(round(found.best.beyond), "habitant")
    return (f"{verb} {names}{NBSP}: {_minutes(found.best.mean_minutes)} {MODES[asked.mode]} en "
            f"moyenne{before}{THIN}; {left} à plus de {asked.reach} minutes.")  # fmt: skip


def _changed(place: Ground, choice: Choice, more: int) -> tuple[str, str]:
    opened = {rank for rank, is_open in enumerate(place.is_open) if is_open}
    chosen = set(choice.sites)
    moved = chosen - opened if more > 0 else opened - chosen
    names = french.enumerate_words(place.sites.names[rank] for rank in sorted(moved))
    return names, "Le mieux est d’ouvrir" if more > 0 else "Ce qui coûte le moins est de fermer"


def _also(place: Ground, found: Comparison) -> Iterator[str]:
    gap = french.percent(found.gap, 2)
    yield f"Distances {place.way}. Écart au meilleur choix possible, prouvé{NBSP}: {gap} au plus."
    if found.nearly:
        others = french.count(len(found.nearly), "autre choix", "autres choix")
        verb = "vaut" if len(found.nearly) == 1 else "valent"
        yield (f"{others} {verb} presque autant, à moins de 2{THIN}%{NBSP}: d’autres raisons "
               "peuvent trancher.")  # fmt: skip
    if not found.is_complete:
        yield "Trop de choix pour les compter tous : seuls les échanges d’un lieu sont listés."
    if np.isnan(place.incomes).all():
        yield "Les revenus des zones ne sont pas donnés : rien n’est dit des plus pauvres."


def _minutes(value: float) -> str:
    return f"{french.number(value, 1)} minutes"


def _lines(place: Ground, found: Comparison) -> Iterator[Line]:
    if found.today is not None:
        yield Line("Aujourd’hui", _cells(found.today), is_kept=True)
    yield Line(_name(place, found.best), _cells(found.best), is_kept=True)
    for rank, one in enumerate(found.nearly):
        yield Line(_name(place, one), _cells(one), is_kept=rank == 0)


def _name(place: Ground, choice: Choice) -> str:
    """What a choice changes from today."""
    opened = {rank for rank, is_open in enumerate(place.is_open) if is_open}
    chosen = set(choice.sites)
    added = [f"ouvrir {place.sites.names[rank]}" for rank in sorted(chosen - opened)]
    closed = [f"fermer {place.sites.names[rank]}" for rank in sorted(opened - chosen)]
    said = ", ".join([*added, *closed]) or "ne rien changer"
    return said[:1].upper() + said[1:]


def _cells(one: Choice) -> tuple[str, ...]:
    return (
        french.number(one.mean_minutes, 1), french.number(one.beyond, 0),
        french.number(one.inequality, 2), french.number(one.poorest, 1),
        french.number(one.richest, 1), french.number(one.hours, 0),
        french.ABSENT if np.isnan(one.behind) else french.percent(one.behind, 1),
    )  # fmt: skip


def _dots(place: Ground, found: Comparison) -> Iterator[Dot]:
    """Zones by population, places open today, places chosen, drawn north up."""
    everything = np.vstack([place.zones.points, place.sites.points])
    low, high = everything.min(axis=0), everything.max(axis=0)
    shrink = np.array([np.cos(np.radians(low[1])), 1.0])
    scale = _SIDE / max(((high - low) * shrink).max(), 1e-9)

    def at(point: np.ndarray) -> tuple[float, float]:
        x, y = (point - low) * shrink * scale
        return round(float(x), 1), round(float((high - low)[1] * scale - y), 1)

    largest = max(float(place.population.max()), 1.0)
    for point, people in zip(place.zones.points, place.population, strict=True):
        yield Dot(*at(point), round(4 + 14 * float(np.sqrt(people / largest)), 1), "zone")
    chosen = set(found.best.sites)
    for rank, point in enumerate(place.sites.points):
        if rank in chosen or place.is_open[rank]:
            kind = "site kept" if place.is_open[rank] and rank in chosen else "site"
            yield Dot(*at(point), 7.0, kind)


def alternatives(asked: Asked) -> list[dict[str, object]]:
    """What a note keeps: today, the best, and two nearly as good."""
    place, found = ground(asked.service), _compared(asked, _stamp(asked.service))
    named = [] if found.today is None else [("Aujourd’hui", found.today)]
    named += [(_name(place, one), one) for one in (found.best, *found.nearly[:2])]
    return [
        {
            "name": name, "sites": [place.sites.names[rank] for rank in one.sites],
            "mean_minutes": one.mean_minutes, "beyond": one.beyond, "reach": asked.reach,
            "gini": one.inequality, "behind": None if np.isnan(one.behind) else one.behind,
            "also": list(_also(place, found)) if one is found.best else [],
        }
        for name, one in named
    ]  # fmt: skip


def assumptions(asked: Asked) -> list[tuple[str, str]]:
    """How it was asked."""
    said = "selon leur revenu" if asked.is_equitable else "autant l’un que l’autre"
    return [
        ("Service", asked.service), ("Changement", CHANGES[asked.more]),
        ("Déplacement", f"{MODES[asked.mode]}, {ground(asked.service).way}"),
        ("Durée acceptable", f"{asked.reach} minutes"), ("Habitants comptés", said),
    ]  # fmt: skip
