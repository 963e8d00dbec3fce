"""From pairs to persons: records are one person when they agree as a group, not by a bridge.

Pairs more likely than not make components; inside a component every pair is weighed, and groups
are merged, best first, as long as their records agree on average. A record that resembles two
persons joins one of them and never glues them together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LARGEST = 400
"""Records that a component may hold and still be weighed as a whole."""

_CLIP = 12.0
"""Log-odds beyond which a pair says no more: one wild pair does not carry a group."""

_STRICTER = 2.0
_AT_ONCE = 1 << 22
"""Log-odds held in memory while components are merged: 32 MB, a few times over."""

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
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    part: Ints = connected_components(graph, directed=False)[1]
    smallest = np.empty(count, dtype=np.int64)
    smallest[part[::-1]] = np.arange(count)[::-1]
    return np.asarray(smallest[part])


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
class Seams:
    """Where two groups of one component were sewn together, or left apart: the mean log-odds of
    their pairs, how many pairs there are, and whether they were sewn."""

    odds: Floats
    pairs: Floats
    is_sewn: NDArray[np.bool_]


_NO_SEAM = Seams(np.empty(0), np.empty(0), np.empty(0, bool))


def persons(label: Ints, inner: Weighed) -> Ints:
    """The final label of each record. `inner` holds every pair of each component of `label`."""
    return sewn(label, inner)[0]


def sewn(label: Ints, inner: Weighed) -> tuple[Ints, Seams]:
    """The final label of each record, and the seams of the components that leave a doubt."""
    found, seams = label.copy(), [_NO_SEAM]
    doubtful = np.zeros(len(label), bool)
    doubtful[label[inner.left[inner.odds <= 0]]] = True
    for members, odds in _stacks(label, inner.where(doubtful[label[inner.left]])):
        group, of_stack = _merged(odds)
        found[members] = np.take_along_axis(members, group, axis=1)
        seams.append(of_stack)
    return found, _joined(seams)


def _stacks(label: Ints, pairs: Weighed) -> Iterator[tuple[Ints, Floats]]:
    """The components that have pairs, those of one size together: their records (components x
    size), and the symmetric matrices of their clipped log-odds (components x size x size)."""
    sizes = np.bincount(label, minlength=len(label))
    roots = np.unique(label[pairs.left])
    roots = roots[np.argsort(sizes[roots], kind="stable")]
    rank = np.full(len(label), -1, dtype=np.int64)
    rank[roots] = np.arange(len(roots))
    members = np.argsort(rank[label], kind="stable")[(rank[label] < 0).sum() :]
    starts = np.r_[0, np.cumsum(sizes[roots])]
    slot = np.empty(len(label), dtype=np.int64)
    slot[members] = np.arange(len(members)) - np.repeat(starts[:-1], sizes[roots])
    of = rank[label[pairs.left]]
    order = np.argsort(of, kind="stable")
    for low, high in _batches(sizes[roots]):
        mine = order[slice(*np.searchsorted(of[order], [low, high]))]
        at, one, other = of[mine] - low, slot[pairs.left[mine]], slot[pairs.right[mine]]
        size = int(sizes[roots[low]])
        matrices = np.zeros((high - low, size, size))
        matrices[at, one, other] = matrices[at, other, one] = _held(pairs.odds[mine])
        yield members[starts[low] : starts[high]].reshape(-1, size), matrices


def _batches(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Runs of equal `sizes`, sorted, cut so that their matrices hold `_AT_ONCE` numbers at most."""
    ends = np.flatnonzero(np.diff(sizes)) + 1
    for low, high in pairwise([0, *ends.tolist(), len(sizes)] if len(sizes) else []):
        step = max(_AT_ONCE // int(sizes[low]) ** 2, 1)
        for start in range(low, high, step):
            yield start, min(start + step, high)


def _held(odds: Floats) -> Floats:
    return np.where(np.abs(odds) >= RULED, odds, np.clip(odds, -_CLIP, _CLIP))


def _merged(odds: Floats) -> tuple[Ints, Seams]:
    """Average linkage on log-odds, of many components of one size at once, each stopped when no
    two of its groups agree on average: for each record, the first of its group."""
    count, size = odds.shape[:2]
    group, seams = np.tile(np.arange(size), (count, 1)), []
    held, total, going = np.ones((count, size)), odds.copy(), np.arange(count)
    total[:, np.arange(size), np.arange(size)] = -np.inf
    for _ in range(size - 1):
        mean = total[going] / (held[going, :, None] * held[going, None, :])
        best = mean.reshape(len(going), size * size).argmax(axis=1)
        a, b = np.sort(np.divmod(best, size), axis=0)
        most = mean[np.arange(len(going)), a, b]
        is_sewn = most > 0
        seams.append(Seams(most, held[going, a] * held[going, b], is_sewn))
        going, a, b = going[is_sewn], a[is_sewn], b[is_sewn]
        total[going, a] += total[going, b]
        total[going, :, a] = total[going, a]
        total[going, a, a] = -np.inf
        total[going, b] = total[going, :, b] = -np.inf
        held[going, a] += held[going, b]
        group[going] = np.where(group[going] == b[:, None], a[:, None], group[going])
    return group, _joined(seams)


def _joined(parts: Sequence[Seams]) -> Seams:
    return Seams(
        np.concatenate([part.odds for part in parts]),
        np.concatenate([part.pairs for part in parts]),
        np.concatenate([part.is_sewn for part in parts]),
    )
