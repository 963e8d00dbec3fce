"""In how many ways two records may agree on a field, from the same down to different.

A level is a number from 1; 0 says that one of the two records does not tell. `Grade` places each
level on one scale, the only meaning that the model starts from.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Grade(Enum):
    """How much a level says that two records agree."""

    SAME = auto()
    ALIKE = auto()
    FAR = auto()
    DIFFERENT = auto()


@dataclass(frozen=True, slots=True)
class Level:
    """One way to agree or not; `label` says it in French, for reports.

    `of`: the number of the level that this one is told apart from, 0 for none. Before anything
    is learnt it says what that one says: being rarer among strangers is no evidence.
    """

    label: str
    grade: Grade
    of: int = 0


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A compared field. `is_personal`: members of one home differ on it as strangers do."""

    id: str
    levels: tuple[Level, ...]
    is_personal: bool = False


def _levels(*facts: tuple[str, Grade] | tuple[str, Grade, int]) -> tuple[Level, ...]:
    return tuple(Level(*told) for told in facts)


_SAME, _ALIKE, _FAR, _DIFFERENT = Grade.SAME, Grade.ALIKE, Grade.FAR, Grade.DIFFERENT

GIVEN = ComparedField(
    "given_name",
    _levels(
        ("prénom identique, très rare", _SAME),
        ("prénom identique, rare", _SAME),
        ("prénom identique, courant", _SAME),
        ("prénom identique, très courant", _SAME),
        ("un prénom en commun", _ALIKE),
        ("prénom à une lettre près", _ALIKE),
        ("initiale ou diminutif", _ALIKE),
        ("prénom ressemblant", _FAR),
        ("prénom différent", _DIFFERENT),
        ("nom et prénom inversés", _ALIKE),
        ("prénom transcrit autrement", _ALIKE),
    ),
    is_personal=True,
)
SURNAME = ComparedField(
    "surname",
    _levels(
        ("nom identique, très rare", _SAME),
        ("nom identique, rare", _SAME),
        ("nom identique, courant", _SAME),
        ("nom identique, très courant", _SAME),
        ("un nom en commun", _ALIKE),
        ("nom à une lettre près", _ALIKE),
        ("nom ressemblant", _FAR),
        ("nom différent", _DIFFERENT),
        ("nom transcrit autrement", _ALIKE),
    ),
)
BIRTH_DATE = ComparedField(
    "birth_date",
    _levels(
        ("date de naissance identique", _SAME),
        ("date à un chiffre près, ou jour et mois inversés", _ALIKE),
        ("deux des trois parties de la date", _FAR),
        ("même année de naissance", _FAR),
        ("date de naissance différente", _DIFFERENT),
        ("même année, premier ou dernier jour de l’an", _SAME, 1),
        ("même année, l’une au premier ou au dernier jour de l’an", _FAR, 4),
        ("année à un chiffre près, premier ou dernier jour de l’an", _FAR, 3),
    ),
    is_personal=True,
)
SEX = ComparedField(
    "sex", _levels(("même sexe", _SAME), ("sexe différent", _DIFFERENT)), is_personal=True
)
BIRTH_PLACE = ComparedField(
    "birth_place",
    _levels(
        ("lieu de naissance identique, rare", _SAME),
        ("lieu de naissance identique, courant", _SAME),
        ("lieu de naissance ressemblant", _ALIKE),
        ("lieu de naissance différent", _DIFFERENT),
    ),
)
ADDRESS = ComparedField(
    "address",
    _levels(
        ("même adresse", _SAME),
        ("même adresse, partagée par beaucoup", _SAME),
        ("adresse ressemblante, même numéro", _ALIKE),
        ("même voie", _FAR),
        ("voie ressemblante", _FAR),
        ("adresse différente", _DIFFERENT),
    ),
)
COMPLEMENT = ComparedField(
    "complement",
    _levels(
        ("même complément d’adresse", _SAME),
        ("complément ressemblant", _ALIKE),
        ("complément différent", _DIFFERENT),
    ),
)
LOCALITY = ComparedField(
    "locality",
    _levels(
        ("même commune et même code postal, peu courants", _SAME),
        ("même commune et même code postal", _SAME),
        ("commune ou code postal identique, l’autre inconnu", _SAME),
        ("commune ou code postal identique, l’autre ressemblant", _ALIKE),
        ("commune ou code postal identique, l’autre différent", _FAR),
        ("commune ou code postal ressemblant", _FAR),
        ("autre commune", _DIFFERENT),
    ),
)
PHONE = ComparedField(
    "phone",
    _levels(
        ("même téléphone", _SAME),
        ("même téléphone, partagé par beaucoup", _SAME),
        ("téléphone à un chiffre près", _ALIKE),
        ("téléphone différent", _DIFFERENT),
    ),
)
EMAIL = ComparedField(
    "email",
    _levels(
        ("même courriel", _SAME),
        ("même courriel, partagé par beaucoup", _SAME),
        ("même courriel chez un autre fournisseur", _ALIKE),
        ("courriel ressemblant", _ALIKE),
        ("courriel différent", _DIFFERENT),
    ),
)

FIELDS = (GIVEN, SURNAME, BIRTH_DATE, SEX, BIRTH_PLACE, ADDRESS, COMPLEMENT, LOCALITY, PHONE,
          EMAIL)  # fmt: skip

BITS = 4
"""Bits that each field's level takes in the code of a pair: fifteen levels at most."""
