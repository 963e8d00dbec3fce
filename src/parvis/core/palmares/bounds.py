"""The best and the worst rank that any weights in their boxes can give: proof, not simulation.

One unit is above another for all weights within a share f of their own exactly when its lead with
nominal weights exceeds f times the weighted sum of their gaps, element by element. The bounds count
the pairs that this settles; they are the necessary and possible preferences of robust ordinal
regression. Pairs within a millionth of the scale count as unsettled, so that float32 draws hold.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground

ROWS, COLUMNS = 32, 2048
NEAR = 1e-6

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Ranks that no weights of the boxes can pass, one pair per unit."""

    best: Counts
    worst: Counts


def guaranteed(
    ground: Ground, spread: float, threads: int, units: Sequence[int] | None = None
) -> Interval:
    """Bounds on the rank of the `units` by position, or of all, over all variants and weights."""
    found = [_bounds(matrix * ground.shares, spread, threads, units) for matrix in ground.matrices]
    best = np.min([interval.best for interval in found], axis=0)
    return Interval(best, np.max([interval.worst for interval in found], axis=0))


@dataclass(frozen=True, slots=True)
class _Line:
    """Distinct units from the best nominal score down; `copies` says how many share a row.

    `reach` never grows along the line: no unit from there on can exceed it.
    """

    parts: NDArray[np.float32]
    scores: NDArray[np.float32]
    copies: Counts
    spread: float
    margin: np.float32
    floor: Floats
    reach: Floats


def _bounds(parts: Floats, spread: float, threads: int, units: Sequence[int] | None) -> Interval:
    """Bounds of one variant, from units x elements already times the weights."""
    rows, back, copies = np.unique(parts, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-rows.sum(axis=1), kind="stable")
    line = _line(rows[order], copies[order], spread)
    places = np.argsort(order)[back.ravel()]
    if units is not None:
        places = places[list(units)]
        above, below = _unsettled_of(line, places)
    else:
        with ThreadPoolExecutor(threads) as pool:
            shares = list(pool.map(lambda first: _unsettled(line, first, threads), range(threads)))
        above, below = (sum(part)[places] for part in zip(*shares, strict=True))
    ahead = (np.cumsum(line.copies) - line.copies)[places]
    return Interval(1 + ahead - above, 1 + ahead + below)


def _line(rows: Floats, copies: Counts, spread: float) -> _Line:
    scores = rows.sum(axis=1)
    margin = NEAR * np.abs(rows).sum(axis=1).max()
    swing = spread * np.abs(rows - np.median(rows, axis=0)).sum(axis=1) + margin
    reach = np.maximum.accumulate((scores + swing)[::-1])[::-1]
    # The gaps of float32 are widened by the margin: what is settled is settled for certain.
    near = (scores - scores.mean()).astype(np.float32)
    columns = np.ascontiguousarray(rows.T, dtype=np.float32)
    return _Line(columns, near, copies, spread, np.float32(margin), scores - swing, reach)


def _unsettled_of(line: _Line, places: NDArray[np.intp]) -> tuple[Counts, Counts]:
    """The same counts as `_unsettled`, for a few units by their places on the line."""
    n, copies = len(line.scores), line.copies
    above, below = np.zeros_like(places), np.zeros_like(places)
    for row, place in enumerate(places.tolist()):
        own = slice(place, place + 1)
        higher = _open(line, slice(0, place), own).T
        above[row] = _counted(higher, copies[:place])[0]
        below[row] = _counted(_open(line, own, slice(place + 1, n)), copies[place + 1 :])[0]
    return above, below


def _unsettled(line: _Line, first: int, step: int) -> tuple[Counts, Counts]:
    """Per unit, how many pairs with a unit above, then below, weights of the box may turn."""
    n = len(line.scores)
    above, below = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for top in range(first * ROWS, n, step * ROWS):
        rows = slice(top, min(top + ROWS, n))
        end = int(np.searchsorted(-line.reach, -line.floor[rows].min(), side="right"))
        for left in range(top, end, COLUMNS):
            columns = slice(left, min(left + COLUMNS, end))
            open_pairs = _open(line, rows, columns)
            if left == top:
                open_pairs &= np.arange(columns.stop - left) > np.arange(rows.stop - top)[:, None]
            above[columns] += _counted(open_pairs.T, line.copies[rows])
            below[rows] += _counted(open_pairs, line.copies[columns])
    return above, below


def _open(line: _Line, rows: slice, columns: slice) -> NDArray[np.bool_]:
    gaps = np.zeros((rows.stop - rows.start, columns.stop - columns.start), dtype=np.float32)
    gap = np.empty_like(gaps)
    for part in line.parts:
        np.subtract(part[rows, None], part[None, columns], out=gap)
        np.abs(gap, out=gap)
        gaps += gap
    lead = line.scores[rows, None] - line.scores[None, columns]
    return np.asarray(lead < np.float32(line.spread) * gaps + line.margin, dtype=np.bool_)


def _counted(pairs: NDArray[np.bool_], copies: Counts) -> Counts:
    """How many units stand behind the true values of each row."""
    is_alone = bool((copies == 1).all())
    counted: Counts = np.count_nonzero(pairs, axis=1) if is_alone else pairs @ copies
    return counted
