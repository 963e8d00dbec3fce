"""How good a linkage is, said without any label: from its own probabilities."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.clusters import Seams, Weighed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CLIP = 12.0
_DRAWS, _SEED = 4_000, 17
_WRONG, _LOST = (3.0, 3.0), (6.0, 3.0)
"""Factors by which the model may expect too many, and too few, pairs wrongly put together or lost.
It more often fears for matches that no doubt holds apart than it misses some."""
_UNTOLD = 0.5
_MANY_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share in [0, 1] and its 95 % interval. It holds as far as the model does."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs of records of one person: found rightly, and found at all."""

    precision: Estimate
    recall: Estimate
    blocking: Estimate


@dataclass(frozen=True, slots=True)
class Missed:
    """Matches that no key brought together, and the variance of that number."""

    count: float
    variance: float


def missed_by_blocking(odds: Floats, hits: Ints) -> Missed:
    """Chao's lower bound, from matches that one key found and those that two did.

    Source: Chao, Scandinavian Journal of Statistics 11 (1984), with its variance (1987).
    """
    chance = probability(odds)
    once, twice = float(chance[hits == 1].sum()), float(chance[hits == 2].sum())
    if once == 0:
        return Missed(0.0, 0.0)
    ratio = once / max(twice, 1.0)
    spread = max(twice, 1.0) * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    return Missed(once * ratio / 2, spread)


def quality(
    inner: Weighed,
    person: Ints,
    seams: Seams,
    compared: Weighed,
    missed: Missed,
    unlike: int = 0,
) -> Quality:
    """Estimated precision and recall of the persons found.

    `inner`: every pair inside a component; `seams`: where doubtful ones were sewn or not;
    `compared`: every compared pair; `person`: the label of each record. Errors come by whole
    groups: two persons sewn together are wrong in all the pairs between them. `unlike`: pairs
    put together under two first names, as twins are: they may all be wrong.
    """
    kept = inner.where(person[inner.left] == person[inner.right])
    sizes = np.bincount(person)
    likely = probability(seams.odds) * seams.pairs
    apart = float(likely[~seams.is_sewn].sum())
    wrong = float((seams.pairs - likely)[seams.is_sewn].sum()) + _inside(kept, person, sizes)
    total = float(len(kept.odds))
    # What keys missed and groups brought together through others is no longer lost.
    recovered = total - float((person[compared.left] == person[compared.right]).sum())
    unseen = max(missed.count - recovered, 0.0)
    lost = apart + _between(compared, person, sizes) + unseen
    joints = _Joints(sizes, np.random.default_rng(_SEED))
    fewest, most = joints.between(wrong, joints.pairs_of_two, _WRONG)
    right = max(total - wrong, 0.0)
    seen = float(probability(compared.odds).sum())
    return Quality(
        _share(total, wrong, (fewest, most + unlike), of_total=True),
        _share(right, lost, joints.between(lost, joints.pairs_of_one, _LOST), of_total=False),
        _share(seen, missed.count, joints.between(missed.count, joints.pairs_of_one, _LOST),
               of_total=False),
    )  # fmt: skip


def _inside(kept: Weighed, person: Ints, sizes: Ints) -> float:
    """Pairs expected wrong in groups: each record is doubted as its mean agreement with the rest
    of its group allows, and takes all its pairs with it."""
    count = len(person)
    odds = np.clip(kept.odds, -_CLIP, _CLIP)
    total = np.bincount(kept.left, odds, count) + np.bincount(kept.right, odds, count)
    others = sizes[person] - 1
    inside = others > 0
    return float((probability(-total[inside] / others[inside])).sum())


def _between(compared: Weighed, person: Ints, sizes: Ints) -> float:
    """Pairs expected lost between groups that were compared, and not put in one component."""
    one, other = person[compared.left], person[compared.right]
    apart = one != other
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    keys, place = np.unique(low * len(person) + high, return_inverse=True)
    if not len(keys):
        return 0.0
    odds = np.clip(compared.odds[apart], -_CLIP, _CLIP)
    mean = np.bincount(place, odds) / np.bincount(place)
    pairs = sizes[keys // len(person)] * sizes[keys % len(person)]
    return float((np.minimum(probability(mean), 0.5) * pairs).sum())


@dataclass(frozen=True, slots=True)
class _Joints:
    """Chance of the number of wrong pairs: they come by joints, each wrong as a whole.

    The rate of joints is what the model expects, give or take a factor (it may be wrong of that
    much), and half a joint that nothing tells of.
    """

    sizes: Ints
    rng: np.random.Generator

    def pairs_of_two(self, count: int) -> Floats:
        """Pairs between two persons, each as large as a record's person is."""
        return self._drawn(count) * self._drawn(count)

    def pairs_of_one(self, count: int) -> Floats:
        """Pairs of one record with the person it was left out of."""
        return self._drawn(count)

    def between(
        self, expected: float, cost: Callable[[int], Floats], wrong_by: tuple[float, float]
    ) -> tuple[float, float]:
        """The 95 % interval of a number of pairs whose expectation the model gives."""
        mean = float(cost(_DRAWS).mean())
        factor = np.exp(self.rng.uniform(-np.log(wrong_by[0]), np.log(wrong_by[1]), _DRAWS))
        events = self.rng.poisson(factor * expected / mean + _UNTOLD)
        many = events > _MANY_EVENTS
        totals = np.where(many, events * mean, 0.0)
        few = np.flatnonzero(~many)
        costs = cost(int(events[few].sum()))
        totals[few] = np.bincount(np.repeat(np.arange(len(few)), events[few]), costs, len(few))
        low, high = np.quantile(totals, [0.025, 0.975]).tolist()
        return min(low, expected), max(high, expected)

    def _drawn(self, count: int) -> Floats:
        """Sizes of the persons of records drawn at random."""
        records = np.repeat(self.sizes, self.sizes)
        return records[self.rng.integers(0, len(records), count)].astype(float)


def probability(odds: Floats) -> Floats:
    """The probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))


def _share(good: float, bad: float, between: tuple[float, float], *, of_total: bool) -> Estimate:
    """good / (good + bad), or 1 - bad / good where `good` is the total; 1 of nothing."""
    if good <= 0:
        return Estimate(1.0, 0.0, 1.0)
    low, high = between
    if of_total:
        return Estimate(*(max(1 - wrong / good, 0.0) for wrong in (bad, high, low)))
    return Estimate(*(good / (good + wrong) for wrong in (bad, high, low)))
