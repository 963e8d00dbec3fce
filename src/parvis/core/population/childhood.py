"""The music and sports school: yearly enrolments."""

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.people import date_of
from parvis.core.population.setting import Register, Setting, register
from parvis.core.population.sheets import Shape, Sheet, day, decimal, picked, text

Ints = NDArray[np.int64]

_DISCIPLINES = ("Piano", "Guitare", "Violon", "Batterie", "Chant", "Danse", "Judo", "Natation",
                "Gymnastique", "Football")  # fmt: skip
_ENROLS = ((6, 0.0), (18, 0.14), (60, 0.012), (130, 0.006))
_FEE = (45.0, 210.0)


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
