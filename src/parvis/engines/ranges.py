"""What linear programming can tell of hidden cells (HiGHS)."""

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import NDArray

from parvis.core.privacy.frozen import Known, Lines
from parvis.core.privacy.margins import Flags, Ints

Floats = NDArray[np.float64]
_EXPLORING = 60
"""Random objectives tried first: each corner of what is possible widens many cells at once."""
_SEED = 9


@dataclass(frozen=True, slots=True)
class _Rows:
    """Constraints over hidden cells: `low` <= sum of `signs` * cells <= `high`."""

    low: Floats
    high: Floats
    starts: Ints
    cells: Ints
    signs: Floats


def widths(
    lines: Lines,
    counts: Ints,
    hidden: Flags,
    targets: Ints,
    width: float,
    known: Known | None = None,
) -> NDArray[np.float64]:
    """How wide is what each of `targets` may be, to who knows every shown count exactly.

    A hidden cell holds at least one person: nobody is shown. `known` says more of some. Once a cell
    is known to vary by `width`, no more is asked about it.
    """
    places = np.full(len(counts), -1)
    cells = np.flatnonzero(hidden)
    places[cells] = np.arange(len(cells))
    bounds = Known(np.ones(len(cells)), np.full(len(cells), _MOST))
    if known is not None:
        bounds = Known(known.low[cells], np.minimum(known.high[cells], _MOST))
    rows = _rows(lines, counts, hidden, places)
    explorer = _Explorer(rows, counts[cells].astype(float), bounds)
    return explorer.widths(places[targets], width)


def _rows(lines: Lines, counts: Ints, hidden: Flags, places: Ints) -> _Rows:
    """One row per sum; two kinds where persons may be in several children."""
    rows = list(_constraints(lines, counts, hidden))
    lengths = [len(cells) for _, _, cells, _ in rows]
    return _Rows(
        np.array([low for low, *_ in rows], dtype=float),
        np.array([high for _, high, *_ in rows], dtype=float),
        np.r_[0, np.cumsum(lengths)].astype(np.int64),
        places[np.concatenate([c for _, _, c, _ in rows])] if rows else np.zeros(0, dtype=np.int64),
        np.concatenate([s for *_, s in rows]) if rows else np.zeros(0),
    )


def _constraints(
    lines: Lines, counts: Ints, hidden: Flags
) -> Iterator[tuple[float, float, Ints, Floats]]:
    for line, parent in enumerate(lines.parents.tolist()):
        children = lines.children[lines.starts[line] : lines.starts[line + 1]]
        free = children[hidden[children]]
        shown = float(counts[children].sum() - counts[free].sum())
        whole = 0.0 if hidden[parent] else float(counts[parent])
        cells = np.r_[free, parent] if hidden[parent] else free
        if not len(cells):
            continue
        signs = np.r_[np.ones(len(free)), -np.ones(len(cells) - len(free))]
        if lines.is_exact[line]:
            yield whole - shown, whole - shown, cells, signs
            continue
        yield whole - shown, highspy.kHighsInf, cells, signs
        yield from _within(children, free, parent, counts, hidden)


def _within(
    children: Ints, free: Ints, parent: int, counts: Ints, hidden: Flags
) -> Iterator[tuple[float, float, Ints, Floats]]:
    """No child is larger than its parent."""
    if not hidden[parent]:
        for cell in free.tolist():
            yield -highspy.kHighsInf, float(counts[parent]), np.array([cell]), np.ones(1)
        return
    for cell in free.tolist():
        pair = np.array([cell, parent])
        yield -highspy.kHighsInf, 0.0, pair, np.array([1.0, -1.0])
    shown = counts[children[~hidden[children]]]
    if len(shown):
        yield float(shown.max()), highspy.kHighsInf, np.array([parent]), np.ones(1)


class _Explorer:
    """The possible values of hidden cells, explored from corner to corner."""

    def __init__(self, rows: _Rows, truth: Floats, bounds: Known) -> None:
        self._count = len(truth)
        self._all = np.arange(len(truth), dtype=np.int32)
        self._low, self._high = truth.copy(), truth.copy()
        self._solver = _solver(rows, bounds)

    def widths(self, targets: Ints, width: float) -> Floats:
        """The width of each of `targets`, at least `width` or exact."""
        draw = np.random.default_rng(_SEED)
        narrow = targets
        for _ in range(_EXPLORING):
            self._solve(narrow, draw.standard_normal(len(narrow)))
            narrow = targets[self._found(targets) < width]
            if not len(narrow):
                break
        for target in narrow.tolist():
            for sign in (-1.0, 1.0):
                if self._high[target] - self._low[target] < width:
                    self._solve(np.array([target]), np.array([sign]))
        return self._found(targets)

    def _found(self, targets: Ints) -> Floats:
        return self._high[targets] - self._low[targets]

    def _solve(self, cells: Ints, weights: Floats) -> None:
        """Go to the corner where `cells` so weighted are least; note what it says of every one."""
        costs = np.zeros(self._count)
        costs[cells] = weights
        self._solver.changeColsCost(self._count, self._all, costs)
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            found = np.array(self._solver.getSolution().col_value)
            self._low = np.minimum(self._low, found)
            self._high = np.maximum(self._high, found)


def _solver(rows: _Rows, bounds: Known) -> _Highs:
    """The model, every cell below what any town holds: objectives stay bounded.

    `highspy.Highs` adds callbacks that we do not use, and writes a banner on our standard output.
    """
    solver = _Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    model = highspy.HighsLp()
    columns = len(bounds.low)
    model.num_col_, model.num_row_ = columns, len(rows.low)
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = bounds.low, bounds.high
    model.row_lower_, model.row_upper_ = rows.low, rows.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.starts.astype(np.int32)
    model.a_matrix_.index_ = rows.cells.astype(np.int32)
    model.a_matrix_.value_ = rows.signs
    solver.passModel(model)
    return solver


_MOST = 1e7
"""More persons than any town has."""
_PRIMAL = 4
"""Only objectives change: the last corner stays possible, and the primal simplex goes on from it.
The dual one, which HiGHS prefers, would begin again: it takes 3 to 7 times as long."""
