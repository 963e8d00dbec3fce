"""The crèche and the music and sports school: places, hours, yearly enrolments."""

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.people import date_of
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import Shape, Sheet, day, decimal, picked, text

Ints = NDArray[np.int64]

_PLACE, _HOURS = 0.22, 120.0
_CRECHES = ("Crèche des Lutins", "Multi-accueil du Loir", "Micro-crèche des Vignes")
_BABY = (0.25, 3.0)
_DISCIPLINES = ("Piano", "Guitare", "Violon", "Batterie", "Chant", "Danse", "Judo", "Natation",
                "Gymnastique", "Football")  # fmt: skip
_ENROLS = ((6, 0.0), (18, 0.14), (60, 0.012), (130, 0.006))
_FEE = (45.0, 210.0)


def creche(setting: Setting) -> tuple[tuple[Sheet, ...], Register]:
    """Hours booked and done, a line per child and month, with a preamble and totals."""
    rng = setting.chance("creche")
    people = setting.book.town.persons
    drawn = rng.random(len(people)) < _PLACE
    child, month = _babies(setting, drawn)
    who, position = np.unique(child, return_inverse=True)
    known = register(setting, "creche", "C", who, people.birth[who] + 90)
    row = known.records(position, rng)
    booked = np.rint(_HOURS * rng.beta(4, 2, len(who))[position] * 2) / 2
    done = np.minimum(np.rint(booked * rng.normal(0.93, 0.08, len(child)) * 2) / 2, booked + 10)
    sheet = Sheet("creche_heures", Shape.XLSX, (
        text("Dossier", known.ids[row]),
        text("Nom de l’enfant", known.known["last_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        day("Date de naissance", known.known["born_on"][row]),
        text("Établissement", picked(_CRECHES, position % len(_CRECHES))),
        day("Mois", month),
        decimal("Heures réservées", booked),
        decimal("Heures réalisées", np.maximum(done, 0.0)),
    ), preamble=("Service petite enfance", "État des heures par enfant et par mois"),
        has_totals=True)  # fmt: skip
    return (sheet,), known


def _babies(setting: Setting, drawn: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    people, found = setting.book.town.persons, []
    for start, _ in setting.months():
        age = people.age(start)
        at = np.flatnonzero(drawn & people.is_here(start) & (age > _BABY[0]) & (age < _BABY[1]))
        found.append((at, np.full(len(at), start)))
    child, month = (np.concatenate(c) for c in zip(*found, strict=True))
    return child, month


def activities(setting: Setting) -> tuple[tuple[Sheet, ...], Register]:
    """Enrolments of each school year at the music and sports school."""
    rng = setting.chance("activities")
    people = setting.book.town.persons
    found = []
    for start, _ in setting.years():
        here = setting.present(start)
        age = people.age(start)[here]
        chance = np.array([p for _, p in _ENROLS])[
            np.minimum(np.digitize(age, [a for a, _ in _ENROLS]), len(_ENROLS) - 1)
        ]
        at = here[rng.random(len(here)) < chance]
        found.append((at, np.full(len(at), start)))
    who, year = (np.concatenate(c) for c in zip(*found, strict=True))
    people_in, position = np.unique(who, return_inverse=True)
    since = np.full(len(people_in), setting.end)
    np.minimum.at(since, position, year)
    known = register(setting, "ecole_de_musique", "A", people_in, since)
    row = known.records(position, rng)
    seasons = [f"{date_of(y).year}-{date_of(y).year + 1}" for y in year.tolist()]
    sheet = Sheet("ecole_musique_sport_inscriptions", Shape.ODS, (
        text("N° adhérent", known.ids[row]),
        text("Nom", known.known["last_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        day("Né(e) le", known.known["born_on"][row]),
        text("Téléphone", known.known["phone"][row]),
        text("Saison", seasons),
        text("Discipline", picked(_DISCIPLINES, rng.integers(0, len(_DISCIPLINES), len(row)))),
        decimal("Cotisation", np.rint(rng.uniform(*_FEE, len(row)))),
    ))  # fmt: skip
    return (sheet,), known
