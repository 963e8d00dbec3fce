"""How many answers about one cell its declared views amount to: the limit on averaging.

A partition of a cell into m cells that may be asked estimates its count with m times the variance
of the noise: it is worth 1/m of a direct answer (Asghar and Kaafar, "Averaging attacks on bounded
noise-based disclosure control algorithms", PoPETs 2020(2)).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import prod

from parvis.core.metrics.period import Grain
from parvis.core.privacy.closed import MOST_CROSSED

MOST_ANSWERS = 4.6
"""Most answers that the dimensions of a metric may give about one cell. With the noise of
`cellkey` the exact count is then found 58 % of the time."""
STEPS_OF_A_YEAR = {Grain.HALF_YEAR: 2, Grain.QUARTER: 4, Grain.MONTH: 12, Grain.DAY: 365}


def partitions(sizes: Mapping[str, int], grains: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every way to cut a yearly cell: up to three dimensions, and at most one calendar step."""
    steps: list[tuple[str, ...]] = [(), *((g.value,) for g in STEPS_OF_A_YEAR if g in set(grains))]
    for count in range(MOST_CROSSED + 1):
        for names in combinations(sorted(sizes), count):
            yield from ((*names, *step) for step in steps)


def answers(sizes: Mapping[str, int], grains: Iterable[str]) -> float:
    """Direct answers that all partitions are worth at worst: every part shown, none overlapping."""
    known = {**sizes, **{grain.value: count for grain, count in STEPS_OF_A_YEAR.items()}}
    return sum(1 / prod(known[name] for name in cut) for cut in partitions(sizes, grains))
