"""Which cells of a table with its total may be seen; the mathematics of the choke point.

A cell is judged by what stands behind it. What is hidden is judged again as a whole, since
subtracting the seen cells from the total gives it back: at least two cells must be hidden,
together they must be as safe as a cell that is shown, and none may be pinned down by knowing
that each of the others holds something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parvis.core.privacy.generalise import PERSONS_THRESHOLD

UNITS_THRESHOLD = 3
DOMINANCE = 0.85
"""Statistical secrecy on businesses: no figure on fewer than 3 of them, nor where one makes
more than 85 % of it. Source: INSEE, "Guide du secret statistique"."""


@dataclass(frozen=True, slots=True)
class Support:
    """What stands behind a figure.

    `rows` it rests on; `persons` distinct among them; `sides`: persons for and against, when
    the figure is a share; `units`: what each business brings, when it is about businesses;
    `largest`: the part of an amount, from 0 to 1, that the person who brings most of it makes.
    """

    rows: int
    persons: int = 0
    sides: tuple[int, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)
    largest: float = 0.0


class Guard(Protocol):
    """One class of protection."""

    threshold: int

    def is_safe(self, support: Support) -> bool:
        """Whether a figure resting on `support` may be seen."""
        ...

    def union(self, hidden: Sequence[Support], shown: Sequence[Support], total: Support) -> Support:
        """What stands behind `hidden` as a whole, never overstated."""
        ...


class NoGuard:
    """No person and no business in the data: everything may be seen."""

    threshold = 0

    def is_safe(self, support: Support) -> bool:
        return True

    def union(self, hidden: Sequence[Support], shown: Sequence[Support], total: Support) -> Support:
        return total


class PersonsGuard:
    """At least 11 distinct persons; for a share, at least 11 on each side.

    Nobody makes more than 85 % of an amount, as for businesses. A share of exactly 0 or 100 %
    would tell something of each person of the group: it is hidden too.
    """

    threshold = PERSONS_THRESHOLD

    def is_safe(self, support: Support) -> bool:
        counts = (support.persons, *support.sides)
        is_numerous = min(counts) >= self.threshold
        return support.rows == 0 or (is_numerous and support.largest <= DOMINANCE)

    def union(self, hidden: Sequence[Support], shown: Sequence[Support], total: Support) -> Support:
        """Persons are bounded from below: the same one may stand behind several cells."""
        sides = tuple(
            _at_least([s.sides[i] for s in hidden], [s.sides[i] for s in shown], of)
            for i, of in enumerate(total.sides)
        )
        persons = _at_least([s.persons for s in hidden], [s.persons for s in shown], total.persons)
        return Support(sum(s.rows for s in hidden), persons, sides)


class BusinessGuard:
    """At least 3 businesses, none of which makes more than 85 % of the figure."""

    threshold = UNITS_THRESHOLD

    def is_safe(self, support: Support) -> bool:
        if support.rows == 0:
            return True
        parts = [abs(part) for part in support.units.values()]
        return len(parts) >= self.threshold and max(parts) <= DOMINANCE * sum(parts)

    def union(self, hidden: Sequence[Support], shown: Sequence[Support], total: Support) -> Support:
        units: dict[str, float] = {}
        for support in hidden:
            for unit, part in support.units.items():
                units[unit] = units.get(unit, 0.0) + part
        return Support(sum(s.rows for s in hidden), units=units)


def _at_least(hidden: Sequence[int], shown: Sequence[int], total: int) -> int:
    return max(max(hidden, default=0), total - sum(shown))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ranks of the cells that are not shown, and whether the total is.

    `withholds_cells`: not even their keys may be told, for nothing protects them.
    """

    hidden: frozenset[int]
    hides_total: bool
    withholds_cells: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Cells, by rank, that add up to a figure which can be had apart: `total` is behind it."""

    ranks: frozenset[int]
    total: Support


def judge(
    cells: Sequence[Support],
    total: Support,
    guard: Guard,
    margins: Sequence[Line] = (),
    unsafe: frozenset[int] = frozenset(),
) -> Verdict:
    """Hide the unsafe cells, then the smallest others until what is hidden is safe as a whole.

    `unsafe`: ranks of cells that must be hidden whatever stands behind them.
    So it is under the total, and along each of the `margins` that may be seen: a table by
    channel gives the sum of each column of a table by category and channel.
    """
    everything = Line(frozenset(range(len(cells))), total)
    lines = (everything, *(line for line in margins if guard.is_safe(line.total)))
    hidden = {rank for rank, cell in enumerate(cells) if not guard.is_safe(cell)} | unsafe
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for line in lines:
            hidden |= _protected(line, hidden, cells, guard)
    withholds_cells = bool(hidden) and not _is_covered(everything, hidden, cells, guard)
    return Verdict(frozenset(hidden), not guard.is_safe(total), withholds_cells)


def _protected(line: Line, hidden: set[int], cells: Sequence[Support], guard: Guard) -> set[int]:
    """What is hidden of `line`, with the smallest others that it needs; all if none suffices."""
    found = hidden & line.ranks
    candidates = sorted(
        (rank for rank in line.ranks - found if cells[rank].rows),
        key=lambda rank: (cells[rank].persons, cells[rank].rows, rank),
    )
    while found and not _is_covered(line, found, cells, guard) and candidates:
        found.add(candidates.pop(0))
    return found


def _is_covered(line: Line, hidden: set[int], cells: Sequence[Support], guard: Guard) -> bool:
    """Whether what is hidden of `line` may be known as a whole.

    A cell that is listed has at least one row: were eleven rows hidden in eleven cells, each
    would be known to have one. Each must be free to hold as much as a cell that is shown.
    """
    whole = guard.union(
        [cells[rank] for rank in sorted(hidden)],
        [cells[rank] for rank in sorted(line.ranks - hidden)],
        line.total,
    )
    most_of_one = whole.rows - (len(hidden) - 1)
    return len(hidden) >= 2 and guard.is_safe(whole) and most_of_one >= guard.threshold
