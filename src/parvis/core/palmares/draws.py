"""Ranks under thousands of sets of weights, and what may be said of them.

Each draw takes one variant, in turn, and weights uniform in their box, independently. Scores of
draws are in float32: two units closer than about a ten-millionth of the scale may swap.
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from parvis.core.errors import Refused
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground

Ranks = NDArray[np.uint16] | NDArray[np.uint32]
Use = Callable[[int, NDArray[np.float32]], None]
"""What is done with the scores of some draws, given the number of the first."""

DRAWS_AT_ONCE, UNITS_AT_ONCE = 128, 512
MOST_BYTES = 4_000_000_000
_MULTIPLYING = Lock()
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
_LOW_HALF = 0 if sys.byteorder == "little" else 1
_ALL_BUT_SIGN = np.int32(0x7FFFFFFF)
_SIGN = np.int32(-(2**31))


@dataclass(frozen=True, slots=True)
class Summary:
    """What the draws say, one value per unit.

    `quantiles` is units x (5 %, 50 %, 95 %); `within` is units x `places`: the share of draws that
    rank the unit at that place or better.
    """

    mean: Floats
    quantiles: NDArray[np.int64]
    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    places: tuple[int, ...]
    within: Floats


def drawn_weights(shares: Floats, draws: int, spread: float, seed: int) -> NDArray[np.float32]:
    """Weights, draws x elements, each uniform within `spread` (a share) of its own."""
    if not 0 < spread < 1:
        raise Refused("palmares.spread", spread=f"{spread:g}")
    if draws < 1:
        raise Refused("palmares.draws", draws=draws)
    noise = np.random.default_rng(seed).random((draws, len(shares)), dtype=np.float32)
    weights: NDArray[np.float32] = shares.astype(np.float32) * (1 + spread * (2 * noise - 1))
    return weights.astype(np.float32)


def nested_weights(shares: Floats, families: Sequence[int], draws: int, spread: float, seed: int
                   ) -> NDArray[np.float32]:  # fmt: skip
    """As `drawn_weights`, with the weight of each family (its category) drawn as well."""
    own = drawn_weights(shares, draws, spread, seed)
    above = drawn_weights(np.ones(max(families) + 1), draws, spread, seed + 1)
    nested: NDArray[np.float32] = own * above[:, list(families)]
    return nested


def ranks_of(ground: Ground, weights: NDArray[np.float32], units: Sequence[int] | None,
             threads: int, seed: int = 0) -> Ranks:  # fmt: skip
    """The rank in each draw, units x draws, of the `units` by position, or of all under None.

    `seed` is that of the noise, where the ground has variances. Refused if the ranks would not
    hold in memory.
    """
    n, draws = len(ground.codes), len(weights)
    kind = np.uint16 if n < 2**16 else np.uint32
    rows = n if units is None else len(units)
    if rows * draws * np.dtype(kind).itemsize > MOST_BYTES:
        raise Refused("palmares.too_many", units=rows, draws=draws)
    ranks = np.empty((rows, draws), dtype=kind)

    def note(start: int, scores: NDArray[np.float32]) -> None:
        found = _all_ranks(scores, kind) if units is None else _few_ranks(scores, units, kind)
        ranks[:, start : start + len(scores)] = found.T

    each_scores(ground, weights, seed, threads, note)
    return ranks


def each_scores(ground: Ground, weights: NDArray[np.float32], seed: int, threads: int,
                use: Use) -> None:  # fmt: skip
    """Give `use` the scores, draws x units, some draws at a time, and the number of the first.

    It is called from several threads. The order of the draws is by variant; blocks are written
    over one another.
    """
    blocks: SimpleQueue[NDArray[np.float32]] = SimpleQueue()
    for _ in range(threads):
        blocks.put(np.empty((DRAWS_AT_ONCE, len(ground.codes)), dtype=np.float32))
    variants, done = len(ground.matrices), 0
    # Threads that each multiply alone wait for nobody; the limit is the whole process's.
    with _MULTIPLYING, threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        for variant in range(variants):
            scorer, mine = _Scorer(ground, variant, seed + variant), weights[variant::variants]
            give = partial(_give, scorer, mine, done, blocks, use)
            list(pool.map(give, range(0, len(mine), DRAWS_AT_ONCE)))
            done += len(mine)


def _give(scorer: "_Scorer", weights: NDArray[np.float32], done: int,
          blocks: SimpleQueue[NDArray[np.float32]], use: Use, start: int) -> None:  # fmt: skip
    block = blocks.get()
    try:
        use(done + start, scorer.scores(weights, start, block))
    finally:
        blocks.put(block)


class _Scorer:
    """Scores under one variant: plus, where cells are uncertain, a normal deviate whose variance
    is the weighted sum of theirs. Each block of draws has its own stream: threads change nothing.
    """

    def __init__(self, ground: Ground, variant: int, seed: int) -> None:
        self._cells = np.ascontiguousarray(ground.matrices[variant].T, dtype=np.float32)
        spread = ground.variances[variant] if ground.variances else None
        self._spread = None if spread is None else np.ascontiguousarray(spread.T, dtype=np.float32)
        self._seed = seed

    def scores(self, weights: NDArray[np.float32], start: int, block: NDArray[np.float32]
               ) -> NDArray[np.float32]:  # fmt: skip
        """Those of the draws from `start` on, written in `block`."""
        some = weights[start : start + DRAWS_AT_ONCE]
        scores: NDArray[np.float32] = np.matmul(some, self._cells, out=block[: len(some)])
        if self._spread is not None:
            draw = np.random.Generator(np.random.SFC64((self._seed, start)))
            spread = np.sqrt(np.matmul(some**2, self._spread))
            for row, one in zip(scores, spread, strict=True):
                row += draw.standard_normal(len(row), dtype=np.float32) * one
        return scores


def _few_ranks(scores: NDArray[np.float32], units: Sequence[int], kind: type) -> Ranks:
    ranks: Ranks = np.empty((len(scores), len(units)), dtype=kind)
    above = np.empty(scores.shape[1], dtype=np.bool_)
    for row, line in enumerate(scores):
        for place, unit in enumerate(units):
            # One line stays in cache, and counting without an axis is the fast path of NumPy.
            np.greater(line, line[unit], out=above)
            ranks[row, place] = np.count_nonzero(above) + 1
    return ranks


def _all_ranks(scores: NDArray[np.float32], kind: type) -> Ranks:
    """Ranks by a radix sort, half a score at a time: stable sorts of 16 bits cost no comparison.

    The bits of a float, those of a negative one but the sign turned over, are in its order.
    """
    ranks: Ranks = np.empty(scores.shape, dtype=kind)
    places = np.arange(1, scores.shape[1] + 1, dtype=kind)
    for row, bits in zip(ranks, scores.view(np.int32), strict=True):
        reverse = ~(bits ^ ((bits >> 31) & _ALL_BUT_SIGN)) ^ _SIGN
        halves = reverse.view(np.uint16).reshape(-1, 2)
        order = np.argsort(halves[:, _LOW_HALF], kind="stable")
        order = order[np.argsort(halves[order, 1 - _LOW_HALF], kind="stable")]
        row[order] = _tied(places, reverse[order])
    return ranks


def _tied(places: Ranks, values: NDArray[np.int32]) -> Ranks:
    """The places of sorted values, equal ones sharing the best."""
    follows = np.flatnonzero(values[1:] == values[:-1]) + 1
    if not follows.size:
        return places
    # Few are tied: only the runs are walked. The best of a run stands just before its followers.
    starts = np.maximum.accumulate(np.where(np.diff(follows, prepend=-1) == 1, 0, follows))
    tied = places.copy()
    tied[follows] = places[starts - 1]
    return tied


def summary(ranks: Ranks, places: Sequence[int], threads: int) -> Summary:
    """What may be said of `ranks` (units x draws), whose rows are sorted in place."""
    blocks = [ranks[start : start + UNITS_AT_ONCE] for start in range(0, len(ranks), UNITS_AT_ONCE)]
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda block: _summed(block, places), blocks))
    mean, quantiles, within = (np.concatenate(part) for part in zip(*done, strict=True))
    return Summary(mean, quantiles, ranks[:, 0].astype(np.int64), ranks[:, -1].astype(np.int64),
                   tuple(places), within)  # fmt: skip


def _summed(block: Ranks, places: Sequence[int]) -> tuple[Floats, NDArray[np.int64], Floats]:
    block.sort(axis=1, kind="stable")
    draws = block.shape[1]
    at = [int(np.ceil(share * draws)) - 1 for share in (LOW, MIDDLE, HIGH)]
    within = [np.count_nonzero(block <= place, axis=1) / draws for place in places]
    return block.mean(axis=1), block[:, at].astype(np.int64), np.column_stack(within)


def acceptability(sorted_ranks: Ranks) -> list[tuple[int, float]]:
    """Each rank that one unit took, and in what share of the draws."""
    found, counts = np.unique(sorted_ranks, return_counts=True)
    shares = counts / sorted_ranks.size
    return [(int(rank), float(share)) for rank, share in zip(found, shares, strict=True)]
