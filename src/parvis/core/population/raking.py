"""Calibration of weighted households to margins of households and of persons at once.

Raking ratio (Deville and Särndal, 1992): the weights nearest to the starting ones, in
Kullback-Leibler divergence, that give the margins; solved by Newton's method on the dual. No
BLAS: its sums depend on the number of threads, and the same seed must give the same town.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS, _TOLERANCE, _HALVINGS = 60, 1e-9, 30
_SLACK = 1e-7
_EXCHANGES, _WIDTHS = 2_000, (160, 1_000)
"""How many exchanges at most; how many households are tried on each side, then when stuck."""


def rake(features: Floats, targets: Floats, start: Floats) -> Floats:
    """Weights (h,) such that `features.T @ weights` is `targets` (m,).

    `features` (h, m) counts, for each household, what it adds to each cell. Cells that no
    weights reach together are met as nearly as a slight penalty allows.
    """
    scale = targets.max()
    goal, base = targets / scale, start / start.sum()
    dual = np.zeros(len(goal))
    weights = _weights(features, base, dual)
    for _ in range(_STEPS):
        gap = goal - _totals(features, weights) - _SLACK * dual
        if np.abs(gap).max() < _TOLERANCE:
            break
        step = np.linalg.solve(_curvature(features, weights), gap)
        dual = _descend(features, base, goal, dual, step)
        weights = _weights(features, base, dual)
    found: Floats = np.round(weights * scale, 9)
    return found


def _weights(features: Floats, base: Floats, dual: Floats) -> Floats:
    found: Floats = base * np.exp(np.clip(np.einsum("hm,m->h", features, dual), -60, 60))
    return found


def _totals(features: Floats, weights: Floats) -> Floats:
    found: Floats = np.einsum("hm,h->m", features, weights)
    return found


def _curvature(features: Floats, weights: Floats) -> Floats:
    found: Floats = np.einsum("hi,hj->ij", features, features * weights[:, None])
    return found + _SLACK * np.eye(len(found))


def _descend(features: Floats, base: Floats, goal: Floats, dual: Floats, step: Floats) -> Floats:
    """`dual` moved along `step`, shortened until the concave objective does not fall."""
    before, size = _objective(features, base, goal, dual), 1.0
    for _ in range(_HALVINGS):
        moved = dual + size * step
        if _objective(features, base, goal, moved) >= before:
            return moved
        size /= 2
    return dual


def _objective(features: Floats, base: Floats, goal: Floats, dual: Floats) -> float:
    penalty = _SLACK / 2 * float((dual * dual).sum())
    return float((goal * dual).sum() - _weights(features, base, dual).sum()) - penalty


def integerise(weights: Floats, rng: np.random.Generator) -> Ints:
    """How many times each household is taken: a systematic draw of the fractional parts."""
    counts = np.floor(weights).astype(np.int64)
    rest = np.cumsum(weights - counts)
    picked = np.searchsorted(rest, np.arange(round(float(rest[-1]))) + rng.random(), side="left")
    np.add.at(counts, np.minimum(picked, len(counts) - 1), 1)
    return counts


def exchange(cells: Floats, counts: Ints, targets: Floats) -> Ints:
    """`counts` where one household replaces another as long as margins come nearer.

    What is lessened is the sum of squared gaps to `targets`; `cells` (h, m) are whole numbers.
    """
    counts = counts.copy()
    norm = (cells * cells).sum(axis=1)
    gap = targets - _totals(cells, counts.astype(np.float64))
    width = 0
    for _ in range(_EXCHANGES):
        pull = np.einsum("hm,m->h", cells, gap)
        leave, enter = _best_pair(cells, counts, norm, pull, _WIDTHS[width])
        change = cells[enter] - cells[leave]
        if float(change @ change - 2 * change @ gap) < 0:
            counts[leave] -= 1
            counts[enter] += 1
            gap, width = gap - change, 0
        elif (width := width + 1) == len(_WIDTHS):
            break
    return counts


def _best_pair(
    cells: Floats, counts: Ints, norm: Floats, pull: Floats, width: int
) -> tuple[Any, Any]:
    entering = norm - 2 * pull
    leaving = np.where(counts > 0, norm + 2 * pull, np.inf)
    ins = np.argsort(entering, kind="stable")[:width]
    outs = np.argsort(leaving, kind="stable")[:width]
    cross = np.einsum("im,jm->ij", cells[outs], cells[ins])
    cost = leaving[outs][:, None] + entering[ins][None, :] - 2 * cross
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return outs[row], ins[column]
