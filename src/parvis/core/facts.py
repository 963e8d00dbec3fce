"""Conformed facts: the tables of a release, and how each column is made at the gate.

Only what a fact names crosses the wall; everything else stays on the identified side.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries


class Rule(StrEnum):
    """How a column of a release is made from fields of a contract.

    A column whose fields the contract lacks is null throughout.
    DAY: local date of an instant or date. CATEGORY: a text whose rare values are folded.
    NUMBER: the number itself. HOURS_OBSERVED(start, end): hours from start to end, or to the
    last instant observed in the delivery when end is empty; null if end precedes start.
    IS_CLOSED(end): whether end is known. ON_TIME(end, due): true if ended by due, false if
    ended after it or if still open past it, null if there is no due instant or if it is not
    yet reached; a due date runs to the end of its day. PERSON: the pseudonym of the contract's
    person within its authority and sector.
    """

    DAY = "day"
    CATEGORY = "category"
    NUMBER = "number"
    HOURS_OBSERVED = "hours_observed"
    IS_CLOSED = "is_closed"
    ON_TIME = "on_time"
    PERSON = "person"

    @property
    def arity(self) -> int:
        """How many contract fields the rule takes."""
        return _ARITY[self]


_ARITY = {
    Rule.DAY: 1,
    Rule.CATEGORY: 1,
    Rule.NUMBER: 1,
    Rule.HOURS_OBSERVED: 2,
    Rule.IS_CLOSED: 1,
    Rule.ON_TIME: 2,
    Rule.PERSON: 0,
}
FLAGS = frozenset({Rule.IS_CLOSED, Rule.ON_TIME})
"""The rules that make a boolean."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"authority"})


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
        return {c.name: c for c in self.columns}[name]

    def has(self, name: str) -> bool:
        """Whether the fact has a column called `name`."""
        return any(c.name == name for c in self.columns)

    def named(self, *rules: Rule) -> tuple[str, ...]:
        """The names of the columns made by one of `rules`."""
        return tuple(c.name for c in self.columns if c.rule in rules)


def fact_from(data: Mapping[str, Any], file: str) -> Fact:
    """The fact that `file` defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    fact = Fact(
        id=entries.text("id"),
        title=entries.text("title"),
        time=entries.text("time"),
        entity=entries.text("entity", ""),
        columns=_columns(entries),
    )
    entries.end()
    _check_role(entries, fact, "time", fact.time, Rule.DAY)
    if fact.entity or fact.named(Rule.PERSON):
        _check_role(entries, fact, "entity", fact.entity, Rule.PERSON)
    return fact


def _columns(entries: Entries) -> tuple[Column, ...]:
    columns = [_column(table) for table in entries.tables("column")]
    seen = set(_RESERVED)
    for column in columns:
        if column.name in seen or not _NAME.fullmatch(column.name):
            entries.refuse("definition.wrong_name", "column", value=column.name)
        seen.add(column.name)
    return tuple(columns)


def _column(entries: Entries) -> Column:
    column = Column(
        name=entries.text("name"),
        title=entries.text("title"),
        rule=entries.choice("rule", Rule),
        sources=entries.texts("sources"),
    )
    entries.end()
    expected, found = column.rule.arity, len(column.sources)
    if expected != found:
        entries.refuse("definition.wrong_sources", "sources", expected=expected, found=found)
    return column


def _check_role(entries: Entries, fact: Fact, entry: str, name: str, rule: Rule) -> None:
    possible = fact.named(rule)
    if name not in possible:
        expected = ", ".join(possible) or "–"
        entries.refuse(
            "definition.wrong_column", entry, value=name, fact=fact.id, expected=expected
        )
