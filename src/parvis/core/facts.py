"""Conformed facts: the tables of a release, and how each column is made at the gate.

Only what a fact names crosses the wall; everything else stays on the identified side.
"""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """How a column of a release is made from fields of a contract.

    DAY: local date of an instant or date. CATEGORY: a text whose rare values are folded.
    NUMBER: the number itself. HOURS_OBSERVED(start, end): hours from start to end, or to the
    last instant observed in the delivery when end is empty. IS_CLOSED(end): whether end is
    known. ON_TIME(end, due): true if ended by due, false if ended after it or if still open
    past it, null if there is no due instant or if it is not yet reached. PERSON: the
    pseudonym of the contract's person within its authority and sector.
    """

    DAY = "day"
    CATEGORY = "category"
    NUMBER = "number"
    HOURS_OBSERVED = "hours_observed"
    IS_CLOSED = "is_closed"
    ON_TIME = "on_time"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact; `sources` are contract field names, in the rule's order."""

    name: str
    title: str
    rule: Rule
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of the release. `time` is its DAY column; `entity` its PERSON column or ""."""

    id: str
    title: str
    time: str
    entity: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if the fact has none."""
        return next(c for c in self.columns if c.name == name) if self.has(name) else _miss(name)

    def has(self, name: str) -> bool:
        """Whether the fact has a column called `name`."""
        return any(c.name == name for c in self.columns)


def _miss(name: str) -> Column:
    raise KeyError(name)
