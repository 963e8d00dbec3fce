"""How many answers about one cell its declared views amount to: the limit on averaging.

A partition of a cell into m cells that may be asked estimates its count with m times the variance
of the noise: it is worth 1/m of a direct answer (Asghar and Kaafar, "Averaging attacks on bounded
noise-based disclosure control algorithms", PoPETs 2020(2)).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from parvis.core.metrics.period import Grain
from parvis.core.privacy.closed import MOST_CROSSED, Hierarchy

MOST_ANSWERS = 4.6
"""Most answers that all the metrics on the same persons may give about one cell. With the noise of
`cellkey` the exact count is then found 58 % of the time."""
STEPS_OF_A_YEAR = {Grain.HALF_YEAR: 2, Grain.QUARTER: 4, Grain.MONTH: 12, Grain.DAY: 365}


Cut = tuple[str, ...]


def partitions(
    sizes: Mapping[str, int], grains: Iterable[Grain], hierarchies: Iterable[Hierarchy] = ()
) -> Iterator[Cut]:
    """Every way to cut a yearly cell: up to three dimensions, and at most one calendar step.

    `grains` are the steps that may be asked as periods. A dimension beside a finer one of its
    hierarchy cuts no more than the finer alone.
    """
    nested = {frozenset(pair) for levels in hierarchies for pair in combinations(levels, 2)}
    steps: list[tuple[str, ...]] = [(), *((g.value,) for g in STEPS_OF_A_YEAR if g in set(grains))]
    for count in range(MOST_CROSSED + 1):
        for names in combinations(sorted(sizes), count):
            if nested.isdisjoint(map(frozenset, combinations(names, 2))):
                yield from ((*names, *step) for step in steps)


def answers(views: Iterable[tuple[Cut, int]]) -> float:
    """Direct answers that `views`, each a cut and its number of parts, are worth at worst: every
    part shown, none overlapping."""
    return sum(1 / parts for _, parts in views)
