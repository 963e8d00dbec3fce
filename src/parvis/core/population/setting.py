"""What every service of the synthetic town needs: who lives there, from when to when, chance."""

import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.calendar import canteen_days
from parvis.core.population.damage import Design
from parvis.core.population.identity import Directory, Identity, dwelling_at, identity
from parvis.core.population.people import date_of, day_of
from parvis.core.population.sheets import numbered

Ints = NDArray[np.int64]
Texts = NDArray[Any]

_TWICE, _SECOND_USED = 0.03, 0.3


@dataclass(frozen=True, slots=True)
class Setting:
    """The town, days [start, end) that exports cover, districts, and how errors are made.

    `centre` is the latitude and longitude of the town, in degrees, where they are known.
    """

    book: Directory
    start: int
    end: int
    districts: tuple[str, ...]
    design: Design
    seed: int
    centre: tuple[float, float] | None = None

    def chance(self, name: str) -> np.random.Generator:
        """A generator of its own for each service: none depends on the order of the others."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def present(self, day: int) -> Ints:
        """Rows of the persons who live in the town on `day`."""
        return np.flatnonzero(self.book.town.persons.is_here(day))

    def is_here(self, who: Ints, day: Ints) -> NDArray[np.bool_]:
        """Whether each of `who` lives in the town on their `day`."""
        p = self.book.town.persons
        here: NDArray[np.bool_] = (
            (p.arrived[who] <= day) & (p.left[who] > day) & (p.died[who] > day)
        )
        return here

    def iris_at(self, who: Ints, day: Ints) -> Ints:
        """The neighbourhood of each of `who` on `day`."""
        return self.book.town.iris_of[dwelling_at(self.book, who, day)]

    def household_at(self, who: Ints, day: int) -> Ints:
        """The household of each of `who` on `day`."""
        return self.book.town.home_of[dwelling_at(self.book, who, np.full(len(who), day))]

    def years(self) -> list[tuple[int, int]]:
        """Civil years, or parts of one, of the exports: (first day, day after the last)."""
        first, last = date_of(self.start).year, date_of(self.end - 1).year
        bounds = [
            self.start,
            *(day_of(date(y, 1, 1)) for y in range(first + 1, last + 1)),
            self.end,
        ]
        return list(pairwise(bounds))

    def months(self) -> list[tuple[int, int]]:
        """Whole civil months of the exports: (first day, day after the last)."""
        firsts = [d for d in range(self.start, self.end + 1) if date_of(d).day == 1]
        return list(pairwise(firsts))

    def canteen_days(self, start: int, end: int) -> Ints:
        """Days of school meals in [start, end)."""
        found = canteen_days(date_of(start), date_of(end - 1) + timedelta(days=1))
        return np.array([day_of(d) for d in found], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Register:
    """The persons of one application, under its own identifiers; some are there twice.

    The first `len(who)` records are of `who` in order; `second` gives the row of the other
    record of each, or its own.
    """

    source: str
    ids: Texts
    person: Ints
    second: Ints
    known: Identity
    as_of: Ints = field(repr=False)

    def records(self, positions: Ints, rng: np.random.Generator) -> Ints:
        """The record that each event of the person at `positions` was noted under."""
        other = rng.random(len(positions)) < _SECOND_USED
        return np.where(other, self.second[positions], positions)


def register(setting: Setting, source: str, prefix: str, who: Ints, since: Ints) -> Register:
    """The records of `who`, first met on `since`, with the errors of the setting's design."""
    rng = setting.chance(f"register {source}")
    twice = np.flatnonzero(rng.random(len(who)) < _TWICE)
    rows = np.concatenate((np.arange(len(who)), twice))
    second = np.arange(len(who))
    second[twice] = len(who) + np.arange(len(twice))
    as_of = since[rows] - setting.design.age(len(rows), rng)
    known = setting.design.harm(identity(setting.book, who[rows], as_of), source, rng)
    ids = numbered(prefix, 100_000 + rng.permutation(len(rows)))
    return Register(source, ids, who[rows], second, known, as_of)


def within(rng: np.random.Generator, start: Ints, end: Ints) -> Ints:
    """A day of each interval [start, end), all equally likely."""
    return start + (rng.random(len(start)) * (end - start)).astype(np.int64)
