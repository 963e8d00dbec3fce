"""Closed cubes: the only cells that may be asked, and the one name that each of them has.

Differencing needs two questions that differ by few persons. A cell is therefore cut out by declared
values and by steps of the calendar, never by a free range; and whatever the question that leads to
it, a cell has one canonical name, from which its noise is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from parvis.core.errors import Refused
from parvis.core.metrics.period import NESTS, Grain, Period, grain_of, intersection, parse_period
from parvis.core.metrics.query import Question

MOST_CROSSED = 3
"""Most dimensions crossed beside the calendar, filters included: INSEE's limit on crossed variables
of census tables below the commune (arrêté of 12 July 2012), kept here for every figure."""
Hierarchy = tuple[str, ...]
"""Dimensions of which each value lies in one value of the next: ("iris", "quartier")."""


def check_closed(question: Question) -> None:
    """Refuse a question whose cells are not steps of the calendar, or cross too much."""
    names = dict.fromkeys((*question.by, *(name for name, _ in question.where)))
    crossed = [name for name in names if name not in list(Grain)]
    if len(crossed) > MOST_CROSSED:
        raise Refused("disclosure.crossed", names=", ".join(crossed), most=MOST_CROSSED)
    grains = [Grain(name) for name in names if name in list(Grain)]
    if question.period is not None:
        grains.append(grain_of(question.period))
    for one in grains:
        for other in grains:
            if other not in NESTS[one] and one not in NESTS[other]:
                raise Refused("disclosure.calendar", one=one.value, other=other.value)


@dataclass(frozen=True, slots=True)
class Cube:
    """Where the cells of one question are: what all of them share, and how their keys are read.

    `extent`: the first and last days of the data, beyond which a period says nothing more.
    """

    base: str
    by: tuple[str, ...]
    period: Period | None
    where: tuple[tuple[str, str], ...]
    extent: tuple[date, date]
    hierarchies: Sequence[Hierarchy]

    def name(self, places: Iterable[int], keys: Sequence[str]) -> str:
        """The canonical coordinates of the cell that has `keys` at `places` of `by`."""
        pairs = {*self.where, *((self.by[p], key) for p, key in zip(places, keys, strict=True))}
        period = self.period
        for grain, step in pairs:
            if grain in _GRAINS:
                period = intersection(period, parse_period(step))
        first, last = self.extent
        start = max(first, period.start) if period else first
        end = min(last, date.fromordinal(period.end.toordinal() - 1)) if period else last
        kept = sorted(_finest([p for p in pairs if p[0] not in _GRAINS], self.hierarchies))
        values = "\x1e".join(f"{name}={value}" for name, value in kept)
        return f"{self.base}\x1f{start}\x1f{end}\x1f{values}"


_GRAINS = frozenset(grain.value for grain in Grain)


def _finest(
    pairs: list[tuple[str, str]], hierarchies: Sequence[Hierarchy]
) -> list[tuple[str, str]]:
    """The pairs without those that a finer dimension of the same hierarchy already gives."""
    named = {name for name, _ in pairs}
    implied = {
        coarser
        for levels in hierarchies
        for rank, finer in enumerate(levels)
        if finer in named
        for coarser in levels[rank + 1 :]
    }
    return [pair for pair in pairs if pair[0] not in implied]
