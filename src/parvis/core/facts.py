"""Conformed facts: the tables of a release, and how each column is made at the gate.

Only what a fact names crosses the wall; everything else stays on the identified side.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.metrics.period import Grain
from parvis.core.privacy.generalise import CENSUS_AGES, UNKNOWN, ages_of, bands_of
from parvis.core.rules import BANDS as BANDS
from parvis.core.rules import CATEGORIES as CATEGORIES
from parvis.core.rules import DAYS as DAYS
from parvis.core.rules import FLAGS as FLAGS
from parvis.core.rules import GENERALISING as GENERALISING
from parvis.core.rules import NUMBERS as NUMBERS
from parvis.core.rules import PSEUDONYMS as PSEUDONYMS
from parvis.core.rules import Rule as Rule

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"authority"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact; `sources` are contract field names, in the rule's order.

    `values` are those that an AMONG holds for, or the names of bands. `groups`: the texts of each
    group, whatever their case; the others are of the group `otherwise`, or unknown. `zone`: the
    layer of areas that a ZONE is of; `within`: the column of which each of its values is a part.
    """

    name: str
    title: str
    rule: Rule
    sources: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    otherwise: str = ""
    zone: str = ""
    within: str = ""

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
    `nests`: what a release says of its areas, for each column that is `within` another.
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
    nests: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)

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
        if not self.has_persons or self.is_gathered:
            return ()
        return tuple(c.name for c in self.own if c.rule is Rule.CATEGORY
                     or (c.rule is Rule.ZONE and not c.within))  # fmt: skip

    @property
    def parts(self) -> tuple[Column, ...]:
        """Its own columns of which each value is a part of one value of another."""
        return tuple(column for column in self.own if column.within)

    def coarser(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """The columns of which each value is a sum of values of `name`: what each becomes there."""
        return self._coarser(self.column(name)) if self.has(name) else {}

    def _coarser(self, fine: Column) -> Mapping[str, Mapping[str, str]]:
        if fine.name in self.nests:
            return {fine.within: self.nests[fine.name]}
        if fine.rule not in BANDS:
            return {}
        return {
            other.name: _becomes(fine, other)
            for other in self.columns
            if other.name != fine.name and (other.rule, other.sources) == (fine.rule, fine.sources)
            and {end for end, _ in other.bands} < {end for end, _ in fine.bands}
        }  # fmt: skip

    @property
    def hierarchies(self) -> tuple[tuple[str, str], ...]:
        """The pairs of columns, the finer first, of which one gives the other."""
        bands = [(c.name, other) for c in self.columns for other in self._coarser(c)]
        areas = [(c.name, c.within) for c in self.columns if c.within]
        return tuple(dict.fromkeys((*bands, *areas)))

    @property
    def twins(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """The (column, value) that say what one value of a finer column says: one name for both."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for fine in self.columns:
            for coarse, becomes in self._coarser(fine).items():
                wides = list(becomes.values())
                found |= {(coarse, wide): (fine.name, narrow) for narrow, wide in becomes.items()
                          if wides.count(wide) == 1}  # fmt: skip
        return found

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
    for column in fact.parts:
        _check_role(entries, fact, "within", column.within, Rule.ZONE)
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
        zone=entries.text("zone", ""),
        within=entries.text("within", ""),
    )
    entries.end()
    _check_column(entries, column)
    return column


def _check_column(entries: Entries, column: Column) -> None:
    rule, bounds = column.rule, column.bounds
    needs = {
        "values": _has_values(column),
        "groups": bool(column.groups) == (rule is Rule.GROUPED),
        "bounds": rule in BANDS if bounds else rule not in (Rule.BAND, Rule.SINCE),
        "zone": bool(column.zone) == (rule is Rule.ZONE),
        "within": rule is Rule.ZONE or not column.within,
    }
    for entry, holds in needs.items():
        if not holds:
            entries.refuse("definition.wrong_values", entry, column_rule=rule)
    expected, found = rule.arity, len(column.sources)
    # A zone may say which field writes it, for what lies nobody knows where.
    if expected != found and not (rule is Rule.ZONE and found == 1):
        entries.refuse("definition.wrong_sources", "sources", expected=expected, found=found)


def _has_values(column: Column) -> bool:
    """Whether the names of its values are as many as its rule takes."""
    count = len(column.values)
    if column.rule in BANDS:
        least = len(column.bounds) + 1
        return count in ((least,) if column.rule is Rule.SINCE else (0, least))
    if column.rule is Rule.HOUSEHOLD:
        return count == 2
    return bool(count) == (column.rule is Rule.AMONG)


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
