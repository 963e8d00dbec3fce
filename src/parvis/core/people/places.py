"""Addresses, postcodes, towns and birth places in one spelling."""

import re
from dataclasses import dataclass
from itertools import takewhile

from parvis.core.people.names import words
from parvis.core.territory.codes import Registry, city_of_district, heir_of

_ABBREVIATED = {
    "AV": "AVENUE", "AVE": "AVENUE", "BD": "BOULEVARD", "BLD": "BOULEVARD", "BLVD": "BOULEVARD",
    "BVD": "BOULEVARD", "CH": "CHEMIN", "CHE": "CHEMIN", "CHEM": "CHEMIN", "PL": "PLACE",
    "ALL": "ALLEE", "IMP": "IMPASSE", "RTE": "ROUTE", "SQ": "SQUARE", "FG": "FAUBOURG",
    "FBG": "FAUBOURG", "RES": "RESIDENCE", "LOT": "LOTISSEMENT", "CRS": "COURS", "QU": "QUAI",
    "R": "RUE", "ST": "SAINT", "STE": "SAINTE", "GAL": "GENERAL", "GEN": "GENERAL",
    "MAL": "MARECHAL", "PDT": "PRESIDENT", "DR": "DOCTEUR", "BAT": "BATIMENT", "APT": "APPARTEMENT",
    "RD": "ROAD",
}  # fmt: skip
_HOLLOW = frozenset("DE DU DES D LE LA LES L ET A AU AUX".split())
_INSIDE = frozenset({"APPARTEMENT", "BATIMENT", "ESCALIER", "ETAGE", "PORTE", "CEDEX", "BP", "CS"})
_WAYS = frozenset(
    "RUE AVENUE BOULEVARD CHEMIN PLACE ALLEE IMPASSE ROUTE SQUARE FAUBOURG COURS QUAI PASSAGE"
    " SENTIER ESPLANADE MAIL VENELLE RUELLE".split()
)
_POSTCODE = re.compile(r"\b\d{5}\b")
_INSEE = re.compile(r"\d[\dAB]\d{3}")
_NUMBER = re.compile(r"\d+[A-Z]?|[0-9]+(?:BIS|TER|QUATER)?")
_SUFFIXES = frozenset({"BIS", "TER", "QUATER", "B", "T", "Q"})
_LETTERS = frozenset("ACDEFGH")
"""Suffixes where a way follows: "12 A rue Haute", but "12 à la Roche"."""
_ASIDE = re.compile(r"\([^)]*\)")
_DISTRICT = re.compile(r"\d+(?:E|EME|ER)?|ARRONDISSEMENT")
_COUNTRY = re.compile(r"FR?(\d{5})")


@dataclass(frozen=True, slots=True)
class Address:
    """A place on a street: `number` with its suffix ("12 B"), `street` as one word."""

    number: str
    street: str


def address(text: str) -> Address:
    """The number and street of an address; what precedes the number of a way (a building, a
    residence) and what follows the town's postcode are left out."""
    found = [_ABBREVIATED.get(w, w) for w in words(_POSTCODE.split(text, maxsplit=1)[0])]
    number, found = _numbered(found)
    kept: list[str] = []
    for word in found:
        if word in _INSIDE:
            break
        if word not in _HOLLOW:
            kept.append(word)
    return Address(number, "".join(kept or found))


def _numbered(found: list[str]) -> tuple[str, list[str]]:
    """The number with its suffix, and the words from the way on: the first number before one, what
    stands between them (the end of a range) left out; else the first word where it is a number."""
    for at, word in enumerate(found):
        aside = list(takewhile(_is_aside, found[at + 1 :]))
        way = at + 1 + len(aside)
        if _NUMBER.fullmatch(word) and not _WAYS.isdisjoint(found[way : way + 1]):
            return word + _suffix(aside, _SUFFIXES | _LETTERS), found[way:]
    if not found or not _NUMBER.fullmatch(found[0]):
        return "", found
    suffix = _suffix(found[1:], _SUFFIXES)
    return found[0] + suffix, found[2 if suffix else 1 :]


def _is_aside(word: str) -> bool:
    return word.isdigit() or word in _SUFFIXES or word in _LETTERS


def _suffix(after: list[str], known: frozenset[str]) -> str:
    return after[0][0] if after and after[0] in known else ""


def town(text: str) -> str:
    """A town's name as one word: "St-Jean-d'Angély" and "SAINT JEAN D ANGELY" are one; without what
    stands in parentheses nor the number of a district."""
    found = [{"ST": "SAINT", "STE": "SAINTE"}.get(word, word)
             for word in words(_ASIDE.sub(" ", text))]  # fmt: skip
    return "".join(w for w in found if not _DISTRICT.fullmatch(w)
                   and w not in {"CEDEX", *_HOLLOW})  # fmt: skip


def birth_place(text: str) -> str:
    """A birth place in one spelling: an INSEE code as it is, a town's name as `town` has it."""
    code = "".join(words(text))
    return code if _INSEE.fullmatch(code) else town(text)


def birth_commune(code: str, registry: Registry) -> str:
    """The name, as one word, of the commune of today that was born under `code`, whatever the
    vintage of the code; "" where nobody bears it: a country, or a registry that does not know."""
    heir = heir_of(code, registry.became)
    return town(registry.names.get(city_of_district(heir) or heir, ""))


def postcode(text: str) -> str:
    """The code's letters and digits; a French code that lost its leading 0 gets it back, and loses
    its "F-"."""
    found = _COUNTRY.sub(r"\1", "".join(words(text)))
    return found.zfill(5) if found.isdigit() and len(found) == 4 and found[0] != "0" else found
