"""Day nurseries: places, children who wait for one, hours booked and done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.people import NEVER, NOBODY
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import NO_DAY, Shape, Sheet, day, decimal, picked, text, whole

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CRECHES = ("Crèche des Lutins", "Multi-accueil du Loir", "Micro-crèche des Vignes")
_PLACES_PER_THOUSAND = (2.6, 1.9, 0.7)
_OPEN_HOURS_A_MONTH = 200
_WANTS, _HOURS = 0.32, 190.0
_FROM, _UNTIL, _ASKED_BEFORE = 90, 3 * 365, (60, 200)
"""Days of age at which a child may come in, must go; days before birth or after of the asking."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Who asked on which day, who came in when (NEVER if not), where; and a row per month there.

    `child`, `month`, `site` are parallel: one row per child and month of presence.
    """

    asked: Ints
    asked_on: Ints
    wished: Ints
    admitted_on: Ints
    child: Ints
    month: Ints
    site: Ints


def places(setting: Setting) -> Ints:
    """Places of each nursery, by the size of the town."""
    size = len(setting.present(setting.start)) / 1_000
    found: Ints = np.maximum(np.rint(np.array(_PLACES_PER_THOUSAND) * size), 1).astype(np.int64)
    return found


def creche(setting: Setting) -> tuple[tuple[Sheet, ...], Register]:
    """Requests for a place, capacities, and hours booked and done, with a preamble and totals."""
    rng = setting.chance("creche")
    stays = _stays(setting, rng)
    who, position = np.unique(stays.child, return_inverse=True)
    asked = np.unique(np.concatenate((stays.asked, who)))
    known = register(setting, "creche", "C", asked, setting.book.town.persons.birth[asked] + _FROM)
    return (_hours(stays, known, np.searchsorted(asked, who)[position], rng), _capacity(setting),
            _requests(stays, known, np.searchsorted(asked, stays.asked))), known  # fmt: skip


def _stays(setting: Setting, rng: np.random.Generator) -> Stays:
    """Month after month: those too old leave, the free places go to whoever has waited longest."""
    people, room = setting.book.town.persons, places(setting)
    wants = rng.random(len(people)) < _WANTS
    asked_on = people.birth - rng.integers(-_ASKED_BEFORE[0], _ASKED_BEFORE[1], len(people))
    wished = rng.integers(0, len(CRECHES), len(people))
    at, since = np.full(len(people), NOBODY), np.full(len(people), NEVER)
    rows: list[tuple[Ints, Ints, Ints]] = []
    for start, _ in setting.months():
        age = start - people.birth
        able = wants & people.is_here(start) & (age >= _FROM) & (age < _UNTIL)
        at[~able] = NOBODY
        _admit(at, np.flatnonzero(able & (at < 0)), asked_on, wished, room)
        inside = np.flatnonzero(at >= 0)
        since[inside] = np.minimum(since[inside], start)
        rows.append((inside, np.full(len(inside), start), at[inside]))
    child, month, site = (np.concatenate(c) for c in zip(*rows, strict=True))
    day_asked = np.maximum(asked_on, people.arrived)
    asks = wants & (day_asked >= setting.start) & (day_asked < setting.end)
    asks &= (people.birth + _UNTIL > setting.start) & setting.is_here(
        np.arange(len(people)), np.maximum(day_asked, people.birth)
    )
    asked = np.flatnonzero(asks)
    return Stays(asked, day_asked[asked], wished[asked], since[asked], child, month, site)


def _admit(at: Ints, waiting: Ints, asked_on: Ints, wished: Ints, room: Ints) -> None:
    """Give the free places, the one wished for first, in the order in which they were asked."""
    queue = waiting[np.argsort(asked_on[waiting], kind="stable")]
    for is_wished in (True, False):
        for site in range(len(CRECHES)):
            fits = queue[at[queue] < 0]
            fits = fits[wished[fits] == site] if is_wished else fits
            at[fits[: max(int(room[site] - (at == site).sum()), 0)]] = site


def _hours(stays: Stays, known: Register, position: Ints, rng: np.random.Generator) -> Sheet:
    row, count = known.records(position, rng), len(position)
    booked = np.rint(_HOURS * rng.beta(5, 2, len(known.ids))[position] * 2) / 2
    done = np.minimum(np.rint(booked * rng.normal(0.93, 0.08, count) * 2) / 2, booked + 10)
    return Sheet("creche_heures", Shape.XLSX, (
        text("Dossier", known.ids[row]),
        text("Nom de l’enfant", known.known["last_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        day("Date de naissance", known.known["born_on"][row]),
        text("Établissement", picked(CRECHES, stays.site)),
        day("Mois", stays.month),
        decimal("Heures réservées", booked),
        decimal("Heures réalisées", np.maximum(done, 0.0)),
    ), preamble=("Service petite enfance (données fictives)",
                 "État des heures par enfant et par mois"), has_totals=True)  # fmt: skip


def _capacity(setting: Setting) -> Sheet:
    """Places of each nursery each month, and the hours that they make."""
    months = np.array([start for start, _ in setting.months()], dtype=np.int64)
    room = places(setting)
    site = np.tile(np.arange(len(CRECHES)), len(months))
    return Sheet("creche_capacite", Shape.ODS, (
        text("Établissement", picked(CRECHES, site)),
        day("Mois", np.repeat(months, len(CRECHES))),
        whole("Places agréées", room[site]),
        whole("Heures offertes", room[site] * _OPEN_HOURS_A_MONTH),
    ))  # fmt: skip


def _requests(stays: Stays, known: Register, row: Ints) -> Sheet:
    """One row per request: when, where wished, admitted or still waiting."""
    is_in = stays.admitted_on < NEVER
    return Sheet("creche_demandes", Shape.CSV_SEMICOLON, (
        text("Dossier", known.ids[row]),
        day("Demandée le", stays.asked_on),
        text("Établissement souhaité", picked(CRECHES, stays.wished)),
        text("Admis", picked(("non", "oui"), is_in.astype(np.int64))),
        day("Admis le", np.where(is_in, stays.admitted_on, NO_DAY)),
    ))  # fmt: skip
