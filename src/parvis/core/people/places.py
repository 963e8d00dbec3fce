"""Addresses, postcodes, towns and birth places in one spelling."""

import re
from dataclasses import dataclass

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
_INSIDE = frozenset({"APPARTEMENT", "BATIMENT", "ESCALIER", "ETAGE", "PORTE", "CEDEX"})
_POSTCODE = re.compile(r"\b\d{5}\b")
_INSEE = re.compile(r"\d[\dAB]\d{3}")
_NUMBER = re.compile(r"\d+[A-Z]?|[0-9]+(?:BIS|TER|QUATER)?")
_SUFFIXES = frozenset({"BIS", "TER", "QUATER", "B", "T", "Q"})


@dataclass(frozen=True, slots=True)
class Address:
    """A place on a street: `number` with its suffix ("12 B"), `street` as one word."""

    number: str
    street: str


def address(text: str) -> Address:
    """The number and street of an address, whatever follows the town's postcode left out."""
    found = [_ABBREVIATED.get(w, w) for w in words(_POSTCODE.split(text, maxsplit=1)[0])]
    number = ""
    if found and _NUMBER.fullmatch(found[0]):
        number = found.pop(0)
        if found and found[0] in _SUFFIXES:
            number += found.pop(0)[0]
    kept: list[str] = []
    for word in found:
        if word in _INSIDE:
            break
        if word not in _HOLLOW:
            kept.append(word)
    return Address(number, "".join(kept or found))


def town(text: str) -> str:
    """A town's name as one word: "St-Jean-d'Angély" and "SAINT JEAN D ANGELY" are one."""
    found = [{"ST": "SAINT", "STE": "SAINTE"}.get(word, word) for word in words(text)]
    return "".join(w for w in found if not w.isdigit() and w not in {"CEDEX", *_HOLLOW})


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
    """The code's letters and digits; a French code that lost its leading 0 gets it back."""
    found = "".join(words(text))
    return found.zfill(5) if found.isdigit() and len(found) == 4 and found[0] != "0" else found
