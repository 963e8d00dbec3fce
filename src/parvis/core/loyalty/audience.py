"""Whom a message is for: a rule over the rows of one file, never a list kept.

The rule is data; it is evaluated on the identified side each time, and what it reveals (choosing by
age, by quotient, by the consonance of a name) is told to the matrix of purposes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract, FieldType

Flags = NDArray[np.bool_]
MOST_CONDITIONS = 6


class Test(StrEnum):
    """How a row is held against what a condition says."""

    __test__ = False

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    SINCE = "since"
    BEFORE = "before"
    OLDER = "older"
    YOUNGER = "younger"

    @property
    def label(self) -> str:
        """The test, in French."""
        return _TESTS[self]


_TESTS = {
    Test.IS: "est l’une de ces valeurs",
    Test.IS_NOT: "n’est aucune de ces valeurs",
    Test.AT_LEAST: "est au moins",
    Test.AT_MOST: "est au plus",
    Test.SINCE: "est depuis le",
    Test.BEFORE: "est avant le",
    Test.OLDER: "a au moins cet âge",
    Test.YOUNGER: "a au plus cet âge",
}
_DATES = frozenset({Test.SINCE, Test.BEFORE})
_AGES = frozenset({Test.OLDER, Test.YOUNGER})
_NUMBERS = frozenset({Test.AT_LEAST, Test.AT_MOST})
_TYPES: Mapping[Test, frozenset[FieldType]] = {
    **dict.fromkeys(_DATES | _AGES, frozenset({FieldType.DATE, FieldType.DATETIME})),
    **dict.fromkeys(_NUMBERS, frozenset({FieldType.INTEGER, FieldType.DECIMAL})),
}
_REVEALS = (
    ("quotient", r"quotient|\bqf\b|revenu|ressource"),
    ("diet", r"r[ée]gime|menu|porc|halal|casher|repas.*type"),
    ("religion", r"religio|culte|confession"),
    ("nationality", r"nationalit|pays.*naissance|naissance.*pays"),
    ("disability", r"handicap|aeeh|mdph|aah\b"),
    ("health", r"sant[ée]|allergi|\bpai\b|m[ée]dic|vaccin"),
    ("opinion", r"opinion|syndica|parti politique"),
    ("origin", r"\bnom\b|pr[ée]nom|patronyme|origine|lieu.*naissance|last_name|first_name"),
    ("district", r"quartier|adresse|iris|code postal|rue"),
    ("age", r"naiss|[âa]ge\b"),
)
_SET_YEARS = 365.25


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of the file, one test, and what it is held against (texts, in one spelling)."""

    field: str
    test: Test
    values: tuple[str, ...]


def check_conditions(conditions: Sequence[Condition], contract: Contract) -> None:
    """Refused where a condition names a field the file has not, or tests what it cannot."""
    if len(conditions) > MOST_CONDITIONS:
        raise Refused("audience.too_many", n=len(conditions), most=MOST_CONDITIONS)
    for condition in conditions:
        field = contract.by_name.get(condition.field)
        if field is None:
            raise Refused("audience.field", field=condition.field, contract=contract.title)
        allowed = _TYPES.get(condition.test)
        if allowed is not None and field.type not in allowed:
            raise Refused("audience.type", field=field.title or field.name,
                          test=condition.test.label)  # fmt: skip
        for value in condition.values or ("",):
            _read(condition.test, value)


def criteria_of(conditions: Iterable[Condition], contract: Contract) -> tuple[str, ...]:
    """What the rule reveals of those it chooses, in the words of the matrix."""
    found = []
    for condition in conditions:
        field = contract.by_name[condition.field]
        told = " ".join((field.name, field.title, *field.headers)).lower().replace("_", " ")
        found += [name for name, pattern in _REVEALS if re.search(pattern, told)][:1]
    return tuple(dict.fromkeys(found))


def chosen(
    conditions: Iterable[Condition], columns: Mapping[str, NDArray[np.object_]], today: date
) -> Flags:
    """Which rows fit every condition; a row whose field is empty fits none.

    `columns`: the values of each field, as Python objects, None where empty.
    """
    size = len(next(iter(columns.values()), np.empty(0)))
    kept = np.ones(size, bool)
    for condition in conditions:
        kept &= _fits(condition, columns[condition.field], today)
    return kept


def _fits(condition: Condition, values: NDArray[np.object_], today: date) -> Flags:
    known = np.array([value is not None for value in values], bool)
    if condition.test in (Test.IS, Test.IS_NOT):
        wanted = {_plain(value) for value in condition.values}
        among = np.array([_plain(value) in wanted for value in values], bool)
        fits: Flags = known & (among if condition.test is Test.IS else ~among)
        return fits
    bound = _read(condition.test, condition.values[0])
    found = np.zeros(values.size, bool)
    found[known] = [_holds(condition.test, value, bound, today) for value in values[known]]
    return found


def _holds(test: Test, value: object, bound: float | date, today: date) -> bool:
    if test in _NUMBERS:
        number = float(str(value))
        return number >= float(str(bound)) if test is Test.AT_LEAST else number <= float(str(bound))
    day = date.fromisoformat(str(value)[:10])
    if isinstance(bound, date):
        return day >= bound if test is Test.SINCE else day < bound
    years = (today - day).days / _SET_YEARS
    return years >= bound if test is Test.OLDER else years < bound + 1


def _read(test: Test, value: str) -> float | date:
    """What a condition is held against; Refused where it is no such thing."""
    try:
        if test in _DATES:
            day = date.fromisoformat(value)
            if day.year < _FIRST_YEAR:
                raise ValueError
            return day
        return float(value.replace(",", ".")) if test in _AGES | _NUMBERS else 0.0
    except ValueError:
        raise Refused("audience.value", value=value, test=test.label) from None


_FIRST_YEAR = 1900


def _plain(value: object) -> str:
    return str(value).strip().casefold()
