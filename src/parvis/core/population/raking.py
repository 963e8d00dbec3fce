"""Calibration of weighted households to margins of households and of persons at once.

Raking ratio (Deville and Särndal, 1992): the weights nearest to the starting ones, in
Kullback-Leibler divergence, that give the margins; solved by Newton's method on the dual. No
BLAS there: its sums depend on the number of threads, and the same seed must give the same town.
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
_ROUNDS, _NEAR, _REMOVED = 300, 4, 2
_LEAVING, _ENTERING, HITS, _BUCKETS = 200, 2_500, 50, 1 << 22
_MANY = 10_000


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


def settle(cells: Floats, counts: Ints, targets: Floats, rng: np.random.Generator) -> Ints:
    """`counts` that give `targets` exactly, if they are found; else the nearest met.

    `cells` (h, m) and `targets` (m,) are whole numbers: BLAS makes the same sums in any order.
    Exchanges stop where no single one helps. When very near, two at once close the gap; otherwise
    two households are replaced at random and the descent starts again. Nobody may also enter or
    leave, for the number of households to change: a row of zeros stands for it.
    """
    cells = np.vstack((cells, np.zeros(cells.shape[1])))
    best = found = exchange(cells, np.append(counts, _MANY), targets)
    least = _distance(cells, best, targets)
    for _ in range(_ROUNDS):
        if least == 0:
            break
        found, away = _closed(cells, found, targets, rng)
        if away < least:
            best, least = found, away
        found = exchange(cells, _shaken(best, rng), targets)
    return best[:-1]


def _distance(cells: Floats, counts: Ints, targets: Floats) -> float:
    return float(np.abs(_gap(cells, counts, targets)).sum())


def _gap(cells: Floats, counts: Ints, targets: Floats) -> Floats:
    found: Floats = targets - counts.astype(np.float64) @ cells
    return found


def _shaken(counts: Ints, rng: np.random.Generator) -> Ints:
    """`counts` with two households replaced by two others, all at random."""
    shaken = counts.copy()
    taken = np.flatnonzero(counts[:-1])
    shaken[rng.choice(taken, min(_REMOVED, len(taken)), replace=False)] -= 1
    np.add.at(shaken, rng.integers(0, len(counts) - 1, _REMOVED), 1)
    return shaken


def _closed(
    cells: Floats, counts: Ints, targets: Floats, rng: np.random.Generator
) -> tuple[Ints, float]:
    """`counts` with the gap closed by two exchanges, where it is small and some two do; its gap.

    Exchanges are told apart by a random linear code of what they change, exact in whole numbers:
    two that add up to the code of the gap are found by sorting.
    """
    gap = _gap(cells, counts, targets)
    away = float(np.abs(gap).sum())
    if not 0 < away <= _NEAR:
        return counts, away
    key = rng.integers(-(2**62), 2**62, cells.shape[1])
    codes = cells.astype(np.int64) @ key
    leave = rng.permutation(np.flatnonzero(counts))[:_LEAVING]
    enter = rng.permutation(np.unique(codes, return_index=True)[1])[:_ENTERING]
    moves = (codes[enter] - codes[leave][:, None]).ravel()
    for pair in adding_up(moves, (gap.astype(np.int64) * key).sum()):
        moved = counts.copy()
        for move in pair:
            moved[leave[move // len(enter)]] -= 1
            moved[enter[move % len(enter)]] += 1
        if moved.min() >= 0:
            return moved, 0.0
    return counts, away


def adding_up(moves: Ints, total: np.int64) -> Ints:
    """The first pairs (k, 2) of places in `moves` whose two codes add up to `total`.

    Few codes have their complement among the others: most are set aside by their last bits,
    before anything is sorted.
    """
    seen = np.zeros(_BUCKETS, dtype=np.bool_)
    seen[moves % _BUCKETS] = True
    likely = np.flatnonzero(seen[(total - moves) % _BUCKETS])
    order = likely[np.argsort(moves[likely], kind="stable")]
    ordered, wanted = moves[order], total - moves[order]
    place = np.minimum(np.searchsorted(ordered, wanted), len(order) - 1)
    hits = np.flatnonzero(ordered[place] == wanted)[:HITS]
    return np.column_stack((order[hits], order[place[hits]]))


def exchange(cells: Floats, counts: Ints, targets: Floats) -> Ints:
    """`counts` where one household replaces another as long as margins come nearer.

    What is lessened is the sum of squared gaps to `targets`.
    """
    counts = counts.copy()
    norm = (cells * cells).sum(axis=1)
    gap = _gap(cells, counts, targets)
    width = 0
    for _ in range(_EXCHANGES):
        leave, enter = _best_pair(cells, counts, norm, cells @ gap, _WIDTHS[width])
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
    taken = np.flatnonzero(counts > 0)
    entering, leaving = norm - 2 * pull, norm[taken] + 2 * pull[taken]
    ins, outs = _least(entering, width), _least(leaving, width)
    cost = (-2 * cells[taken[outs]]) @ cells[ins].T
    cost += entering[ins]
    cost += leaving[outs][:, None]
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return taken[outs[row]], ins[column]


def _least(values: Floats, width: int) -> Ints:
    """Where the `width` smallest of `values` are, from least to most, the first of equals first."""
    if len(values) > width:
        near = np.flatnonzero(values <= np.partition(values, width - 1)[width - 1])
        return near[np.argsort(values[near], kind="stable")][:width]
    return np.argsort(values, kind="stable")
