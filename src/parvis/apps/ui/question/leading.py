"""Who may be first of several values: those that chance may have put behind whoever is first here.

A difference between the highest and the lowest proves that they differ, not that either is alone at
its end. Each value beyond `may_be_first` is told from the first one by the law of the range, so all
of them are at once: nineteen times in twenty, whoever is truly first is among those returned.
Source: Gupta, "On some multiple decision (selection and ranking) rules", Technometrics 7 (1965);
Hsu, Multiple Comparisons (1996), chapter 4.
"""

from collections.abc import Sequence

from parvis.core.metrics.definition import Interval, Metric
from parvis.core.metrics.farthest import are_farther_than_chance
from parvis.core.metrics.intervals import Z95
from parvis.core.privacy.disclosure import Cell


def may_be_first(metric: Metric, ranked: Sequence[Cell]) -> list[Cell]:
    """The first of `ranked`, which goes up or down, and those that cannot be told from it."""
    first, *others = ranked
    near = (c for c in others if not are_told_apart(metric, *_rising(first, c), len(ranked)))
    return [first, *near]


def _rising(one: Cell, other: Cell) -> tuple[Cell, Cell]:
    low, high = sorted((one, other), key=lambda cell: cell.value or 0.0)
    return low, high


def are_told_apart(metric: Metric, low: Cell, high: Cell, among: int) -> bool:
    """Whether two of `among` values differ, although they were chosen for being far apart."""
    if is_exact(metric, low, high) or not apart(low, high):
        return differ(metric, low, high)
    gap = (high.value or 0.0) - (low.value or 0.0)
    below, above = (high.value or 0.0) - (high.low or 0.0), (low.high or 0.0) - (low.value or 0.0)
    return are_farther_than_chance(gap, (below / Z95, above / Z95), among)


def apart(one: Cell, other: Cell) -> bool:
    """Whether two cells can be told from chance: their intervals do not touch."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or other.low > one.high


def differ(metric: Metric, one: Cell, other: Cell) -> bool:
    """`apart`, or simply different where everything is counted and nothing is drawn by lot."""
    return one.value != other.value if is_exact(metric, one, other) else apart(one, other)


def is_exact(metric: Metric, one: Cell, other: Cell) -> bool:
    """Whether neither chance nor the noise of protection moved two values."""
    return metric.interval is Interval.NONE and one.low is None and other.low is None
