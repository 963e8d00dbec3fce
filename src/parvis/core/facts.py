"""Conformed facts: the tables of a release, and how each column is made at the gate.

Only what a fact names crosses the wall; everything else stays on the identified side.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.metrics.period import Grain
from parvis.core.privacy.generalise import CENSUS_AGES, UNKNOWN, ages_of, bands_of


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
    OVERDUE = "overdue"
    PERSON = "person"
    UNIT = "unit"
    AGE_BAND = "age_band"
    AGE_NOW = "age_now"
    BAND = "band"
    GROUPED = "grouped"
    SIZE_BAND = "size_band"
    AMONG = "among"
    YES = "yes"
    TOP = "top"
    POINTS = "points"
    GAP = "gap"
    UNPAID = "unpaid"
    SEASON = "season"
    RECEIVED = "received"

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
    Rule.OVERDUE: 2,
    Rule.PERSON: 0,
    Rule.UNIT: 1,
    Rule.AGE_BAND: 2,
    Rule.AGE_NOW: 1,
    Rule.BAND: 1,
    Rule.GROUPED: 1,
    Rule.SIZE_BAND: 1,
    Rule.AMONG: 1,
    Rule.YES: 1,
    Rule.TOP: 1,
    Rule.POINTS: 1,
    Rule.GAP: 2,
    Rule.UNPAID: 3,
    Rule.SEASON: 1,
    Rule.RECEIVED: 0,
}
FLAGS = frozenset({Rule.IS_CLOSED, Rule.ON_TIME, Rule.OVERDUE, Rule.AMONG, Rule.YES, Rule.TOP})
"""The rules that make a boolean."""
DAYS = frozenset({Rule.DAY, Rule.SEASON, Rule.RECEIVED})
"""The rules that make a day."""
NUMBERS = frozenset({Rule.NUMBER, Rule.POINTS, Rule.GAP, Rule.UNPAID})
"""The rules that make a number."""
BANDS = frozenset({Rule.BAND, Rule.AGE_BAND, Rule.AGE_NOW})
"""The rules that cut a number in bands."""
CATEGORIES = BANDS | {Rule.CATEGORY, Rule.SIZE_BAND, Rule.GROUPED}
"""The rules that make a text to break figures down by."""
PSEUDONYMS = frozenset({Rule.PERSON, Rule.UNIT})
"""The rules that replace an identifier by a pseudonym."""
GENERALISING = PSEUDONYMS | {Rule.AGE_BAND, Rule.AGE_NOW, Rule.SIZE_BAND}
"""The rules that may take what identifies: none of it crosses."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"authority"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact; `sources` are contract field names, in the rule's order.

    `values` are those that an AMONG holds for, or the names of bands. `groups`: the texts of each
    group, whatever their case; the others are of the group `otherwise`, or unknown.
    """

    name: str
    title: str
    rule: Rule
    sources: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    otherwise: str = ""

    @property
    def bands(self) -> tuple[tuple[float, str], ...]:
        """The bands that it cuts, as (excluded end, label)."""
        bounds = self.bounds or CENSUS_AGES
        found = bands_of(bounds) if self.rule is Rule.BAND else ages_of(bounds)
        names = self.values or [label for _, label in found]
        return tuple((end, label) for (end, _), label in zip(found, names, strict=True))


@dataclass(frozen=True, slots=True)
class Join:
    """Columns that a fact takes from a register: many of its rows to one row of `fact`."""

    fact: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A table of the release that holds, for each `grain` step, the rows of a fact together.

    One row per authority, step, values of `by` and entity, with the sums of `columns`. Questions
    that need no more are answered from it. Where it `is_cohort`: one row per month in which
    entities were first seen and month in which they were seen, with how many they were.
    """

    grain: Grain
    by: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    is_cohort: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of the release. `time` is its day column; `entity` its PERSON or UNIT column or "".

    `is_snapshot`: its rows describe a state on `time`, not events; they never add up over time.
    `one_per` names the pseudonym of which it holds one row: other facts may join it.
    `is_gathered`: not read from a file; each row says that an entity used a service, how often,
    in a month, whatever the fact of persons that says so. `grain` is the finest step of `time`.
    """

    id: str
    title: str
    time: str
    entity: str
    columns: tuple[Column, ...]
    joins: tuple[Join, ...] = ()
    rollups: tuple[Rollup, ...] = ()
    is_snapshot: bool = False
    one_per: str = ""
    is_gathered: bool = False
    grain: Grain = Grain.DAY

    @property
    def has_persons(self) -> bool:
        """Whether its entity is a person."""
        return bool(self.entity) and self.column(self.entity).rule is Rule.PERSON

    @property
    def own(self) -> tuple[Column, ...]:
        """Its columns but those it takes from registers."""
        taken = {name for join in self.joins for name in join.columns}
        return tuple(c for c in self.columns if c.name not in taken)

    @property
    def folded(self) -> tuple[str, ...]:
        """Its own columns whose rare values are folded: texts as the file writes them."""
        is_folded = self.has_persons and not self.is_gathered
        return tuple(c.name for c in self.own if c.rule is Rule.CATEGORY) if is_folded else ()

    def coarser(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """The columns of which each value is a sum of values of `name`: what each becomes there."""
        if not self.has(name) or self.column(name).rule not in BANDS:
            return {}
        fine = self.column(name)
        return {
            other.name: _becomes(fine, other)
            for other in self.columns
            if other.name != name and (other.rule, other.sources) == (fine.rule, fine.sources)
            and {end for end, _ in other.bands} < {end for end, _ in fine.bands}
        }  # fmt: skip

    @property
    def hierarchies(self) -> tuple[tuple[str, str], ...]:
        """The pairs of columns, the finer first, of which one gives the other."""
        return tuple((c.name, other) for c in self.columns for other in self.coarser(c.name))

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if the fact has none."""
        return {c.name: c for c in self.columns}[name]

    def has(self, name: str) -> bool:
        """Whether the fact has a column called `name`."""
        return any(c.name == name for c in self.columns)

    def named(self, *rules: Rule) -> tuple[str, ...]:
        """The names of the columns made by one of `rules`."""
        return tuple(c.name for c in self.columns if c.rule in rules)


def _becomes(fine: Column, coarse: Column) -> dict[str, str]:
    found = {
        label: next(wide for limit, wide in coarse.bands if end <= limit)
        for end, label in fine.bands
    }
    return {**found, UNKNOWN: UNKNOWN}


def fact_from(data: Mapping[str, Any], file: str) -> Fact:
    """The fact that `file` defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    fact = Fact(
        id=entries.text("id"),
        title=entries.text("title"),
        time=entries.text("time"),
        entity=entries.text("entity", ""),
        columns=_columns(entries),
        joins=tuple(_join(table) for table in entries.optional_tables("join")),
        rollups=tuple(_rollup(table) for table in entries.optional_tables("rollup")),
        is_snapshot=entries.flag("is_snapshot"),
        one_per=entries.text("one_per", ""),
        is_gathered=entries.flag("is_gathered"),
        grain=entries.choice("grain", Grain, Grain.DAY),
    )
    entries.end()
    _check_roles(entries, fact)
    return fact


def joined(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The same facts, each with the columns it takes from registers as its own.

    Raises Refused where a join would multiply rows: its target must hold one row per person,
    and both must know the person by the same column.
    """
    return {fact.id: _with_joined(fact, facts) for fact in facts.values()}


def _with_joined(fact: Fact, facts: Mapping[str, Fact]) -> Fact:
    taken = [
        _joined_column(fact, facts.get(join.fact), join, name)
        for join in fact.joins
        for name in join.columns
    ]
    return replace(fact, columns=(*fact.columns, *taken))


def _joined_column(fact: Fact, target: Fact | None, join: Join, name: str) -> Column:
    where = Where(f"{fact.id}.toml", field="join")
    if target is None or not target.has(name):
        expected = ", ".join(c.name for c in target.columns) if target else "–"
        raise Refused(
            "definition.wrong_column", where=where, value=name, fact=join.fact, expected=expected
        )
    if not target.one_per or target.one_per != fact.entity or fact.has(name):
        raise Refused("definition.fan_out", where=where, fact=fact.id, target=join.fact)
    return target.column(name)


def _join(entries: Entries) -> Join:
    join = Join(entries.text("fact"), entries.texts("columns"))
    entries.end()
    return join


def _rollup(entries: Entries) -> Rollup:
    rollup = Rollup(
        entries.choice("grain", Grain),
        entries.texts("by"),
        entries.texts("columns"),
        entries.flag("is_cohort"),
    )
    entries.end()
    return rollup


def _check_roles(entries: Entries, fact: Fact) -> None:
    _check_role(entries, fact, "time", fact.time, *DAYS)
    if fact.entity or fact.named(Rule.PERSON):
        _check_role(entries, fact, "entity", fact.entity, *PSEUDONYMS)
    if fact.one_per:
        _check_role(entries, fact, "one_per", fact.one_per, *PSEUDONYMS)
    for rollup in fact.rollups:
        for name in rollup.by:
            _check_role(entries, fact, "rollup", name, *CATEGORIES)
        for name in rollup.columns:
            _check_role(entries, fact, "rollup", name, *NUMBERS, *FLAGS)


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
        values=entries.texts("values"),
        bounds=entries.numbers("bounds"),
        groups=_groups(entries),
        otherwise=entries.text("otherwise", ""),
    )
    entries.end()
    may_have_bounds = column.rule in BANDS
    has_names = may_have_bounds and len(column.values) in (0, len(column.bounds) + 1)
    if bool(column.values) != (column.rule is Rule.AMONG) and not has_names:
        entries.refuse("definition.wrong_values", "values", column_rule=column.rule)
    if bool(column.groups) != (column.rule is Rule.GROUPED):
        entries.refuse("definition.wrong_values", "groups", column_rule=column.rule)
    if (column.bounds and not may_have_bounds) or (column.rule is Rule.BAND and not column.bounds):
        entries.refuse("definition.wrong_values", "bounds", column_rule=column.rule)
    expected, found = column.rule.arity, len(column.sources)
    if expected != found:
        entries.refuse("definition.wrong_sources", "sources", expected=expected, found=found)
    return column


def _groups(entries: Entries) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = entries.mapping("groups")
    for texts in found.values():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            entries.refuse("definition.wrong_type", "groups", expected="table[list[str]]")
    return tuple((label, tuple(text.lower() for text in texts)) for label, texts in found.items())


def _check_role(entries: Entries, fact: Fact, entry: str, name: str, *rules: Rule) -> None:
    possible = fact.named(*rules)
    if name not in possible:
        expected = ", ".join(possible) or "–"
        entries.refuse(
            "definition.wrong_column", entry, value=name, fact=fact.id, expected=expected
        )
