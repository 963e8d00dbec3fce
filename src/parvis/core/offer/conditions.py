"""Conditions of a tariff on what a case says: `resident = false`, `rank = ">=2"`, lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries

Value = bool | Decimal | str | None
"""What a case says in one column: yes or no, a number, a word, nothing."""

MISSING = "missing"
"""How a condition asks that the case says nothing."""
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")


class Asked(StrEnum):
    """What is asked of a value."""

    IS = "is"
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    ABSENT = "missing"


_COMPARISONS = {
    Asked.AT_LEAST: lambda value, bound: value >= bound,
    Asked.AT_MOST: lambda value, bound: value <= bound,
    Asked.ABOVE: lambda value, bound: value > bound,
    Asked.BELOW: lambda value, bound: value < bound,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about one column; `among` holds one value, or several for a list."""

    column: str
    asked: Asked
    among: tuple[Value, ...] = ()

    def holds(self, value: Value) -> bool:
        """Whether `value` answers yes. A column that is empty answers yes to `missing` only."""
        if self.asked is Asked.ABSENT or value is None:
            return self.asked is Asked.ABSENT and value is None
        if self.asked is Asked.IS:
            return any(_same(value, each) for each in self.among)
        return isinstance(value, Decimal) and _COMPARISONS[self.asked](value, self.among[0])

    @property
    def tolerates_absence(self) -> bool:
        """Whether an empty column is an answer, not a lack."""
        return self.asked is Asked.ABSENT


def _same(value: Value, wanted: Value) -> bool:
    """Equality of what is meant: words of any case, and yes and no written 1 and 0 in a file."""
    if isinstance(wanted, str):
        return str(value).casefold() == wanted.casefold()
    if isinstance(wanted, bool) and isinstance(value, Decimal):
        return value == int(wanted)
    return isinstance(value, bool) == isinstance(wanted, bool) and value == wanted


def conditions_from(entries: Entries, entry: str) -> tuple[Condition, ...]:
    """The conditions of the table `entry`, none if it is absent; Refused if one has no meaning."""
    return tuple(_condition(entries, entry, *item) for item in entries.mapping(entry).items())


def _condition(entries: Entries, entry: str, column: str, wanted: Any) -> Condition:
    if wanted == MISSING:
        return Condition(column, Asked.ABSENT)
    compared = _COMPARED.fullmatch(wanted) if isinstance(wanted, str) else None
    if compared is not None:
        return Condition(column, Asked(compared[1]), (Decimal(compared[2]),))
    values = wanted if isinstance(wanted, list) else [wanted]
    if not values or not all(isinstance(v, bool | int | float | str) for v in values):
        entries.refuse("tariff.condition", f"{entry}.{column}", value=wanted)
    return Condition(column, Asked.IS, tuple(_value(v) for v in values))


def _value(given: bool | float | str) -> Value:
    return Decimal(str(given)) if not isinstance(given, bool | str) else given


def all_hold(conditions: tuple[Condition, ...], case: Mapping[str, Value]) -> bool:
    """Whether the case answers yes to each; a column it lacks counts as empty."""
    return all(condition.holds(case.get(condition.column)) for condition in conditions)
