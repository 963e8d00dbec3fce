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

from parvis.core.loyalty.kmeans import cut

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STABLE = 0.75
"""Mean Jaccard index from which a group is found again (Hennig: valid, stable)."""
SMALLEST, SMALLEST_SHARE = 11, 0.1
"""People, and part of all, below which a group is not told."""
_MOST, _DRAWS, _STARTS, _SHUFFLES = 6, 40, 8, 20
_FAR = 5.0
"""Standard deviations of the shuffled files' spread from which groups are tighter than chance."""
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


@dataclass(frozen=True, slots=True)
class _Cloud:
    """People on the axes that tell something, and people without groups on as many."""

    points: Floats
    blanks: tuple[Floats, ...]


Look = Callable[[Ints], Axes]
Deal = Callable[[Ints, int], Ints]


def crisp(codes: Ints, sizes: Sequence[int]) -> Floats:
    """The table of `codes` (n, q): 1 where a person is of a category, the j-th below `sizes[j]`."""
    return np.concatenate([np.eye(size)[codes[:, j]] for j, size in enumerate(sizes)], axis=1)


def correspondence(table: Floats, variables: int) -> Axes:
    """Axes of people described by categories: rows of `table` (n, categories) sum to `variables`.

    Of a table of 0 and 1, total inertia is the number of categories seen over that of variables,
    less one; where people are between two categories, it is less.
    """
    n = len(table)
    table = table[:, table.sum(axis=0) > 0]
    share = table / (n * variables)
    columns = share.sum(axis=0)
    residual = (share - columns / n) / np.sqrt(columns / n)
    # The triangular factor has the same singular values and right vectors, and as few rows as there
    # are categories: people are projected on them, whatever their number.
    _, singular, right = np.linalg.svd(np.linalg.qr(residual, mode="r"), full_matrices=False)
    kept = singular**2 > _ROUNDING
    return Axes(residual @ right[kept].T * np.sqrt(n), singular[kept] ** 2)


def segments(uses: Ints, look: Look, deal: Deal, seed: int) -> Segments | None:
    """The groups in `uses` (people, things) that are found again; None where there are none.

    `look` puts people on axes; `deal` gives the same uses dealt again without groups, from a seed.
    Groups are told where they are tighter than any found there (Tibshirani, Walther and Hastie,
    "Estimating the number of clusters via the gap statistic", JRSS B 63, 2001), by `_FAR` standard
    deviations, and each is found again in `STABLE` of the bootstrap draws. The least number of
    groups is told within none of which people still differ so; else the largest that is stable.
    """
    rng = np.random.default_rng(seed)
    cloud = _cloud(uses, look, deal, seed)
    best: Segments | None = None
    for count in range(2, _MOST + 1):
        found = _told(cloud, count, rng)
        if found is not None:
            best = found
            parts = (uses[found.of == rank] for rank in range(count))
            if not any(_differ(part, look, deal, seed, rng) for part in parts):
                break
    return best


def _cloud(uses: Ints, look: Look, deal: Deal, seed: int) -> _Cloud:
    """The leading axes whose inertia is above that of every shuffled file, at least one: Horn, "A
    rationale and test for the number of factors", Psychometrika 30 (1965)."""
    real = look(uses)
    blanks = [look(deal(uses, seed + 1 + rank)) for rank in range(_SHUFFLES)]
    width = min(len(axes.inertias) for axes in (real, *blanks))
    most = np.max([axes.inertias[:width] for axes in blanks], axis=0)
    beyond = real.inertias[:width] > most
    kept = max(1, width if beyond.all() else int(beyond.argmin()))
    return _Cloud(real.points[:, :kept], tuple(axes.points[:, :kept] for axes in blanks))


def _told(cloud: _Cloud, count: int, rng: np.random.Generator) -> Segments | None:
    labels, is_tight = _tight(cloud, count, rng)
    sizes = np.bincount(labels, minlength=count)
    if not is_tight or sizes.min() < max(SMALLEST, SMALLEST_SHARE * labels.size):
        return None
    stability = _stability(cloud.points, labels, count, rng)
    if min(stability) < STABLE:
        return None
    return Segments(labels, tuple(stability), tuple((sizes / labels.size).tolist()))


def _differ(
    uses: Ints, look: Look, deal: Deal, seed: int, rng: np.random.Generator
) -> bool:  # fmt: skip
    """Whether people of one group still make two, tighter than chance and large enough to tell."""
    if len(uses) < 2 * SMALLEST:
        return False
    labels, is_tight = _tight(_cloud(uses, look, deal, seed), 2, rng)
    return is_tight and int(np.bincount(labels, minlength=2).min()) >= SMALLEST


def _tight(cloud: _Cloud, count: int, rng: np.random.Generator) -> tuple[Ints, bool]:
    """The best cut into `count`, and whether it is tighter than those of people without groups."""
    labels, spread = _cut(cloud.points, count, rng)
    blanks = np.array([_cut(blank, count, rng)[1] for blank in cloud.blanks])
    limit = min(float(blanks.min()), float(blanks.mean() - _FAR * blanks.std(ddof=1)))
    return labels, spread < limit


def _cut(points: Floats, count: int, rng: np.random.Generator) -> tuple[Ints, float]:
    """The best of several k-means: labels, and the share of the spread left within groups."""
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    labels, within = cut(points, count, _STARTS, rng)
    return labels, within / total if total else 1.0


def _stability(points: Floats, labels: Ints, count: int, rng: np.random.Generator) -> list[float]:
    """Of each group: the mean, over draws, of its best Jaccard index among the groups found."""
    scores = np.zeros(count)
    for _ in range(_DRAWS):
        drawn = np.unique(rng.integers(0, len(points), len(points)))
        again, _ = _cut(points[drawn], count, rng)
        scores += _jaccard(labels[drawn], again, count).max(axis=1)
    return [float(score) for score in scores / _DRAWS]


def _jaccard(one: Ints, other: Ints, count: int) -> Floats:
    both = np.zeros((count, count))
    np.add.at(both, (one, other), 1)
    union = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    found: Floats = both / np.maximum(union, 1)
    return found
