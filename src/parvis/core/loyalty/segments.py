"""Groups found in what people do, told only if they would be found again.

Multiple correspondence analysis by singular values (Greenacre, "Correspondence Analysis in
Practice", 2007, chapter 18), k-means on its axes, and stability under the bootstrap: Hennig,
"Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52 (2007).
A segment describes; it never refuses, never prices.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STABLE = 0.75
"""Mean Jaccard index from which a group is found again (Hennig: valid, stable)."""
SMALLEST, SMALLEST_SHARE = 11, 0.1
"""People, and part of all, below which a group is not told."""
_MOST, _DRAWS, _STARTS, _SHUFFLES = 6, 40, 8, 20
_TOLD = 0.9
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Axes:
    """Principal coordinates of people (n, d), and the inertia of each axis."""

    points: Floats
    inertias: Floats


@dataclass(frozen=True, slots=True)
class Segments:
    """The group of each person, the stability of each group, and its share of the people."""

    of: Ints
    stability: tuple[float, ...]
    shares: tuple[float, ...]


def correspondence(codes: Ints, sizes: Sequence[int]) -> Axes:
    """Axes of people described by categories: `codes` (n, q), the j-th below `sizes[j]`.

    Total inertia is the number of categories seen over that of variables, less one.
    """
    n, variables = codes.shape
    blocks = [np.eye(size)[codes[:, j]] for j, size in enumerate(sizes)]
    table = np.concatenate(blocks, axis=1)
    table = table[:, table.sum(axis=0) > 0]
    share = table / (n * variables)
    columns = share.sum(axis=0)
    residual = (share - columns / n) / np.sqrt(columns / n)
    left, singular, _ = np.linalg.svd(residual, full_matrices=False)
    kept = singular**2 > _ROUNDING
    return Axes(left[:, kept] * singular[kept] * np.sqrt(n), singular[kept] ** 2)


def telling(axes: Axes, variables: int) -> Floats:
    """The first axes, until they hold `_TOLD` of what links the variables; at least one.

    Inertia below 1 / `variables` is that of each category with itself; the square of the excess
    counts: Benzécri, Les cahiers de l'analyse des données 4 (1979).
    """
    excess = np.maximum(axes.inertias - 1 / variables, 0.0) ** 2
    if not excess.any():
        return axes.points[:, :1]
    kept = int(np.searchsorted(np.cumsum(excess), _TOLD * excess.sum())) + 1
    return axes.points[:, :kept]


def segments(points: Floats, shuffled: Callable[[int], Floats], seed: int) -> Segments | None:
    """The groups of `points` (n, d) that are found again; None where there are none.

    `shuffled` gives the points of people without groups, from a seed: the groups kept are tighter
    than any found there (Tibshirani, Walther and Hastie, "Estimating the number of clusters via the
    gap statistic", JRSS B 63, 2001), and each is found again in `STABLE` of the bootstrap draws. Of
    several numbers of groups, the largest is told.
    """
    blanks = [shuffled(seed + 1 + rank) for rank in range(_SHUFFLES)]
    best: Segments | None = None
    for count in range(2, _MOST + 1):
        labels, spread = _cut(points, count, seed)
        if np.bincount(labels, minlength=count).min() < max(SMALLEST, SMALLEST_SHARE * len(points)):
            continue
        if spread >= min(_cut(blank, count, seed)[1] for blank in blanks):
            continue
        found = _stability(points, labels, count, seed)
        if min(found) >= STABLE:
            shares = np.bincount(labels, minlength=count) / labels.size
            best = Segments(labels, tuple(found), tuple(shares.tolist()))
    return best


def _cut(points: Floats, count: int, seed: int) -> tuple[Ints, float]:
    """The best of several k-means: labels, and the share of the spread left within groups."""
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    tries = (_tried(points, count, seed * 1000 + start) for start in range(_STARTS))
    labels, within = min(tries, key=lambda found: found[1])
    return labels, within / total


def _tried(points: Floats, count: int, seed: int) -> tuple[Ints, float]:
    centres, labels = kmeans2(points, count, minit="++", rng=seed, missing="warn")
    return labels.astype(np.int64), float(((points - centres[labels]) ** 2).sum())


def _stability(points: Floats, labels: Ints, count: int, seed: int) -> list[float]:
    """Of each group: the mean, over draws, of its best Jaccard index among the groups found."""
    rng = np.random.default_rng(seed)
    scores = np.zeros(count)
    for draw in range(_DRAWS):
        drawn = np.unique(rng.integers(0, len(points), len(points)))
        again, _ = _cut(points[drawn], count, seed + draw)
        scores += _jaccard(labels[drawn], again, count).max(axis=1)
    return [float(score) for score in scores / _DRAWS]


def _jaccard(one: Ints, other: Ints, count: int) -> Floats:
    both = np.zeros((count, count))
    np.add.at(both, (one, other), 1)
    union = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    found: Floats = both / np.maximum(union, 1)
    return found
