"""The questions of those who decide, as data: what is drawn, what is said of it, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.charts import Drawing
from parvis.core.entries import Entries

EVERYONE = "tous"
"""The target of who chooses none."""


class Find(StrEnum):
    """What a sentence looks for in a table; each finding is one of its cases.

    TOTAL: `found`. LARGEST: `found`, the first alone; `tie`, where it is one of a few (`{names}`,
    `{quoted}`: "A, B ou C"); `crowd`, where it may be one of many. EXTREMES: `found`, whose names
    say "A ou B" where two may be at that end; `lowest` or `highest`, where one is alone at its end
    and many may be at the other; `spread`, where the ends differ and that is all; or `alike`. What
    has no sentence of `lowest` or `highest` is said by that of `spread`. OUTLIERS, categories apart
    from the whole: `below`, `above`, `both`, or `alike`. AGAINST, how often the reference is above:
    `all`, `some`, `none`. ALWAYS: `found`. ABOVE_ONE, categories whose interval is all above 1:
    `found`, or `alike`. CLUSTER, areas where events gather beyond what their population explains:
    `found`, `alike`, or `unplaced` where no contour is known. MOVES, of pairs of one dimension:
    `found`, the largest pair of two different values, or `alike`.
    """

    TOTAL = "total"
    LARGEST = "largest"
    EXTREMES = "extremes"
    OUTLIERS = "outliers"
    AGAINST = "against"
    ALWAYS = "always"
    ABOVE_ONE = "above_one"
    CLUSTER = "cluster"
    MOVES = "moves"


CASES: Mapping[Find, frozenset[str]] = {
    Find.TOTAL: frozenset({"found"}),
    Find.LARGEST: frozenset({"found", "tie", "crowd"}),
    Find.EXTREMES: frozenset({"found", "lowest", "highest", "spread", "alike"}),
    Find.OUTLIERS: frozenset({"below", "above", "both", "alike"}),
    Find.AGAINST: frozenset({"all", "some", "none"}),
    Find.ALWAYS: frozenset({"found"}),
    Find.ABOVE_ONE: frozenset({"found", "alike"}),
    Find.CLUSTER: frozenset({"found", "alike", "unplaced"}),
    Find.MOVES: frozenset({"found", "alike"}),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What to look for, and the sentence of each case; what has no sentence is not said.

    A sentence has the slots `{value}`, `{interval}`, `{share}`, `{name}`, `{names}`, `{low}`,
    `{high}`... of its finding; what stands between square brackets leads to the figure.
    """

    find: Find
    texts: tuple[tuple[str, str], ...]

    def text(self, case: str) -> str:
        """The sentence of `case`; "" where there is none."""
        return dict(self.texts).get(case, "")


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: `metric` by `by`, drawn in one way.

    `reference` is a metric drawn behind it; `where` fixes dimensions whatever the reader filters;
    `how` says how to read it. `beside` are what a figure without dimension is compared with
    (`core.metrics.comparing.Against`). `is_of_all_time`: whatever period is chosen. Without
    `targets` it is for everybody.
    """

    id: str
    drawing: Drawing
    metric: str
    by: tuple[str, ...]
    title: Saying
    how: str
    reference: str = ""
    where: tuple[tuple[str, str], ...] = ()
    beside: tuple[str, ...] = ()
    is_of_all_time: bool = False
    targets: tuple[str, ...] = ()

    def is_for(self, target: str) -> bool:
        """Whether a reader who chose `target` is shown this figure."""
        return not self.targets or target in self.targets


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the answer: what it says of the figure `figure`, for `targets`."""

    figure: str
    saying: Saying
    targets: tuple[str, ...] = ()

    def is_for(self, target: str) -> bool:
        """Whether it is said to a reader who chose `target`."""
        return not self.targets or target in self.targets


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a page may be read for: the values of each dimension that are theirs."""

    id: str
    title: str
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question: its page. `filters` are dimensions that a reader may choose a value of.

    `hint` says what does not add up or does not compare; `after` is the question to go on with.
    """

    id: str
    title: str
    hint: str
    after: str
    filters: tuple[str, ...]
    targets: tuple[Target, ...]
    panels: tuple[Panel, ...]
    clauses: tuple[Clause, ...]


def inquiry_from(data: Mapping[str, Any], file: str) -> Inquiry:
    """The question written in `data` (one TOML file); Refused naming `file` where it is wrong."""
    entries = Entries(data, file)
    inquiry = Inquiry(
        id=entries.text("id"),
        title=entries.text("title"),
        hint=entries.text("hint", ""),
        after=entries.text("after", ""),
        filters=entries.texts("filters"),
        targets=tuple(_target(table) for table in entries.optional_tables("target")),
        panels=tuple(_panel(table) for table in entries.tables("figure")),
        clauses=tuple(_clause(table) for table in entries.tables("answer")),
    )
    _check_names(inquiry, entries)
    entries.end()
    return inquiry


def _check_names(inquiry: Inquiry, entries: Entries) -> None:
    """Refuse a sentence about a figure that is not there, and a target nobody can choose."""
    figures = {panel.id for panel in inquiry.panels}
    targets = {EVERYONE, *(target.id for target in inquiry.targets)}
    for clause in inquiry.clauses:
        if clause.figure not in figures:
            entries.refuse("definition.not_among", "answer.figure", value=clause.figure,
                           expected=", ".join(sorted(figures)))  # fmt: skip
    named = [panel.targets for panel in inquiry.panels]
    named += [clause.targets for clause in inquiry.clauses]
    for name in (name for names in named for name in names):
        if name not in targets:
            entries.refuse("definition.not_among", "targets", value=name,
                           expected=", ".join(sorted(targets)))  # fmt: skip


def _target(entries: Entries) -> Target:
    target = Target(entries.text("id"), entries.text("title"), _lists(entries.mapping("keys")))
    entries.end()
    return target


def _lists(found: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(str(value) for value in values)) for name, values in found.items())


def _panel(entries: Entries) -> Panel:
    panel = Panel(
        id=entries.text("id"),
        drawing=entries.choice("drawing", Drawing),
        metric=entries.text("metric"),
        by=entries.texts("by"),
        title=_saying(entries.table("says")),
        how=entries.text("how"),
        reference=entries.text("reference", ""),
        where=tuple(sorted((k, str(v)) for k, v in entries.mapping("where").items())),
        beside=entries.texts("beside"),
        is_of_all_time=entries.text("period", "") == "all",
        targets=entries.texts("targets"),
    )
    entries.end()
    return panel


def _clause(entries: Entries) -> Clause:
    clause = Clause(entries.text("figure"), _saying(entries.table("says")),
                    entries.texts("targets"))  # fmt: skip
    entries.end()
    return clause


def _saying(entries: Entries) -> Saying:
    find = entries.choice("find", Find)
    cases = sorted(case for case in CASES[find] if entries.has(case))
    saying = Saying(find, tuple((case, entries.text(case)) for case in cases))
    entries.end()
    return saying
