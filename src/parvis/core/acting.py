"""Acting for somebody else: what a power allows, and the numbers that name a company or an
association."""

import re
from datetime import date
from enum import StrEnum

from parvis.core.errors import Refused, Where
from parvis.core.french import alphabetical

POSTE = "356000000"
"""SIREN of La Poste, whose SIRETs do not follow Luhn but a sum of digits (Insee)."""


class BodyKind(StrEnum):
    """In whose name somebody acts, besides their own."""

    ENFANT = "enfant"
    ENTREPRISE = "entreprise"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        """The kind, in French."""
        return {"enfant": "Mon enfant", "entreprise": "Mon entreprise ou mon commerce",
                "association": "Mon association"}[self]  # fmt: skip


class Tie(StrEnum):
    """What ties a helper to the one they help."""

    PROCHE = "proche"
    AIDANT = "aidant"
    MANDATAIRE = "mandataire"
    TUTEUR = "tuteur"

    @property
    def label(self) -> str:
        """The tie, in French."""
        return {
            "proche": "Un proche", "aidant": "Un aidant ou un travailleur social",
            "mandataire": "Un mandataire", "tuteur": "Un tuteur ou un curateur",
        }[self]  # fmt: skip


class Power(StrEnum):
    """What a helper may do."""

    SEE = "see"
    ACT = "act"

    @property
    def label(self) -> str:
        """The power, in French."""
        return {"see": "Suivre mes demandes", "act": "Suivre et faire mes demandes"}[self]


LONGEST_DAYS = 365
"""A power lasts a year at most: it is given again, not forgotten."""


def checked_number(kind: BodyKind, typed: str) -> str:
    """The SIRET of a company, the RNA number or the SIRET of an association; Refused otherwise."""
    number = re.sub(r"[\s.\u202f\u00a0-]", "", typed).upper()
    if is_siret(number) or (kind is BodyKind.ASSOCIATION and is_rna(number)):
        return number
    raise Refused(_fault(kind, number), where=Where(field="numero"), value=typed)


def _fault(kind: BodyKind, number: str) -> str:
    if _SIRET.fullmatch(number):
        return "body.siret_key"
    return "body.rna" if kind is BodyKind.ASSOCIATION else "body.siret"


_SIRET = re.compile(r"\d{14}", re.ASCII)


def is_siren(number: str) -> bool:
    """Nine digits under Luhn's key: a legal entity, a company or a public one (Insee)."""
    return re.fullmatch(r"\d{9}", number, re.ASCII) is not None and _has_key(number)


def is_siret(number: str) -> bool:
    """Fourteen digits under Luhn's key, whose first nine, the SIREN, are under it too; La Poste's
    may have a sum of digits multiple of five instead."""
    if not _SIRET.fullmatch(number) or not _has_key(number[:9]):
        return False
    by_sum = number.startswith(POSTE) and sum(map(int, number)) % 5 == 0
    return by_sum or _has_key(number)


def _has_key(number: str) -> bool:
    """Whether the Luhn sum of `number` is a multiple of ten (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [2 * d if rank % 2 else d for rank, d in enumerate(digits)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def is_rna(number: str) -> bool:
    """W, the three signs of the prefecture (2A1, 9R4…), six digits (répertoire national)."""
    return bool(re.fullmatch(r"W\d[0-9A-Z]\d{7}", number, re.ASCII)) and number[1:3] != "00"


def is_same_child(one: tuple[str, date | None], other: tuple[str, date | None]) -> bool:
    """Whether two parents name one child, each by (first name and surname, date of birth): the
    surname may differ, not the first name, whatever its accents and its case."""
    first, second = (alphabetical(name).split()[:1] for name, _ in (one, other))
    return first == second != [] and one[1] == other[1] is not None
