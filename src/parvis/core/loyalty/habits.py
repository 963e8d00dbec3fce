"""What each person uses, told as levels, and the groups that share habits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.loyalty.segments import Axes, Segments, correspondence, segments

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_PEOPLE = 3000
"""People among whom groups are looked for: more would find the same ones, a minute later."""
FEWEST_USES = 12
"""Uses below which somebody's habits are not known."""
_LEVELS = (0.05, 0.25, 0.6)
"""Shares of one's uses at which something is used "hardly", "in part" and "mostly"."""
_RARE = 0.05
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
    """The groups found, and who was looked at, in the order of `segments.of`."""

    segments: Segments
    groups: tuple[Group, ...]
    known: Flags


def groups_of(counts: Ints, names: Sequence[str], seed: int) -> Habits | None:
    """The groups in `counts` (people, things), each person's uses of each of `names`.

    None where no group is found again: people then differ by degrees, not by kinds. Beyond
    `MOST_PEOPLE` whose habits are known, groups are looked for among as many drawn by lot.
    """
    known = _looked_at(counts.sum(axis=1) >= FEWEST_USES, seed)
    used = counts[known]
    if len(used) < 2 * FEWEST_USES:
        return None
    found = segments(used, _axes, _redealt, seed)
    return None if found is None else Habits(found, _told(used, names, found), known)


def _looked_at(known: Flags, seed: int) -> Flags:
    places = np.flatnonzero(known)
    if places.size <= MOST_PEOPLE:
        return known
    drawn = np.zeros(known.size, bool)
    drawn[np.random.default_rng(seed).choice(places, MOST_PEOPLE, replace=False)] = True
    return drawn


def _axes(counts: Ints) -> Axes:
    """Where people stand by what they use, each share told as one of three levels or between two.

    Told as one level alone, people would fall on a few spots, and any spot is a group found again.
    Coding between levels: Greenacre, "Fuzzy coding in constrained ordinations", Ecology 94 (2013).
    A level that few are near is told with its neighbour: alone it would be an axis of its own (Le
    Roux and Rouanet, "Multiple Correspondence Analysis", 2010, section 3.2).
    """
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    blocks = [_common(_between(shares[:, place])) for place in range(counts.shape[1])]
    told = [block for block in blocks if block.shape[1] > 1]
    if not told:
        return Axes(np.zeros((len(counts), 1)), np.zeros(1))
    return correspondence(np.concatenate(told, axis=1), len(told))


def _between(share: Floats) -> Floats:
    """How near a share (n) is to each of `_LEVELS`, by straight lines between them (n, 3)."""
    little, partly, mostly = _LEVELS
    low = np.clip((partly - share) / (partly - little), 0.0, 1.0)
    high = np.clip((share - partly) / (mostly - partly), 0.0, 1.0)
    return np.stack([low, 1 - low - high, high], axis=1)


def _common(levels: Floats) -> Floats:
    """The levels, those that fewer than `_RARE` of people are near told with their neighbour."""
    while levels.shape[1] > 1:
        near = levels.mean(axis=0)
        rare = int(near.argmin())
        if near[rare] >= _RARE:
            break
        other = rare - 1 if rare else 1
        joined = levels.copy()
        joined[:, other] += joined[:, rare]
        levels = np.delete(joined, rare, axis=1)
    return levels


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
