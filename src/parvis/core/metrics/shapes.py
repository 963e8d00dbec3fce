"""How unequal the values of a dimension are: extremes, entropy, inequality, concentration."""

from collections.abc import Callable, Sequence
from math import log

import numpy as np

from parvis.core.metrics.concentration import Floats, gini, herfindahl
from parvis.core.metrics.operands import Made, Operands, collapsed, missing
from parvis.core.privacy.disclosure import Cell


def extremes(of: Operands) -> Made:
    """The largest cell over the smallest."""
    return collapsed(of, lambda of, group: _ratio_of_extremes(group))


def _ratio_of_extremes(group: Sequence[Cell]) -> Cell:
    values = [cell.value for cell in group if cell.value is not None]
    if len(values) < 2 or not min(values):
        return missing((), *group)
    return Cell((), max(values) / min(values), None, None, sum(cell.n or 0 for cell in group))


def diversity(of: Operands) -> Made:
    """Entropy of the cells."""
    return collapsed(of, lambda of, group: _entropy_of(group))


def _entropy_of(group: Sequence[Cell]) -> Cell:
    """Of the cells shown: what is hidden is too small to weigh much, and is left out."""
    values = [cell.value for cell in group if cell.value]
    if not values:
        return missing((), *group)
    return Cell((), entropy(values), None, None, sum(cell.n or 0 for cell in group))


def entropy(counts: Sequence[float]) -> float:
    """Shannon's entropy of shares, in nats: 0 where one makes all, ln(k) where k are equal."""
    total = sum(counts)
    return -sum(count / total * log(count / total) for count in counts if count)


def inequality(of: Operands) -> Made:
    """Gini's index of the cells shown."""
    return collapsed(of, lambda of, group: _shared(group, gini))


def dominance(of: Operands) -> Made:
    """Herfindahl's index of the cells shown."""
    return collapsed(of, lambda of, group: _shared(group, herfindahl))


def _shared(group: Sequence[Cell], index: Callable[[Floats], float]) -> Cell:
    """Of the cells shown: what is hidden is too small to weigh much, and is left out."""
    values = np.array([cell.value for cell in group if cell.value is not None], dtype=np.float64)
    if values.size < 2 or not values.sum() or values.min() < 0:
        return missing((), *group)
    return Cell((), index(values), None, None, sum(cell.n or 0 for cell in group))
