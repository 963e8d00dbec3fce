"""One measured step about composite indices, in a process of its own.

Argument: `every`, `five` or `loop` (rank distributions), `proved` or `pairs` (intervals).
"""

import os
import sys
from time import perf_counter

import numpy as np

from parvis.core.palmares.bounds import guaranteed
from parvis.core.palmares.draws import drawn_weights, ranks_of, summary
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground
from parvis.site.bench.children import tell

COMMUNES, CRITERIA, PILLARS, VARIANTS, DRAWS = 35_000, 150, 11, 6, 10_000
SPREAD, SEED, FIVE = 0.25, 41_269, (0, 1, 2, 3, 4)
LOOP_DRAWS, PAIRED_COMMUNES, CHECKED_DRAWS = 60, 200, 600


def every() -> None:
    """The distribution of the rank of each commune."""
    ground = _ground(_criteria())
    started = perf_counter()
    ranks = ranks_of(ground, _weights(ground, DRAWS), None, _threads())
    told = summary(ranks, (1, 10), _threads())
    tell(seconds=perf_counter() - started, units=len(told.mean))


def five() -> None:
    """The same for five communes."""
    ground = _ground(_criteria())
    started = perf_counter()
    summary(ranks_of(ground, _weights(ground, DRAWS), FIVE, _threads()), (1, 10), 1)
    tell(seconds=perf_counter() - started)


def loop() -> None:
    """The yardstick of distributions: score, sort, note the ranks, draw after draw."""
    ground = _ground(_criteria())
    weights = _weights(ground, LOOP_DRAWS).astype(np.float64)
    ranks = np.empty((LOOP_DRAWS, COMMUNES), dtype=np.int64)
    started = perf_counter()
    for draw, weight in enumerate(weights):
        order = np.argsort(-(ground.matrices[draw % VARIANTS] @ weight))
        ranks[draw, order] = np.arange(1, COMMUNES + 1)
    np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    tell(seconds=(perf_counter() - started) * DRAWS / LOOP_DRAWS)


def proved() -> None:
    """The intervals of all communes, and how many simulated ranks fall outside."""
    ground = _ground(_pillars())
    started = perf_counter()
    found = guaranteed(ground, SPREAD, _threads())
    seconds = perf_counter() - started
    ranks = ranks_of(ground, _weights(ground, CHECKED_DRAWS), None, _threads())
    outside = (ranks < found.best[:, None]) | (ranks > found.worst[:, None])
    tell(seconds=seconds, outside=int(outside.sum()))


def pairs() -> None:
    """The yardstick of intervals: each commune against all, in turn."""
    ground = _ground(_pillars())
    started = perf_counter()
    for matrix in ground.matrices:
        parts = matrix * ground.shares
        for one in parts[:PAIRED_COMMUNES]:
            gaps = parts - one
            lead, swing = gaps.sum(axis=1), SPREAD * np.abs(gaps).sum(axis=1)
            np.count_nonzero(lead > swing), np.count_nonzero(lead + swing > 0)
    tell(seconds=(perf_counter() - started) * COMMUNES / PAIRED_COMMUNES)


def _criteria() -> tuple[Floats, ...]:
    draw = np.random.default_rng(SEED)
    values = draw.normal(size=(COMMUNES, CRITERIA)) + 0.3 * draw.normal(size=(COMMUNES, 1))
    return tuple(values + 0.2 * draw.normal(size=values.shape) for _ in range(VARIANTS))


def _pillars() -> tuple[Floats, ...]:
    return tuple(
        np.column_stack([values[:, first::PILLARS].mean(axis=1) for first in range(PILLARS)])
        for values in _criteria()
    )


def _ground(matrices: tuple[Floats, ...]) -> Ground:
    width = matrices[0].shape[1]
    names = tuple(map(str, range(COMMUNES)))
    return Ground(names, names[:width], np.full(width, 1 / width), matrices)


def _weights(ground: Ground, draws: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return drawn_weights(ground.shares, draws, SPREAD, SEED)


def _threads() -> int:
    return os.cpu_count() or 1


STEPS = {"every": every, "five": five, "loop": loop, "proved": proved, "pairs": pairs}


if __name__ == "__main__":
    STEPS[sys.argv[1]]()
