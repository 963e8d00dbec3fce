"""One measured step about composite indices, in a process of its own.

Argument: `every`, `five` or `loop` (rank distributions), `proved` or `pairs` (intervals), `noisy`
or `noisy_loop` (measured and missing values drawn), `slider` or `slider_plain` (a weight moved),
`doubt` or `doubt_loop` (Sobol' indices), `triples` or `triples_plain`.
"""

import os
import sys
from itertools import combinations
from time import perf_counter

import numpy as np

from parvis.core.palmares.bounds import guaranteed
from parvis.core.palmares.cells import Cells
from parvis.core.palmares.distinct import triples as owned
from parvis.core.palmares.doubt import Question
from parvis.core.palmares.doubt import doubt as doubted
from parvis.core.palmares.draws import drawn_weights, ranks_of, summary
from parvis.core.palmares.presets import scores_under
from parvis.core.palmares.ranking import descending
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground
from parvis.site.bench.children import tell

COMMUNES, CRITERIA, PILLARS, VARIANTS, DRAWS = 35_000, 150, 11, 6, 10_000
SPREAD, SEED, FIVE = 0.25, 41_269, (0, 1, 2, 3, 4)
LOOP_DRAWS, PAIRED_COMMUNES, CHECKED_DRAWS = 60, 200, 600
NOISY_DRAWS, COMPARED = 1_000, 200
DOUBTS, LOOP_DOUBTS = 100_000, 300
TURNS, LOOP_TRIPLES = 11, 3_000


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


def noisy() -> None:
    """Every commune's rank when each cell is drawn around its value, one in ten being missing."""
    ground = _noisy_ground()
    started = perf_counter()
    ranks = ranks_of(ground, _weights(ground, NOISY_DRAWS), None, _threads(), SEED)
    told = summary(ranks, (1, 10), _threads())
    seconds = perf_counter() - started
    few = list(range(0, COMMUNES, COMMUNES // COMPARED))
    tell(seconds=seconds, middle=told.quantiles[few].tolist())


def noisy_loop() -> None:
    """The yardstick: every cell of every commune drawn, draw after draw."""
    ground = _noisy_ground()
    weights = _weights(ground, LOOP_DRAWS).astype(np.float64)
    draw = np.random.default_rng(SEED + 1)
    ranks = np.empty((LOOP_DRAWS, COMMUNES), dtype=np.int64)
    started = perf_counter()
    for number, weight in enumerate(weights):
        way = number % VARIANTS
        cells = draw.normal(ground.matrices[way], np.sqrt(ground.variances[way]))
        order = np.argsort(-(cells @ weight))
        ranks[number, order] = np.arange(1, COMMUNES + 1)
    seconds = (perf_counter() - started) * NOISY_DRAWS / LOOP_DRAWS
    few = list(range(0, COMMUNES, COMMUNES // COMPARED))
    tell(seconds=seconds, middle=np.median(ranks[:, few], axis=0).tolist())


def slider() -> None:
    """One weight of a category moved: everybody scored and ranked again."""
    categories, weights = _pillars()[0], np.ones(PILLARS)
    categories[::7, 3] = np.nan
    times = []
    for turn in range(TURNS):
        weights[turn % PILLARS] = 1 + turn
        started = perf_counter()
        descending(scores_under(categories, weights))
        times.append(perf_counter() - started)
    tell(seconds=float(np.median(times)))


def slider_plain() -> None:
    """The yardstick of the slider: the whole index counted again from its criteria."""
    criteria, weights = _criteria()[0], np.ones(CRITERIA)
    times = []
    for turn in range(3):
        weights[turn] = 1 + turn
        started = perf_counter()
        span = criteria.max(axis=0) - criteria.min(axis=0)
        scaled = (criteria - criteria.min(axis=0)) / span
        np.argsort(np.argsort(-(scaled @ weights)))
        times.append(perf_counter() - started)
    tell(seconds=float(np.median(times)))


def doubt() -> None:
    """Sobol' indices of the rank of one commune among all, and their widest interval."""
    question = _question()
    started = perf_counter()
    found = doubted(question, DOUBTS, SEED, _threads())
    seconds = perf_counter() - started
    pairs = [pair for index in found.indices
             for pair in (index.first_interval, index.total_interval)]  # fmt: skip
    tell(seconds=seconds, runs=found.runs, widest=max(high - low for low, high in pairs) / 2)


def doubt_loop() -> None:
    """The yardstick of the indices: each draw scores everybody."""
    question = _question()
    draw = np.random.default_rng(SEED)
    weights = drawn_weights(question.shares, LOOP_DOUBTS, SPREAD, SEED).astype(np.float64)
    started = perf_counter()
    for weight in weights:
        cells = question.pillars[int(draw.integers(len(question.pillars)))][0]
        scores = draw.normal(cells.means, np.sqrt(cells.variances)) @ weight
        np.count_nonzero(scores > scores[question.unit])
    tell(seconds=(perf_counter() - started) * 6 * DOUBTS / LOOP_DOUBTS)


def triples() -> None:
    """Every triple of criteria on which nobody is as good, for one of the best communes."""
    criteria = _criteria()[0]
    owned(criteria[1:] >= criteria[0])
    times, counts = [], []
    # The best communes own the most: they are the longest to search.
    for unit in np.argsort(-criteria.sum(axis=1))[:TURNS].tolist():
        above = np.delete(criteria, unit, axis=0) >= criteria[unit]
        started = perf_counter()
        counts.append(len(owned(above)))
        times.append(perf_counter() - started)
    tell(seconds=float(np.median(times)), owned=max(counts))


def triples_plain() -> None:
    """The yardstick of the triples: one after another, on a few of them."""
    criteria = _criteria()[0]
    above = np.ascontiguousarray((np.delete(criteria, 1, axis=0) >= criteria[1]).T)
    some = list(combinations(range(CRITERIA), 3))[:LOOP_TRIPLES]
    started = perf_counter()
    for a, b, c in some:
        (above[a] & above[b] & above[c]).any()
    tell(seconds=(perf_counter() - started) * 551_300 / LOOP_TRIPLES)


def _noisy_ground() -> Ground:
    draw = np.random.default_rng(SEED + 2)
    spread = draw.uniform(0.02, 0.3, size=(COMMUNES, CRITERIA)) ** 2
    spread[draw.random(spread.shape) < 0.1] = 1.0
    ground = _ground(_criteria())
    return Ground(ground.codes, ground.elements, ground.shares, ground.matrices,
                  (spread,) * VARIANTS)  # fmt: skip


def _question() -> Question:
    draw = np.random.default_rng(SEED + 3)
    pillars = tuple(
        (Cells(means, draw.uniform(0.001, 0.01, means.shape)),
         Cells(means + 0.03 * draw.normal(size=means.shape), np.full(means.shape, 0.01)))
        for means in _pillars()
    )  # fmt: skip
    middle = int(np.argsort(-pillars[0][0].means.sum(axis=1))[COMMUNES // 5])
    return Question(pillars, np.full(PILLARS, 1 / PILLARS), middle, SPREAD)


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


STEPS = {
    step.__name__: step
    for step in (every, five, loop, proved, pairs, noisy, noisy_loop, slider, slider_plain, doubt,
                 doubt_loop, triples, triples_plain)
}  # fmt: skip


if __name__ == "__main__":
    STEPS[sys.argv[1]]()
