"""Pupils of the public schools, September after September: level, school, who came and stayed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.people import date_of, day_of
from parvis.core.population.setting import Register, Setting
from parvis.core.population.sheets import Shape, Sheet, picked, text

Ints = NDArray[np.int64]

SCHOOLS = ("Les Tilleuls", "La Garenne", "Belle-Étoile", "Clos-Saint-Martin", "Rive-du-Loir",
           "Les Hautes-Vignes", "Les Coteaux", "Jean-Moulin")  # fmt: skip
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")
"""From the year in which a child is three to that in which they are ten."""
_YOUNGEST, _SEPTEMBER = 3, 9
_ANSWERS = ("", "non", "oui")


@dataclass(frozen=True, slots=True)
class Pupils:
    """Who is at school from `start`, in the school year that `year` begins."""

    year: int
    start: int
    child: Ints
    level: Ints
    site: Ints


def september_years(setting: Setting) -> range:
    """The years in whose September a school year of the exports begins."""
    first, last = date_of(setting.start), date_of(setting.end - 1)
    return range(first.year - (first.month < _SEPTEMBER), last.year + (last.month >= _SEPTEMBER))


def pupils(setting: Setting, year: int) -> Pupils:
    """The children of school age present when the school year begins, or when exports do."""
    start = max(day_of(date_of(0).replace(year, _SEPTEMBER, 1)), setting.start)
    people = setting.book.town.persons
    level = year - 1970 - np.floor(people.birth / 365.2425).astype(np.int64) - _YOUNGEST
    child = np.flatnonzero(people.is_here(start) & (level >= 0) & (level < len(LEVELS)))
    site = setting.iris_at(child, np.full(len(child), start)) % len(SCHOOLS)
    return Pupils(year, start, child, level[child], site)


def enrolments(setting: Setting, years: Sequence[Pupils], known: Register, children: Ints) -> Sheet:
    """One row per pupil and school year; `children` are the first records of `known`, in order.

    Kept says whether a pupil is still here a year later: not asked in the last level, not known
    in the last year. New says who came from another town.
    """
    child = np.concatenate([y.child for y in years])
    level = np.concatenate([y.level for y in years])
    row = np.searchsorted(children, child)
    seasons = [f"{y.year}-{y.year + 1}" for y in years for _ in range(len(y.child))]
    return Sheet("ecole_inscriptions", Shape.CSV_FRENCH, (
        text("N° enfant", known.ids[row]),
        text("Nom", known.known["last_name"][row]),
        text("Prénom", known.known["first_name"][row]),
        text("Rentrée", seasons),
        text("École", picked(SCHOOLS, np.concatenate([y.site for y in years]))),
        text("Niveau", picked(LEVELS, level)),
        text("Encore inscrit un an après", picked(_ANSWERS, _kept(setting, years))),
        text("Arrivé d’ailleurs", picked(_ANSWERS, 1 + _came(setting, years))),
    ))  # fmt: skip


def _kept(setting: Setting, years: Sequence[Pupils]) -> Ints:
    people, found = setting.book.town.persons, []
    for y in years:
        after = day_of(date_of(0).replace(y.year + 1, _SEPTEMBER, 1))
        stays = 1 + people.is_here(after)[y.child].astype(np.int64)
        is_asked = (y.level < len(LEVELS) - 1) & (after < setting.end)
        found.append(np.where(is_asked, stays, 0))
    return np.concatenate(found)


def _came(setting: Setting, years: Sequence[Pupils]) -> Ints:
    people, found = setting.book.town.persons, []
    opening = people.arrived.min()
    for y in years:
        before = day_of(date_of(0).replace(y.year - 1, _SEPTEMBER, 1))
        since = people.arrived[y.child]
        came = (since > max(before, opening)) & (people.birth[y.child] < since) & (y.level > 0)
        found.append(came.astype(np.int64))
    return np.concatenate(found)
