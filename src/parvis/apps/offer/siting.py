"""The screen of places: what is asked, the comparison in words, a plan, and what a note keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from django.http import QueryDict

from parvis.apps.offer.plan import Dot, Plan
from parvis.apps.offer.port import ground, solver
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
from parvis.core.french import NBSP, THIN
from parvis.core.offer.choices import Aim, Choice, Comparison, Wish, compare_sites
from parvis.core.offer.ground import Ground
from parvis.core.offer.streets import Mode

CHANGES = {1: "un lieu de plus", 2: "deux lieux de plus", -1: "un lieu de moins"}
AIMS = {
    Aim.DISTANCE: "le moins de chemin",
    Aim.COVERAGE: "le plus d’habitants à portée",
    Aim.CAPACITY: "le moins de chemin, places comptées",
}
KEPT = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """A service, how many places more or fewer, how one travels, minutes accepted, equity, aim.

    `beside`: the name of a place to compare as well, "" for none.
    """

    service: str
    more: int
    mode: Mode
    reach: int
    is_equitable: bool
    aim: Aim
    beside: str = ""

    @property
    def wish(self) -> Wish:
        """What is asked of the solver."""
        equity = 1.0 if self.is_equitable else 0.0
        return Wish(self.more, self.mode, float(self.reach), equity, self.aim)


def asked_of(query: QueryDict) -> Asked:
    """Read the address; what makes no sense is the usual choice. Refused without any service."""
    more, aim = query.get("lieux", ""), query.get("but", "")
    changes = {str(change): change for change in CHANGES}
    return Asked(
        service_of(query), changes.get(more, 1), *travel_of(query), query.get("equite") == "oui",
        Aim(aim) if aim in set(Aim) else Aim.DISTANCE, query.get("avec", ""),
    )  # fmt: skip


@dataclass(frozen=True)
class Sited(Page):
    """The page of a comparison: `lines` are the choices, the best first."""

    asked: Asked


def page_of(asked: Asked) -> Sited:
    """The page of a comparison."""
    place, found = _compared(asked)
    plan = Plan(place)
    return Sited(
        answer=_answer(asked, place, found), also=tuple(_also(asked, place, found)),
        lines=tuple(_lines(place, found)), dots=tuple(_dots(plan, place, found)), plan=plan,
        desc=f"{len(place.zones.names)} zones et {len(place.sites.names)} lieux", asked=asked,
    )  # fmt: skip


def _compared(asked: Asked) -> tuple[Ground, Comparison]:
    place = ground(asked.service)
    return _solved(asked, place.stamp)


@lru_cache(maxsize=KEPT)
def _solved(asked: Asked, stamp: str) -> tuple[Ground, Comparison]:
    """Kept as long as what is described stays: `stamp` tells one description from another."""
    place = ground(asked.service)
    beside = (
        list(place.sites.names).index(asked.beside) if asked.beside in place.sites.names else None
    )
    return place, compare_sites(place, asked.wish, solver(), beside)


def _answer(asked: Asked, place: Ground, found: Comparison) -> str:
    names, verb = _changed(place, found.best, asked)
    before = "" if found.today is None else (
        f", contre {minutes_said(found.today.mean_minutes)} aujourd’hui")  # fmt: skip
    left = french.count(round(found.best.beyond), "habitant")
    return (f"{verb} {names}{NBSP}: {minutes_said(found.best.mean_minutes)} {MODES[asked.mode]} en "
            f"moyenne{before}{THIN}; {left} à plus de {asked.reach} minutes.")  # fmt: skip


def _changed(place: Ground, choice: Choice, asked: Asked) -> tuple[str, str]:
    opened = {rank for rank, is_open in enumerate(place.is_open) if is_open}
    chosen = set(choice.sites)
    moved = chosen - opened if asked.more > 0 else opened - chosen
    names = french.enumerate_words(place.sites.names[rank] for rank in sorted(moved))
    if asked.more < 0:
        return names, "Ce qui coûte le moins est de fermer"
    said = {Aim.COVERAGE: "Pour le plus d’habitants à portée, le mieux est d’ouvrir",
            Aim.CAPACITY: "Places comptées, le mieux est d’ouvrir"}  # fmt: skip
    return names, said.get(asked.aim, "Le mieux est d’ouvrir")


def _also(asked: Asked, place: Ground, found: Comparison) -> Iterator[str]:
    gap = french.percent(found.gap, 2)
    yield f"Distances {place.way}. Écart au meilleur choix possible, prouvé{NBSP}: {gap} au plus."
    if found.nearly:
        others = french.count(len(found.nearly), "autre choix", "autres choix")
        verb = "vaut" if len(found.nearly) == 1 else "valent"
        yield (f"{others} {verb} presque autant, à moins de 2{THIN}%{NBSP}: d’autres raisons "
               "peuvent trancher.")  # fmt: skip
    else:
        yield f"Aucun autre choix n’est à moins de 2{THIN}% du meilleur."
    if not found.is_complete:
        yield "Trop de choix pour les compter tous : seuls les échanges d’un lieu sont listés."
    if asked.beside and found.beside is None:
        yield f"{asked.beside} ne peut pas être comparé ainsi."
    if asked.aim is Aim.CAPACITY:
        yield ("Chacun va où il y a une place, pas toujours au plus près ; aujourd’hui est compté "
               "sans limite de places.")  # fmt: skip
    if asked.aim is Aim.COVERAGE and asked.is_equitable:
        yield "Les habitants à portée comptent d’autant plus que leur zone est pauvre."
    if np.isnan(place.incomes).all():
        yield NO_INCOME


def _lines(place: Ground, found: Comparison) -> Iterator[Line]:
    if found.today is not None:
        yield Line("Aujourd’hui", _cells(found.today))
    for one in _listed(found):
        yield Line(_name(place, one), _cells(one))


def _listed(found: Comparison) -> list[Choice]:
    """The best, those nearly as good, and the one asked beside them, once each."""
    every = [found.best, *found.nearly, *([found.beside] if found.beside else [])]
    return list({frozenset(one.sites): one for one in reversed(every)}.values())[::-1]


def besides(asked: Asked) -> list[str]:
    """The places that may be compared as well: those to open, or those to close."""
    if abs(asked.more) != 1:
        return []
    place = ground(asked.service)
    return [name for name, is_open in zip(place.sites.names, place.is_open, strict=True)
            if is_open == (asked.more < 0)]  # fmt: skip


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


def _dots(plan: Plan, place: Ground, found: Comparison) -> Iterator[Dot]:
    """Zones by population, places open today, places chosen."""
    chosen = set(found.best.sites)
    kinds = ["site kept" if rank in chosen and is_open else "site" if rank in chosen or is_open
             else "" for rank, is_open in enumerate(place.is_open)]  # fmt: skip
    sites = (plan.site(rank, kind) for rank, kind in enumerate(kinds) if kind)
    yield from chain(plan.zones(["zone"] * len(place.zones.names)), sites)


def alternatives(asked: Asked) -> list[dict[str, object]]:
    """What a note keeps: today, the best, two nearly as good, and the one asked beside them."""
    place, found = _compared(asked)
    named = [] if found.today is None else [("Aujourd’hui", found.today)]
    listed = _listed(found)
    some = [one for rank, one in enumerate(listed) if rank < 3 or _is_asked(one, found)]
    named += [(_name(place, one), one) for one in some]
    return [
        {
            "name": name, "sites": [place.sites.names[rank] for rank in one.sites],
            "mean_minutes": kept(one.mean_minutes), "beyond": one.beyond, "reach": asked.reach,
            "gini": kept(one.inequality), "behind": kept(one.behind),
            "poorest": kept(one.poorest), "richest": kept(one.richest),
            "also": list(_also(asked, place, found)) if one is found.best else [],
        }
        for name, one in named
    ]  # fmt: skip


def _is_asked(one: Choice, found: Comparison) -> bool:
    return found.beside is not None and set(one.sites) == set(found.beside.sites)


def assumptions(asked: Asked) -> list[tuple[str, str]]:
    """How it was asked."""
    said = "selon leur revenu" if asked.is_equitable else "autant l’un que l’autre"
    return [
        ("Service", named(asked.service)), ("Changement", CHANGES[asked.more]),
        ("But", AIMS[asked.aim]),
        ("Déplacement", f"{MODES[asked.mode]}, {ground(asked.service).way}"),
        ("Durée acceptable", f"{asked.reach} minutes"), ("Habitants comptés", said),
    ]  # fmt: skip
