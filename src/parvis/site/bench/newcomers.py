"""Records of a town to which people came from elsewhere: the naming habits of other countries, as
clerks and forms write them, with the truth of who is who and of which habit each record is.

A synthetic town holds most of the records. The others are families of ten habits, in equal parts:
double surnames cut or turned round, family names first, transcriptions, other scripts, feminine
surnames, few surnames for many, initials, one name only; births known by their year. Each person
is in one to five applications; addresses, telephones and e-mails are those of homes, as in town.
"""

import csv
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from parvis.site.bench.towns import HEADER, write_towns

FRENCH = "france"
TOWN = 9_000
PERSONS = 320
"""Records of the town, and persons of each habit, at the size that is measured."""

_Words = list[str]
_Way = Callable[[_Words, _Words], tuple[_Words, _Words]]
_LARGEST_HOME, _MOST_RECORDS = 6, 5
_OWN_PHONE, _NO_PHONE, _OLD_PHONE, _NO_EMAIL, _MOVED = 0.5, 0.35, 0.15, 0.6, 0.2
_SLIP, _NO_SEX, _NO_BIRTH = 0.03, 0.3, 0.1
_STREETS = 60
_TOLD_SOMEWHERE = 0.15
"""Share of the records of a birth known by its year that tell a day all the same."""


def _bare(words: Sequence[str]) -> _Words:
    parts = (unicodedata.normalize("NFD", word.replace("ı", "i")) for word in words)
    return ["".join(c for c in part if not unicodedata.combining(c)) for part in parts]


_WAYS: Mapping[str, _Way] = {
    "first_surname": lambda surname, given: (surname[:1], given),
    "last_surname": lambda surname, given: (surname[-1:], given),
    "reversed_surnames": lambda surname, given: (surname[::-1], given),
    "hyphened_surname": lambda surname, given: (["-".join(surname)], given),
    "first_given": lambda surname, given: (surname, given[:1]),
    "last_given": lambda surname, given: (surname, given[-1:]),
    "joined_given": lambda surname, given: (surname, ["".join(given).capitalize()]),
    "hyphened_given": lambda surname, given: (surname, ["-".join(given)]),
    "middle_in_surname": lambda surname, given: (surname + given[:-1], given[-1:]),
    "swapped": lambda surname, given: (given, surname),
    "initial_of_father": lambda surname, given: (given, [f"{surname[0][0]}."]),
    "repeated": lambda surname, given: (surname, surname),
    "no_given_said": lambda surname, given: (surname, ["Sans prénom"]),
    "only_given": lambda surname, given: ([], surname),
    "unaccented": lambda surname, given: (_bare(surname), _bare(given)),
}
"""How a record is written, each from what the ways before it left."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """For each record of the file its `person`, and the `habit` of that person's names."""

    person: list[int]
    habit: list[str]


@dataclass(frozen=True, slots=True)
class _Person:
    is_woman: bool
    surnames: tuple[str, ...]
    given: tuple[str, ...]
    born: str
    year_only: bool
    home: tuple[str, str]
    phone: str
    email: str


@dataclass(slots=True)
class _Maker:
    """Draws persons and their records; `streets` are those of the town."""

    rng: np.random.Generator
    streets: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: int = 0

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def drawn(self, names: Sequence[str], steep: float, count: int) -> tuple[str, ...]:
        """`count` distinct names, the first of the list the most frequent (Zipf)."""
        weight = 1 / np.arange(1, len(names) + 1) ** steep
        at = self.rng.choice(len(names), count, replace=False, p=weight / weight.sum())
        return tuple(names[i] for i in at)

    def address(self) -> str:
        way = self.streets[self.rng.integers(len(self.streets))]
        return f"{self.rng.integers(1, 120)} {way}"

    def telephone(self) -> str:
        self.numbers += 1
        return f"07{self.rng.integers(10**8):08}"

    def home(self, habit: Mapping[str, Any]) -> list[_Person]:
        """The members of one home: a surname in common but where each has their own."""
        size = int(self.rng.integers(1, _LARGEST_HOME + 1))
        here, number = self.address(), self.telephone()
        names = self.drawn(habit["surnames"], habit["steep"], habit["surnames_each"])\
            if habit["surnames"] else ()  # fmt: skip
        members, taken = [], set()
        while len(members) < size:
            someone = self.member(habit, names, (here, number), is_child=len(members) > 1)
            if (called := someone.given or someone.surnames) not in taken:
                taken.add(called)
                members.append(someone)
        return members

    def member(
        self, habit: Mapping[str, Any], names: tuple[str, ...], home: tuple[str, str],
        is_child: bool,
    ) -> _Person:  # fmt: skip
        is_woman = self.happens(0.5)
        mine = habit["women" if is_woman else "men"]
        given = self.drawn(mine, habit["steep"], max(habit["given_each"], 1))
        year = int(self.rng.integers(*((2006, 2024) if is_child else (1945, 2004))))
        born = f"{year}-{self.rng.integers(1, 13):02}-{self.rng.integers(1, 29):02}"
        phone = self.telephone() if self.happens(_OWN_PHONE) and not is_child else home[1]
        called = _bare([given[0].partition("|")[0].partition("@")[0]])[0].lower()
        email = f"{called.replace(' ', '')[:6]}{self.numbers}{year % 100}@boite.example"
        known_by_year = self.happens(habit["unknown_day"])
        alone = not habit["surnames"]
        return _Person(is_woman, given if alone else names, () if alone else given, born,
                       known_by_year, home, phone, email)  # fmt: skip

    def record(self, person: _Person, ways: Mapping[str, float]) -> list[str]:
        """One line of the file, as some application holds the person."""
        surname, given = self.written(person, ways)
        phone = self.telephone() if self.happens(_OLD_PHONE) else person.phone
        where = self.address() if self.happens(_MOVED) else person.home[0]
        sex = "" if self.happens(_NO_SEX) else "F" if person.is_woman else "M"
        return [
            surname, "", given, sex, self.birth(person), where,
            "" if self.happens(_NO_PHONE) else phone,
            "" if self.happens(_NO_EMAIL) else person.email,
        ]  # fmt: skip

    def birth(self, person: _Person) -> str:
        if self.happens(_NO_BIRTH):
            return ""
        if person.year_only and not self.happens(_TOLD_SOMEWHERE):
            return f"{person.born[:4]}-01-01"
        return self.slipped(person.born, "0123456789")

    def written(self, person: _Person, ways: Mapping[str, float]) -> tuple[str, str]:
        as_script = self.happens(ways.get("script", 0))
        is_woman = person.is_woman and not self.happens(ways.get("masculine", 0))
        surname, given = (
            [self.spelled(name, as_script=as_script, is_woman=is_woman) for name in names]
            for names in (person.surnames, person.given)
        )
        for name, way in _WAYS.items():
            if not as_script and self.happens(ways.get(name, 0)) and (given or name != "swapped"):
                surname, given = way(surname, given)
        between = "" if as_script and not "".join(given).isascii() else " "
        said = " ".join(surname), between.join(given)
        letters = "aeinorst"
        return (
            self.slipped(said[0], letters) if surname else "",
            self.slipped(said[1], letters) if given else "",
        )

    def spelled(self, name: str, *, as_script: bool, is_woman: bool) -> str:
        latin, _, script = name.partition("@")
        spellings = latin.split("|")
        one = spellings[0] if self.happens(0.6) else str(self.rng.choice(spellings))
        chosen = script if as_script and script else one
        man, _, woman = chosen.partition("~")
        return woman if is_woman and woman else man

    def slipped(self, text: str, letters: str) -> str:
        """The text, now and then with one sign typed for another."""
        at = [i for i, sign in enumerate(text) if sign.lower() in letters]
        if not at or not self.happens(_SLIP):
            return text
        place = int(self.rng.choice(at))
        return text[:place] + str(self.rng.choice(list(letters))) + text[place + 1 :]


def habits() -> dict[str, Any]:
    """The naming habits, as `newcomers.toml` tells them."""
    return tomllib.loads((files(__package__) / "newcomers.toml").read_text("utf-8"))


def write_newcomers(
    path: Path, *, seed: int, town: int = TOWN, persons: int = PERSONS
) -> Newcomers:
    """Write to `path` a town of `town` records and `persons` persons of each habit."""
    known = write_towns(path, records=town, seed=seed, errors="independent").person.tolist()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row[1:] for row in list(csv.reader(file))[1:]]
    street, where = HEADER.index("Adresse") - 1, rows[0][6:8]
    written = Counter(row[street].split(" ", 1)[1] for row in rows if " " in row[street])
    ways = [way for way, _ in written.most_common(_STREETS)]
    maker = _Maker(np.random.default_rng([seed, 2]), ways)
    truth = Newcomers(known, [FRENCH] * len(known))
    for rank, (name, habit) in enumerate(habits().items()):
        for number, someone in enumerate(_persons(maker, habit, persons)):
            for _ in range(min(1 + int(maker.rng.poisson(1.4)), _MOST_RECORDS)):
                *own, phone, email = maker.record(someone, habit["ways"])
                rows.append([*own, *where, phone, email, ""])
                truth.person.append(-1 - number - persons * rank)
                truth.habit.append(name)
    return _shuffled(path, rows, truth, maker.rng)


def _persons(maker: _Maker, habit: Mapping[str, Any], count: int) -> list[_Person]:
    made: list[_Person] = []
    while len(made) < count:
        made += maker.home(habit)
    return made[:count]


def _shuffled(
    path: Path, rows: list[list[str]], truth: Newcomers, rng: np.random.Generator
) -> Newcomers:
    order = rng.permutation(len(rows)).tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([line, *rows[at]] for line, at in enumerate(order))
    return Newcomers([truth.person[at] for at in order], [truth.habit[at] for at in order])
