"""From pairs to persons: records are one person when they agree as a group, not by a bridge.

Pairs more likely than not make components; inside a component every pair is weighed, and groups
are merged, best first, as long as their records agree on average. A record that resembles two
persons joins one of them and never glues them together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LARGEST = 400
"""Records that a component may hold and still be weighed as a whole."""

_CLIP = 12.0
"""Log-odds beyond which a pair says no more: one wild pair does not carry a group."""

_STRICTER = 2.0

RULED = 1e6
"""Log-odds of a pair that somebody ruled on, with the sign of the ruling: no evidence outweighs
them, and the file's own pairs stay within a thousand."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs of records `left` < `right` with the log-odds that they are one person."""

    left: Ints
    right: Ints
    odds: Floats

    def where(self, kept: NDArray[np.bool_]) -> "Weighed":
        """Only the pairs `kept`."""
        return Weighed(self.left[kept], self.right[kept], self.odds[kept])


def connected(count: int, left: Ints, right: Ints) -> Ints:
    """For each of `count` records, the smallest record that pairs lead to."""
    label = np.arange(count, dtype=np.int64)
    while True:
        a, b = label[left], label[right]
        moving = a != b
        if not moving.any():
            return label
        left, right = left[moving], right[moving]
        low, high = np.minimum(a[moving], b[moving]), np.maximum(a[moving], b[moving])
        np.minimum.at(label, high, low)
        while True:
            higher = label[label]
            if np.array_equal(higher, label):
                break
            label = higher


def components(count: int, pairs: Weighed) -> tuple[Ints, int]:
    """Labels of the components of likely pairs, and how many had to be cut for their size.

    A component of more than `LARGEST` records is cut by asking more of its pairs, step by step.
    """
    label = connected(count, *_likely(pairs, 0.0))
    cut, least = 0, 0.0
    while (large := np.bincount(label, minlength=count) > LARGEST).any():
        cut, least = cut + int(large.sum()) * (least == 0), least + _STRICTER
        inside = large[label]
        kept = pairs.where(~inside[pairs.left] | (pairs.odds > least))
        label = connected(count, *_likely(kept, 0.0))
        if least > pairs.odds[pairs.odds < RULED].max(initial=0.0):
            label[inside] = np.flatnonzero(inside)
            break
    return label, cut


def _likely(pairs: Weighed, least: float) -> tuple[Ints, Ints]:
    kept = pairs.odds > least
    return pairs.left[kept], pairs.right[kept]


def inner_pairs(label: Ints) -> tuple[Ints, Ints]:
    """Every pair of records of one component, each once, left < right."""
    order = np.argsort(label, kind="stable")
    size = np.bincount(label, minlength=len(label))[label[order]]
    start = np.flatnonzero(np.r_[True, np.diff(label[order]) != 0])
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.r_[start, len(order)]))
    after = size - rank - 1
    first = np.repeat(np.arange(len(order)), after)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    left, right = order[first], order[first + 1 + offset]
    return np.minimum(left, right), np.maximum(left, right)


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two groups of one component were sewn together, or left apart: the mean log-odds of
    their pairs, how many pairs there are, and whether they were sewn."""

    odds: float
    pairs: int
    is_sewn: bool


def persons(label: Ints, inner: Weighed) -> Ints:
    """The final label of each record. `inner` holds every pair of each component of `label`."""
    return sewn(label, inner)[0]


def sewn(label: Ints, inner: Weighed) -> tuple[Ints, list[Seam]]:
    """The final label of each record, and the seams of the components that leave a doubt."""
    found, seams = label.copy(), []
    doubtful = np.zeros(len(label), bool)
    doubtful[label[inner.left[inner.odds <= 0]]] = True
    pairs = inner.where(doubtful[label[inner.left]])
    for members, odds in _each_component(label, pairs):
        group, of_component = _merged(odds)
        found[members] = members[group]
        seams += of_component
    return found, seams


def _each_component(label: Ints, pairs: Weighed) -> Iterator[tuple[Ints, Floats]]:
    """(records, symmetric matrix of clipped log-odds) of each component that has pairs."""
    order = np.argsort(label[pairs.left], kind="stable")
    sorted_pairs = Weighed(pairs.left[order], pairs.right[order], pairs.odds[order])
    of = label[sorted_pairs.left]
    bounds = np.flatnonzero(np.r_[len(of) > 0, np.diff(of) != 0, len(of) > 0])
    for low, high in pairwise(bounds.tolist()):
        left, right = sorted_pairs.left[low:high], sorted_pairs.right[low:high]
        members = np.unique(np.concatenate([left, right]))
        matrix = np.zeros((len(members), len(members)))
        a, b = np.searchsorted(members, left), np.searchsorted(members, right)
        matrix[a, b] = matrix[b, a] = _held(sorted_pairs.odds[low:high])
        yield members, matrix


def _held(odds: Floats) -> Floats:
    return np.where(np.abs(odds) >= RULED, odds, np.clip(odds, -_CLIP, _CLIP))


def _merged(odds: Floats) -> tuple[Ints, list[Seam]]:
    """Average linkage on log-odds, stopped when no two groups agree on average."""
    count, seams = len(odds), []
    group, size, total = np.arange(count), np.ones(count), odds.copy()
    np.fill_diagonal(total, -np.inf)
    for _ in range(count - 1):
        mean = total / np.outer(size, size)
        a, b = sorted(divmod(int(np.argmax(mean)), count))
        is_sewn = bool(mean[a, b] > 0)
        seams.append(Seam(float(mean[a, b]), int(size[a] * size[b]), is_sewn))
        if not is_sewn:
            break
        total[a] += total[b]
        total[:, a] = total[a]
        total[a, a] = -np.inf
        total[b], total[:, b] = -np.inf, -np.inf
        size[a] += size[b]
        group[group == b] = a
    return group, seams
