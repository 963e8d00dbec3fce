"""Where the doubt about a commune's rank comes from: weights, scale, missing cells, measurement.

The rank among all is asked hundreds of thousands of times. Units that no weights of the boxes and
no drawn noise can bring past the commune are counted once; only the others are compared.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from parvis.core.palmares.cells import Cells
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.sobol import Influence, influence

POOL, ROWS_AT_ONCE = 8, 128
NEAR = 1e-6
"""Leads of less are compared in each draw: those of draws are in float32."""
MOST = 4.0
"""Noise of the commune itself is cut at so many standard deviations."""
WEIGHTS, SCALE, MISSING, NOISE = "weights", "scale", "missing", "noise"


@dataclass(frozen=True)
class Question:
    """The rank of `unit` among all. `pillars` is scales x (set aside, drawn); `shares` nominal."""

    pillars: Sequence[tuple[Cells, Cells]]
    shares: Floats
    unit: int
    spread: float


@dataclass(frozen=True)
class _Field:
    """One scale, one filling, one drawn noise of the others.

    `settled` counts those surely ahead; `gaps` is pillars x the others that may be, less the
    commune's own; `lead` is theirs at nominal weights, `swing` what weights can change of it;
    `own` are the variances of the commune.
    """

    settled: int
    gaps: NDArray[np.float32]
    lead: NDArray[np.float32]
    swing: NDArray[np.float32]
    own: Floats


def doubt(question: Question, n: int, seed: int, threads: int) -> Influence:
    """Sobol' indices of the rank for the four groups, `n` times six draws."""
    fields = _fields(question, seed)
    width = len(question.shares)
    groups = ((WEIGHTS, width), (SCALE, 1), (MISSING, 1), (NOISE, 2))

    def ranks(inputs: Floats) -> Floats:
        return _ranks(question, fields, inputs, threads)

    return influence(ranks, groups, n, seed)


def _fields(question: Question, seed: int) -> list[_Field]:
    """In the order scale, filling, pool of noise."""
    draw = np.random.default_rng(seed)
    return [
        _field(question, cells, draw) for pair in question.pillars for cells in pair
        for _ in range(POOL)
    ]  # fmt: skip


def _field(question: Question, cells: Cells, draw: np.random.Generator) -> _Field:
    noise = draw.standard_normal(cells.means.shape)
    drawn = cells.means + np.sqrt(cells.variances) * noise
    own = cells.variances[question.unit]
    gaps = drawn - cells.means[question.unit]
    gaps[question.unit] = -np.inf
    lead = gaps @ question.shares
    most = 1 + question.spread
    margin = MOST * np.sqrt((most * question.shares) ** 2 @ own)
    swing = question.spread * np.abs(gaps) @ question.shares + NEAR
    open_ = np.abs(lead) <= swing + margin
    open_[question.unit] = False
    settled = int((lead > swing + margin).sum())
    kept = np.ascontiguousarray(gaps[open_].T, dtype=np.float32)
    return _Field(settled, kept, lead[open_].astype(np.float32),
                  swing[open_].astype(np.float32), own)  # fmt: skip


def _ranks(question: Question, fields: Sequence[_Field], inputs: Floats, threads: int) -> Floats:
    width = len(question.shares)
    weights = question.shares * (1 + question.spread * (2 * inputs[:, :width] - 1))
    scale, missing, pool = (
        np.minimum((inputs[:, width + k] * size).astype(int), size - 1)
        for k, size in ((0, len(question.pillars)), (1, 2), (3, POOL))
    )
    noise = np.clip(ndtri(inputs[:, width + 2]), -MOST, MOST)
    which = (scale * 2 + missing) * POOL + pool
    ranks = np.empty(len(inputs))

    def fill(number: int) -> None:
        rows = np.flatnonzero(which == number)
        ranks[rows] = _among(fields[number], weights[rows], noise[rows])

    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(fill, range(len(fields))))
    return ranks


def _among(field: _Field, weights: Floats, noise: Floats) -> Floats:
    """The rank in each draw: those settled, and those ahead of the commune and its noise."""
    own = (noise * np.sqrt(weights**2 @ field.own)).astype(np.float32)
    light = weights.astype(np.float32)
    ahead = np.empty(len(weights))
    # Draws of nearly the same noise go together: few of the others are then in doubt.
    order = np.argsort(own)
    for start in range(0, len(order), ROWS_AT_ONCE):
        rows = order[start : start + ROWS_AT_ONCE]
        least, most = own[rows[0]], own[rows[-1]]
        sure = field.lead - field.swing > most
        kept = ~sure & (field.lead + field.swing > least)
        leads = light[rows] @ np.ascontiguousarray(field.gaps[:, kept])
        leads -= own[rows, None]
        ahead[rows] = np.count_nonzero(sure) + _positive(leads)
    return 1 + field.settled + ahead


def _positive(leads: NDArray[np.float32]) -> NDArray[np.intp]:
    """How many are above zero in each row: one row at a time is the fast path of NumPy."""
    return np.array([np.count_nonzero(row > 0) for row in leads], dtype=np.intp)
