"""k-means from several starts at once: Lloyd's steps over all of them in one array.

The groups of one file ask for thousands of small k-means (numbers of groups, bootstrap draws,
shuffled files): one by one, a library spends its time starting them. Starts are k-means++: Arthur
and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA (2007).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_ROUNDS = 100


def cut(points: Floats, count: int, starts: int, rng: np.random.Generator) -> tuple[Ints, float]:
    """The tightest of `starts` cuts of `points` (n, d) into `count`: labels, and the sum of squared
    distances to the centres. A centre that loses everybody stays where it was, and a start where
    nobody moves is done."""
    centres = _seeds(points, count, starts, rng)
    labels = _nearest(points, centres)[0]
    moving = np.arange(starts)
    for _ in range(_ROUNDS):
        centres[moving] = _means(points, labels[moving], centres[moving])
        before, labels[moving] = labels[moving], _nearest(points, centres[moving])[0]
        moving = moving[(labels[moving] != before).any(axis=1)]
        if not moving.size:
            break
    labels, gaps = _nearest(points, centres)
    spreads = gaps.sum(axis=1)
    best = int(spreads.argmin())
    return labels[best], float(spreads[best])


def _seeds(points: Floats, count: int, starts: int, rng: np.random.Generator) -> Floats:
    """Centres (starts, count, d), each drawn far from those before it."""
    n = len(points)
    found = np.empty((starts, count, points.shape[1]))
    found[:, 0] = points[rng.integers(0, n, starts)]
    gaps = ((points[None] - found[:, :1]) ** 2).sum(axis=2)
    for rank in range(1, count):
        reach = np.cumsum(gaps, axis=1)
        drawn = rng.random(starts) * reach[:, -1]
        place = np.minimum((reach < drawn[:, None]).sum(axis=1), n - 1)
        found[:, rank] = points[place]
        gaps = np.minimum(gaps, ((points[None] - found[:, rank, None]) ** 2).sum(axis=2))
    return found


def _nearest(points: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """The nearest centre of each point, in each start, and the squared distance to it."""
    squares = (centres**2).sum(axis=2)[:, None] - 2 * points @ centres.transpose(0, 2, 1)
    labels = squares.argmin(axis=2)
    least = np.take_along_axis(squares, labels[:, :, None], axis=2)[:, :, 0]
    gaps: Floats = np.maximum(least + (points**2).sum(axis=1), 0.0)
    return labels.astype(np.int64), gaps


def _means(points: Floats, labels: Ints, before: Floats) -> Floats:
    starts, count, width = before.shape
    place = (labels + np.arange(starts)[:, None] * count).ravel()
    sizes = np.bincount(place, minlength=starts * count).reshape(starts, count)
    sums = np.stack([np.bincount(place, np.tile(points[:, k], starts), starts * count)
                     for k in range(width)], axis=1).reshape(before.shape)  # fmt: skip
    means: Floats = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1)[:, :, None], before)
    return means
