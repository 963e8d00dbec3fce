"""Records of synthetic towns in one file, as their applications hold them, with the truth apart.

The towns are those of `parvis synth`, in either of its two designs of error: the six registers of
each town side by side. A larger file is several towns, as an urban community is several communes.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.identity import Identity, dwelling_at
from parvis.core.population.people import date_of
from parvis.core.population.setting import Register
from parvis.core.population.sheets import NO_DAY
from parvis.core.population.town import Asked, Town, make_town
from parvis.site.margins import margins_of
from parvis.site.synth import first_names

Texts = NDArray[Any]
Ints = NDArray[np.int64]

HEADER = ("record_id", "Nom", "Nom d'usage", "Prénom", "Sexe", "Date de naissance", "Adresse",
          "Code postal", "Ville", "Téléphone", "Courriel", "Mis à jour le")  # fmt: skip
DESIGNS = ("independent", "correlated")
MIXED = "mixed"
"""Towns of either design in turn."""

_COMMUNE = "41269"
_BIRTH_NAMES = frozenset({"ccas"})
"""Applications that ask for the name at birth and the married name."""
_SMALLEST, _LARGEST, _PERSONS_A_RECORD = 300, 21_700, 17_000 / 40_000
_SHORTEST_PHONE = 4


@dataclass(frozen=True, slots=True)
class Truth:
    """For each record of the file its `person`; for each person the `homes` they live in on the
    last day (their own, and for a child in alternating custody the other), and the `known` one:
    where they lived when a register last wrote about them. -1 is none."""

    person: Ints
    homes: Ints
    known: Ints

    @property
    def home(self) -> Ints:
        """The home of each record's person, as last known."""
        own = self.known
        return np.where(own < 0, -2 - np.arange(len(own)), own)[self.person]


def write_towns(path: Path, *, records: int, seed: int, errors: str) -> Truth:
    """Write `records` records to `path`, of as many towns as that takes."""
    rng = np.random.default_rng([seed, 1])
    parts = list(_towns(records, seed, errors))
    persons = np.cumsum([0, *(len(homes) for _, _, homes in parts)])
    houses = np.cumsum([0, *(int(homes.max(initial=0)) + 1 for _, _, homes in parts)])
    person = np.concatenate([p + at for (_, p, _), at in zip(parts, persons[:-1], strict=True)])
    homes = np.concatenate([
        np.where(h < 0, -1, h + at) for (_, _, h), at in zip(parts, houses[:-1], strict=True)
    ])  # fmt: skip
    order = rng.permutation(len(person))[:records]
    columns = [np.concatenate(column)[order] for column in zip(*(c for c, _, _ in parts),
                                                               strict=True)]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(zip(range(len(order)), *(c.tolist() for c in columns), strict=True))
    return Truth(person[order], homes[:, :2], homes[:, 2])


def _towns(records: int, seed: int, errors: str) -> Iterator[tuple[tuple[Texts, ...], Ints, Ints]]:
    """Columns, persons and homes of town after town, until there are enough records."""
    made, number = 0, 0
    while made < records:
        wanted = int((records - made) * 1.02 * _PERSONS_A_RECORD)
        design = DESIGNS[number % len(DESIGNS)] if errors == MIXED else errors
        persons = min(max(wanted, _SMALLEST), _LARGEST)
        asked = Asked(persons, 1000 * seed + number, errors=design)
        town = make_town(margins_of(_COMMUNE), _names(), asked)
        for _ in town.exports():
            pass
        columns, person = _held(town, number)
        yield columns, person, _homes(town)
        made, number = made + len(person), number + 1


_names = cache(first_names)


def _held(town: Town, number: int) -> tuple[tuple[Texts, ...], Ints]:
    """The records of all registers of a town, and the person of each."""
    registers = town.planted.registers
    columns = zip(*(_columns(register, number) for register in registers), strict=True)
    joined = tuple(np.concatenate(column) for column in columns)
    return joined, np.concatenate([register.person for register in registers])


def _columns(register: Register, number: int) -> tuple[Texts, ...]:
    known, count = register.known, len(register.ids)
    town = (np.full(count, f"41{100 + 10 * number}", object), np.full(count, _city(number), object))
    return (
        *_names_of(register), known["first_name"], known["sex"], _dates(known["born_on"]),
        known["address"], *town, *_own(known, number), _dates(register.as_of),
    )  # fmt: skip


def _names_of(register: Register) -> tuple[Texts, Texts]:
    known = register.known
    if register.source in _BIRTH_NAMES:
        return known["birth_name"], known["last_name"]
    return known["last_name"], np.full(len(register.ids), "", object)


def _city(number: int) -> str:
    return f"Bourg{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}{'y' * (number // 26)}-sur-Loir"


def _own(known: Identity, number: int) -> tuple[Texts, Texts]:
    """Telephones and e-mails, numbered alike in every town, made those of one town."""
    phones = [_shifted(text.replace(" ", ""), number) for text in known["phone"].tolist()]
    mails = [text.replace("@", f"{number or ''}@") for text in known["email"].tolist()]
    return np.array(phones, dtype=object), np.array(mails, dtype=object)


def _shifted(digits: str, number: int) -> str:
    if len(digits) < _SHORTEST_PHONE or not digits.isdigit():
        return digits
    return f"{digits[:2]}{(int(digits[2:4]) + number) % 100:02}{digits[4:]}"


def _dates(days: Ints) -> Texts:
    return np.array(
        ["" if day == NO_DAY else date_of(day).isoformat() for day in days.tolist()], dtype=object
    )


def _homes(town: Town) -> Ints:
    """Of each person: home and second home on the last day, and the home last known."""
    book = town.setting.book
    people = book.town.persons
    here = people.is_here(town.setting.end - 1)
    both = np.stack([people.household, people.second], axis=1)
    last = np.full(len(people), NO_DAY)
    for register in town.planted.registers:
        np.maximum.at(last, register.person, register.as_of)
    met = np.flatnonzero(last > NO_DAY)
    known = np.full(len(people), -1)
    known[met] = book.town.home_of[dwelling_at(book, met, last[met])]
    return np.column_stack([np.where(here[:, None], both, -1), known])
