"""Closed cubes: the only cells that may be asked, and the one name that each of them has.

Differencing needs two questions that differ by few persons. A cell is therefore cut out by declared
values and by steps of the calendar, never by a free range; and whatever the question that leads to
it, a cell has one canonical name, from which its noise is drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from parvis.core.errors import Refused
from parvis.core.metrics.definition import Metric, Relation
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


def base_of(authority: str, metric: Metric) -> str:
    """Whom the cells of `metric` count, of all the rows of its fact.

    Two metrics that count the same persons share it, and so the noise of each cell. One that
    leaves some out does not: with the same name for both, equal answers would prove equal sets.
    """
    relation = "" if metric.relation is Relation.ROWS else f"{metric.relation}:{metric.over}"
    kept = [*sorted(metric.only), metric.entity, relation, metric.time]
    return "\x1f".join([authority, metric.fact, *(part for part in kept if part)])


@dataclass(frozen=True, slots=True)
class Cube:
    """Where the cells of one question are: what all of them share, and how their keys are read.

    `extent`: the first and last days of the data, beyond which a period says nothing more.
    `twins`: the (dimension, value) that holds just what one value of a finer one does, as that one.
    """

    base: str
    by: tuple[str, ...]
    period: Period | None
    where: tuple[tuple[str, str], ...]
    extent: tuple[date, date]
    hierarchies: Sequence[Hierarchy]
    twins: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def names(self, keys: Iterable[Sequence[str]]) -> list[str]:
        """The canonical coordinates of cells of all the dimensions asked, or of the total ()."""
        named = [name for name, _ in self.where]
        of_cells, of_total = self._implied([*self.by, *named]), self._implied(named)
        days = cache(self._days)
        found = []
        for each in keys:
            pairs = {*self.where, *zip(self.by, each, strict=bool(each))}
            implied = of_cells if each else of_total
            steps = tuple(sorted(pair for pair in pairs if pair[0] in _GRAINS))
            told = {self.twins.get(pair, pair) for pair in pairs if pair[0] not in implied}
            values = sorted(told)
            said = "\x1e".join(f"{name}={value}" for name, value in values)
            found.append(f"{self.base}\x1f{days(steps)}\x1f{said}")
        return found

    def _days(self, steps: tuple[tuple[str, str], ...]) -> str:
        """The days of the cell at `steps` of the calendar, within those of the question."""
        period = self.period
        for _, step in steps:
            period = intersection(period, parse_period(step))
        first, last = self.extent
        start = max(first, period.start) if period else first
        end = min(last, date.fromordinal(period.end.toordinal() - 1)) if period else last
        return f"{start}\x1f{end}"

    def _implied(self, named: Sequence[str]) -> frozenset[str]:
        """The calendar, said by the days, and the dimensions that a finer one already gives."""
        coarser = {
            coarser
            for levels in self.hierarchies
            for rank, finer in enumerate(levels)
            if finer in named
            for coarser in levels[rank + 1 :]
        }
        return _GRAINS | coarser


_GRAINS = frozenset(grain.value for grain in Grain)
