"""What each person uses, told as levels, and the groups that share habits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.loyalty.segments import Segments, correspondence, segments, telling

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FEWEST_USES = 12
"""Uses below which somebody's habits are not known."""
_LEVELS = (0.2, 0.45)
"""Shares of one's uses from which something is used "in part", then "mostly"."""
_AS_MUCH = 1.3
"""How many times the mean share of everybody makes a group stand out."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group in plain words: its size, how surely it is found again, what it uses, and what sets
    it apart: the part of its uses and that of everybody, the most distinctive first."""

    people: int
    stability: float
    stands_out: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """The groups found, and who of those whose habits are known is in which."""

    segments: Segments
    groups: tuple[Group, ...]
    known: NDArray[np.bool_]


def groups_of(counts: Ints, names: Sequence[str], seed: int) -> Habits | None:
    """The groups in `counts` (people, things), each person's uses of each of `names`.

    None where no group is found again: people then differ by degrees, not by kinds.
    """
    known = counts.sum(axis=1) >= FEWEST_USES
    used = counts[known]
    if len(used) < 2 * FEWEST_USES:
        return None
    found = segments(_points(used), lambda draw: _points(_redealt(used, draw)), seed)
    return None if found is None else Habits(found, _told(used, names, found), known)


def _points(counts: Ints) -> Floats:
    shares = counts / counts.sum(axis=1, keepdims=True)
    levels = np.digitize(shares, _LEVELS)
    variables = counts.shape[1]
    return telling(correspondence(levels, [len(_LEVELS) + 1] * variables), variables)


def _redealt(counts: Ints, seed: int) -> Ints:
    """Everybody's uses, dealt again at random: as many each, of the same things in all."""
    rng = np.random.default_rng(seed)
    people, things = counts.shape
    who = np.repeat(np.arange(people), counts.sum(axis=1))
    what = rng.permutation(np.repeat(np.arange(things), counts.sum(axis=0)))
    dealt = np.bincount(who * things + what, minlength=people * things)
    return dealt.reshape(people, things).astype(np.int64)


def _told(counts: Ints, names: Sequence[str], found: Segments) -> tuple[Group, ...]:
    everybody = counts.sum(axis=0) / counts.sum()
    groups = []
    for rank, stability in enumerate(found.stability):
        mine = counts[found.of == rank]
        share = mine.sum(axis=0) / mine.sum()
        order = np.argsort(-(share / np.maximum(everybody, 1e-12)))
        apart = tuple((names[k], float(share[k]), float(everybody[k])) for k in order.tolist()
                      if share[k] > _AS_MUCH * everybody[k])  # fmt: skip
        groups.append(Group(len(mine), stability, apart))
    return tuple(groups)
