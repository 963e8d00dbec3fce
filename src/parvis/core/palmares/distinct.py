"""What sets a commune apart: differences that chance does not explain, and rare combinations.

Test values against comparable communes (L. Lebart) on shrunk figures, with the false discoveries
held by Y. Benjamini and Y. Hochberg, JRSS B 57 (1995). Combinations of three criteria on which
nobody does as well are common: how many a commune drawn at random has is told beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from parvis.core.palmares.criteria import Criterion
from parvis.core.palmares.field import Field
from parvis.core.palmares.sheet import Floats

FALSE_DISCOVERIES = 0.05
FEWEST, WORD = 8, 64
WITNESSES, SEED = 40, 41_269


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which the commune differs from its group: `value` against `mean`.

    `test_value` is the gap in standard errors of a new member; `is_better` follows the direction.
    """

    criterion: Criterion
    value: float
    mean: float
    test_value: float
    q_value: float
    is_better: bool


def differences(field: Field, unit: int, others: Sequence[int]) -> tuple[Difference, ...]:
    """The differences that hold, false discoveries under 5 %, the widest first."""
    figures = field.figures
    own, theirs = figures.centres[unit], figures.centres[list(others)]
    tested = []
    for column, criterion in enumerate(figures.criteria):
        known = theirs[:, column][np.isfinite(theirs[:, column])]
        if known.size < FEWEST or not np.isfinite(own[column]) or known.std() == 0:
            continue
        noise = float(figures.deviations[unit, column]) ** 2
        error = np.sqrt(known.var(ddof=1) * (1 + 1 / known.size) + noise)
        gap = float((own[column] - known.mean()) / error)
        p_value = float(2 * stdtr(known.size - 1, -abs(gap)))
        tested.append((criterion, float(own[column]), float(known.mean()), gap, p_value))
    q_values = adjusted(np.array([line[-1] for line in tested]))
    found = [
        Difference(criterion, value, mean, gap, float(q), gap * criterion.direction > 0)
        for (criterion, value, mean, gap, _), q in zip(tested, q_values, strict=True)
        if q <= FALSE_DISCOVERIES
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.test_value)))


def adjusted(p_values: Floats) -> Floats:
    """Benjamini-Hochberg: under which rate of false discoveries each would be found."""
    n = p_values.size
    order = np.argsort(p_values)
    steps = p_values[order] * n / np.arange(1, n + 1)
    q_values = np.empty(n)
    q_values[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1)
    return q_values


def triples(above: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Triples of criteria, one per row, on which no other unit is at least as good on all three.

    `above` is others x criteria: whether the other is at least as good. The others that are so on
    most criteria are met first, for they rule out most triples; those left meet the next 64.
    """
    first, second, third = _all_triples(above.shape[1])
    order = np.argsort(-above.sum(axis=1), kind="stable")
    for word in _words(above[order]):
        together = np.take(word, first)
        together &= np.take(word, second)
        together &= np.take(word, third)
        alive = together == 0
        if not alive.all():
            first, second, third = first[alive], second[alive], third[alive]
        if not first.size:
            break
    return np.column_stack([first, second, third])


@lru_cache(maxsize=8)
def _all_triples(width: int) -> tuple[NDArray[np.intp], ...]:
    """Every triple of columns: the first ones, the second ones, the third ones."""
    first, second = np.triu_indices(width, 1)
    counts = width - 1 - second
    third = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    third += np.repeat(second, counts) + 1
    return np.repeat(first, counts), np.repeat(second, counts), third


def _words(above: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Bits of 64 units at a time: words x criteria."""
    padded = np.zeros((-(-len(above) // WORD) * WORD, above.shape[1]), dtype=np.bool_)
    padded[: len(above)] = above
    packed = np.packbits(padded, axis=0).reshape(-1, WORD // 8, above.shape[1])
    words: NDArray[np.uint64] = packed.transpose(0, 2, 1).copy().view(np.uint64)[:, :, 0]
    return words


@dataclass(frozen=True, slots=True)
class Rarity:
    """The triples a commune owns among `n` others, and how many others own as many.

    `best` are the criteria of the one that puts it highest. `as_many` is the share of `witnesses`
    communes drawn at random in the same group that own at least as many.
    """

    owned: int
    possible: int
    n: int
    witnesses: int
    as_many: float
    best: tuple[Criterion, ...]


def rarity(field: Field, unit: int, group: Sequence[int], columns: Sequence[int]) -> Rarity:
    """The triples of the commune among the criteria `columns`, and those of communes at random."""
    members = np.array([unit, *(one for one in group if one != unit)])
    known = [c for c in columns if np.isfinite(field.points[unit, c])]
    directions = np.array([field.figures.criteria[c].direction for c in known])
    oriented = field.figures.values[members][:, known] * directions
    owned = triples(_as_good(oriented, 0))
    draw = np.random.default_rng(SEED)
    some = draw.choice(np.arange(1, len(members)), min(WITNESSES, len(members) - 1), replace=False)
    counts = np.array([len(triples(_as_good(oriented, int(one)))) for one in some])
    return Rarity(
        owned=len(owned), possible=len(known) * (len(known) - 1) * (len(known) - 2) // 6,
        n=len(members) - 1, witnesses=len(some),
        as_many=float((counts >= len(owned)).mean()) if len(some) else 1.0,
        best=tuple(field.figures.criteria[known[c]] for c in _highest(oriented, owned)),
    )  # fmt: skip


def _as_good(oriented: Floats, unit: int) -> NDArray[np.bool_]:
    """Whether each other unit is at least as good; an unknown figure is not."""
    others = np.delete(oriented, unit, axis=0)
    with np.errstate(invalid="ignore"):
        as_good: NDArray[np.bool_] = (others >= oriented[unit]) | np.isnan(oriented[unit])
    return as_good


def _highest(oriented: Floats, owned: NDArray[np.intp]) -> NDArray[np.intp]:
    """The triple whose worst criterion is the best placed."""
    if not len(owned):
        return np.empty(0, dtype=np.intp)
    with np.errstate(invalid="ignore"):
        places = (oriented[1:] >= oriented[0]).mean(axis=0)
    worst = places[owned].max(axis=1)
    best: NDArray[np.intp] = owned[np.argmin(worst)]
    return best
