"""The screen of access: how near a service is, zone by zone, and to whom it is far."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import numpy as np
from django.http import QueryDict

from parvis.apps.offer.plan import Dot, Plan, steps_of
from parvis.apps.offer.port import ground
from parvis.apps.offer.shown import (
    MODES,
    NO_INCOME,
    Line,
    Page,
    kept,
    minutes_said,
    named,
    service_of,
    travel_of,
)
from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.french import NBSP, THIN
from parvis.core.offer.ground import Ground
from parvis.core.offer.nearby import STOP_MINUTES, Nearby, nearby_of
from parvis.core.offer.streets import Mode

KEPT, SHOWN, NOTED = 32, 300, 12
"""Zones listed, and kept in a note, the farthest first: a city has thousands."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A service, how one travels, the minutes accepted."""

    service: str
    mode: Mode
    reach: int


def asked_of(query: QueryDict) -> Asked:
    """Read the address. Refused without any service."""
    return Asked(service_of(query), *travel_of(query))


@dataclass(frozen=True)
class Near(Page):
    """The page of access: `facts` are the whole town, `lines` its zones, the farthest first;
    `left` says how many are not listed."""

    asked: Asked
    facts: tuple[Line, ...]
    headings: tuple[str, ...]
    left: int


def page_of(asked: Asked) -> Near:
    """The page of one service."""
    place = ground(asked.service)
    found = _nearby(asked, place.stamp)
    plan = Plan(place)
    lines = tuple(_lines(place, found))
    return Near(
        answer=_answer(asked, place, found), also=tuple(_also(place, found)),
        lines=lines[:SHOWN], dots=tuple(_dots(plan, place, found, asked.reach)), plan=plan,
        desc=f"{len(place.zones.names)} zones et {sum(place.is_open)} lieux ouverts", asked=asked,
        facts=tuple(_facts(asked, place, found)), headings=_headings(found),
        left=len(lines[SHOWN:]),
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _nearby(asked: Asked, stamp: str) -> Nearby:
    """Kept as long as what is described stays: `stamp` tells one description from another."""
    return nearby_of(ground(asked.service), asked.mode, float(asked.reach))


def _answer(asked: Asked, place: Ground, found: Nearby) -> str:
    if not any(place.is_open):
        return "Aucun lieu de ce service n’est ouvert."
    said = (f"{_who(place, found)} à plus de {asked.reach} minutes {MODES[asked.mode]} du lieu le "
            f"plus proche{THIN}; on met {minutes_said(found.ways.mean)} en moyenne.")  # fmt: skip
    poor, rich = found.ways.poorest, found.ways.richest
    if not np.isfinite([poor, rich]).all():
        return said
    return (f"{said} Le cinquième le plus pauvre met {minutes_said(poor)}, le plus riche "
            f"{minutes_said(rich)}.")  # fmt: skip


def _who(place: Ground, found: Nearby) -> str:
    far = round(found.ways.beyond)
    if not far:
        return "Personne n’est"
    share = french.percent(found.ways.beyond / place.population.sum())
    return f"{french.count(far, 'habitant')}, soit {share}, {'est' if far == 1 else 'sont'}"


def _also(place: Ground, found: Nearby) -> Iterator[str]:
    yield f"Distances {place.way}."
    if found.stops is not None:
        far = french.count(round(found.stops.beyond), "habitant")
        yield (f"{far} sont à plus de {STOP_MINUTES:.0f} minutes à pied d’un arrêt de transport"
               f"{THIN}; on en est à {minutes_said(found.stops.mean)} en moyenne.")  # fmt: skip
    else:
        yield "Les arrêts de transport ne sont pas donnés (access/stops.txt, d’un GTFS)."
    if found.unit == "lieux":
        yield "Ni les places ni les heures ne sont toutes données : chaque lieu en vaut un autre."
    if np.isnan(place.incomes).all():
        yield NO_INCOME
    lost = int(np.isinf(found.minutes).sum())
    if lost and any(place.is_open):
        yield f"{french.count(lost, 'zone')} sans aucun chemin vers un lieu."


def _facts(asked: Asked, place: Ground, found: Nearby) -> Iterator[Line]:
    yield Line("Habitants trop loin", (french.number(found.ways.beyond, 0),))
    yield Line("Inégalité des minutes (Gini)", (french.number(found.ways.inequality, 2),))
    hours = float(np.average(found.hours, weights=place.population))
    yield Line(f"Heures ouvertes par semaine à {asked.reach} minutes, par habitant",
               (french.number(hours, 0),))  # fmt: skip
    yield Line(f"Offre distribuée ({found.unit})", (french.number(found.supply, 0),))
    yield Line("Écart entre l’offre distribuée et reçue", (_error(found.error),))
    if found.lost:
        yield Line("Offre que personne n’atteint", (french.number(found.lost, 0),))
    yield Line("Inégalité de l’offre reçue (Gini)", (french.number(found.inequality, 2),))
    yield Line(f"Offre reçue {_for(found)}, cinquième le plus pauvre",
               (french.number(found.poorest * found.per, 1),))  # fmt: skip
    yield Line(f"Offre reçue {_for(found)}, cinquième le plus riche",
               (french.number(found.richest * found.per, 1),))  # fmt: skip


def _for(found: Nearby) -> str:
    return "par personne concernée" if found.per == 1 else "pour mille personnes concernées"


def _error(value: float) -> str:
    return "nul" if value < 1e-9 else french.percent(value, 4)


def _headings(found: Nearby) -> tuple[str, ...]:
    stops = ("Minutes à pied d’un arrêt",) if found.stop is not None else ()
    return ("Habitants", "Minutes", *stops, "Heures ouvertes à portée",
            f"Offre {_for(found)} ({found.unit})")  # fmt: skip


def _lines(place: Ground, found: Nearby) -> Iterator[Line]:
    """The farthest zones first; among those without a way, in the order given."""
    for rank in np.argsort(-found.minutes, kind="stable").tolist():
        stops = () if found.stop is None else (french.number(float(found.stop[rank]), 1),)
        yield Line(place.zones.names[rank], (
            french.number(float(place.population[rank]), 0),
            french.number(float(found.minutes[rank]), 1), *stops,
            french.number(float(found.hours[rank]), 0),
            french.number(float(found.per_head[rank]) * found.per, 1),
        ))  # fmt: skip


def _dots(plan: Plan, place: Ground, found: Nearby, reach: int) -> Iterator[Dot]:
    sites = (plan.site(rank, "site kept") for rank, is_open in enumerate(place.is_open) if is_open)
    yield from chain(plan.zones(steps_of(found.minutes, reach)), sites)


def legend(reach: int) -> str:
    """How to read the plan."""
    return (f"Disques selon les habitants, plus marqués à mesure qu’on est loin, jusqu’à "
            f"{2 * reach} minutes et plus{NBSP}; pointillés{NBSP}: aucun chemin. Lieux ouverts en "
            "encre.")  # fmt: skip


def alternatives(asked: Asked) -> list[dict[str, object]]:
    """What a note keeps: the way asked with its farthest zones, then the others that can be."""
    return list(_told(asked))


def _told(asked: Asked) -> Iterator[dict[str, object]]:
    place = ground(asked.service)
    for mode in (asked.mode, *(mode for mode in MODES if mode != asked.mode)):
        one = replace(asked, mode=mode)
        try:
            found = _nearby(one, place.stamp)
        except Refused:
            if mode == asked.mode:
                raise
            continue
        yield _note(one, place, found, is_asked=mode == asked.mode)


def _note(asked: Asked, place: Ground, found: Nearby, *, is_asked: bool) -> dict[str, object]:
    name = MODES[asked.mode]
    far = list(_lines(place, found))[:NOTED] if is_asked else []
    facts = list(_facts(asked, place, found)) if is_asked else []
    ways = found.ways
    return {
        "name": name[:1].upper() + name[1:], "reach": asked.reach,
        "said": _answer(asked, place, found), "mean_minutes": kept(ways.mean),
        "beyond": ways.beyond, "gini": kept(ways.inequality), "poorest": kept(ways.poorest),
        "richest": kept(ways.richest), "also": list(_also(place, found)) if is_asked else [],
        "facts": [[one.name, *one.cells] for one in facts],
        "headings": _headings(found), "zones": [[one.name, *one.cells] for one in far],
    }  # fmt: skip


def assumptions(asked: Asked) -> list[tuple[str, str]]:
    """How it was asked."""
    return [
        ("Service", named(asked.service)), ("Lieux", "ceux qui sont ouverts aujourd’hui"),
        ("Déplacement", f"{MODES[asked.mode]}, {ground(asked.service).way}"),
        ("Durée acceptable", f"{asked.reach} minutes"),
    ]  # fmt: skip
