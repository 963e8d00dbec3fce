"""Who a person is on a given day, as a form would ask: names, birth, address, telephone, e-mail."""

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.margins import Margins
from parvis.core.population.names import Names
from parvis.core.population.people import Population
from parvis.core.population.sheets import picked

Texts = NDArray[Any]
Ints = NDArray[np.int64]
Identity = dict[str, Texts]
"""Columns `last_name`, `birth_name`, `first_name`, `sex`, `born_on` (days), `address`, `phone`,
`email`, one row per record."""

_WAYS = ("rue", "rue", "rue", "rue", "avenue", "allée", "place", "impasse", "chemin", "boulevard")
_WHERE = (
    "des Tilleuls", "de la Gare", "du Moulin", "des Écoles", "de l’Église", "du Château",
    "des Lilas", "du Stade", "des Acacias", "de la Fontaine", "du Lavoir", "des Vignes",
    "de la Libération", "du Huit-Mai-1945", "Jean-Jaurès", "Victor-Hugo", "Pasteur",
    "des Peupliers", "du Pré-Neuf", "de la Poterie", "des Alouettes", "du Gué", "des Carrières",
    "de la Croix-Blanche", "du Point-du-Jour",
)  # fmt: skip
_DOMAINS = ("courriel.example", "boite.example", "mel.example", "poste.example")
# Numbers that the French regulator keeps for fiction (ARCEP, decision 2018-0881).
_MOBILE, _LANDLINE = ("063998", "019900", "026191"), ("035301", "046571", "053649")
_PER_PREFIX = 10_000
_SHARED_MAIL, _ADULT = 0.3, 16


@dataclass(frozen=True, slots=True)
class Directory:
    """What identities are made from: the population, its names, its streets, its calls.

    `person`, `start`, `dwelling` are the spells by person then day, to find an address at a date.
    """

    town: Population
    names: Names
    postcode: str
    city: str
    street: Ints
    number: Ints
    mail_of: Ints
    person: Ints
    start: Ints
    dwelling: Ints


def directory(
    town: Population, names: Names, margins: Margins, rng: np.random.Generator
) -> Directory:
    """Streets given to dwellings, e-mails shared or not within a home, spells put in order."""
    homes, people = len(town.iris_of), len(town.persons)
    street = town.iris_of * len(_WHERE) + rng.integers(0, len(_WHERE), homes)
    spells = [
        np.concatenate(c) for c in (town.spells.person, town.spells.start, town.spells.dwelling)
    ]
    order = np.lexsort((spells[1], spells[0]))
    return Directory(
        town, names, margins.postcode, margins.name, street,
        1 + (rng.exponential(22, homes)).astype(np.int64), _mailboxes(town, people, rng),
        spells[0][order], spells[1][order], spells[2][order],
    )  # fmt: skip


def _mailboxes(town: Population, people: int, rng: np.random.Generator) -> Ints:
    """Whose e-mail each person gives: children a parent's; in some homes, one for two."""
    p = town.persons
    parent = np.where(p.mother >= 0, p.mother, p.father)
    own = np.arange(people)
    shares = (p.spouse >= 0) & (p.spouse < own) & (rng.random(people) < _SHARED_MAIL)
    own = np.where(shares, p.spouse, own)
    return np.where(parent >= 0, own[np.maximum(parent, 0)], own)


def dwelling_at(book: Directory, who: Ints, day: Ints) -> Ints:
    """The dwelling of each of `who` on `day`, or the first they had in the town."""
    span = 2**31
    keys = book.person * span + book.start
    at = np.searchsorted(keys, who * span + day, side="right") - 1
    first = np.searchsorted(book.person, who, side="left")
    found: Ints = book.dwelling[np.minimum(np.maximum(at, first), len(book.dwelling) - 1)]
    return found


def identity(book: Directory, who: Ints, day: Ints) -> Identity:
    """The identity of each of `who` as it was on `day`."""
    p, names = book.town.persons, book.names
    married = (names.usage[who] != "") & (p.usage_from[who] <= day)
    home = dwelling_at(book, who, day)
    parent = np.where(p.mother[who] >= 0, p.mother[who], p.father[who])
    is_child = (day - p.birth[who] < _ADULT * 365) & (parent >= 0)
    return {
        "last_name": np.where(married, names.usage[who], names.birth[who]),
        "birth_name": names.birth[who],
        "first_name": names.first[who],
        "sex": picked(("M", "F"), p.sex[who]),
        "born_on": p.birth[who],
        "address": addresses(book, home),
        "phone": _phones(np.where(is_child, parent, who), p.household[who]),
        "email": _mails(book, book.mail_of[who]),
    }


def addresses(book: Directory, home: Ints) -> Texts:
    """The number and the street of each of the dwellings `home`."""
    per_iris = len(_WHERE)
    words = [f"{_WAYS[(7 * k) % len(_WAYS)]} {_WHERE[(k * 3 + k // per_iris) % per_iris]}"
             for k in range(int(book.street.max()) + 1)]  # fmt: skip
    pairs = zip(book.number[home].tolist(), book.street[home].tolist(), strict=True)
    return np.array([f"{n} {words[s]}" for n, s in pairs], dtype=object)


def _phones(who: Ints, household: Ints) -> Texts:
    """A mobile each; one in seven gives the telephone of the home."""
    lines = zip(who.tolist(), household.tolist(), strict=True)
    return np.array([phone(h, _LANDLINE) if h % 7 == 0 else phone(w, _MOBILE) for w, h in lines],
                    dtype=object)  # fmt: skip


def phone(number: int, prefixes: tuple[str, ...]) -> str:
    """Ten digits in pairs, kept for fiction; beyond them, 00 begins: no French number does."""
    kind, rest = divmod(number, _PER_PREFIX)
    digits = f"{prefixes[kind]}{rest:04d}" if kind < len(prefixes) else f"00{number:08d}"
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def _mails(book: Directory, owner: Ints) -> Texts:
    first, last = book.names.first[owner], book.names.birth[owner]
    letters: dict[str, str] = {}
    return np.array([
        f"{_plain(f, letters)}.{_plain(n, letters)}{k % 97 or ''}@{_DOMAINS[k % len(_DOMAINS)]}"
        for f, n, k in zip(first.tolist(), last.tolist(), owner.tolist(), strict=True)
    ], dtype=object)  # fmt: skip


def _plain(word: str, known: dict[str, str]) -> str:
    if word not in known:
        bare = unicodedata.normalize("NFKD", word.lower())
        known[word] = "".join(c for c in bare if "a" <= c <= "z" or c == "-")
    return known[word]
