"""Which choice moves a result, and how much: Sobol' indices of groups of inputs, with intervals.

First-order indices by A. Saltelli et al., Computer Physics Communications 181 (2010), total ones
by M. Jansen, Computer Physics Communications 117 (1999); intervals by the bootstrap of rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.palmares.sheet import Floats

RESAMPLES, LOW, HIGH = 200, 0.05, 0.95
FEWEST = 64


@dataclass(frozen=True, slots=True)
class Index:
    """The share of the variance that a group of inputs explains alone (`first`) or is part of.

    Each with its interval at 90 %.
    """

    name: str
    first: float
    first_interval: tuple[float, float]
    total: float
    total_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Influence:
    """The indices of each group; `mean` and `deviation` are those of the result."""

    indices: tuple[Index, ...]
    mean: float
    deviation: float
    runs: int


def influence(
    result: Callable[[Floats], Floats],
    groups: Sequence[tuple[str, int]],
    n: int,
    seed: int,
) -> Influence:
    """The influence of each of `groups` (name, how many inputs) on `result`.

    `result` takes inputs uniform from 0 to 1, draws x inputs, and gives one number per draw; it
    is asked `n` times (2 + groups) draws. Refused if `n` is too small to say anything.
    """
    if n < FEWEST:
        raise Refused("palmares.few_draws", n=n, fewest=FEWEST)
    width = sum(size for _, size in groups)
    draw = np.random.default_rng(seed)
    a, b = draw.random((n, width)), draw.random((n, width))
    of_a, of_b = result(a), result(b)
    mixed = []
    start = 0
    for _, size in groups:
        swapped = a.copy()
        swapped[:, start : start + size] = b[:, start : start + size]
        mixed.append(result(swapped))
        start += size
    both = np.concatenate([of_a, of_b])
    names = [name for name, _ in groups]
    found = _indices(names, of_a, of_b, np.array(mixed), draw)
    return Influence(found, float(both.mean()), float(both.std()), n * (2 + len(groups)))


def _indices(names: Sequence[str], of_a: Floats, of_b: Floats, mixed: Floats,
             draw: np.random.Generator) -> tuple[Index, ...]:  # fmt: skip
    n = len(of_a)
    centre = np.concatenate([of_a, of_b]).mean()
    first = (of_b - centre) * (mixed - of_a)
    total = (of_a - mixed) ** 2 / 2
    spread = ((of_a - centre) ** 2 + (of_b - centre) ** 2) / 2
    terms = np.vstack([first, total, spread[None]])
    resampled = _resampled(terms, draw, n)
    sums = np.vstack([terms.mean(axis=1), resampled])
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.nan_to_num(sums[:, :-1] / sums[:, -1:])
    low, high = np.quantile(shares[1:], (LOW, HIGH), axis=0)
    k = len(names)
    return tuple(
        Index(name, float(shares[0, i]), (float(low[i]), float(high[i])),
              float(shares[0, k + i]), (float(low[k + i]), float(high[k + i])))
        for i, name in enumerate(names)
    )  # fmt: skip


def _resampled(terms: Floats, draw: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Means of the terms over rows drawn again: resamples x terms."""
    found = np.empty((RESAMPLES, len(terms)))
    for row in range(RESAMPLES):
        counts = np.bincount(draw.integers(0, n, n), minlength=n)
        found[row] = terms @ counts / n
    return found
