"""How good a linkage is, said without any label: from its own probabilities."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.clusters import Weighed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_Z = 1.96


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


def quality(inner: Weighed, person: Ints, compared: Weighed, missed: Missed) -> Quality:
    """Estimated precision and recall of the persons found.

    `inner`: every pair inside a component; `compared`: every compared pair; `person`: the label
    of each record. A pair kept by its group is believed as much as the group's mean odds.
    """
    kept = inner.where(person[inner.left] == person[inner.right])
    group = person[kept.left]
    size = np.bincount(group, minlength=len(person)).astype(float)
    mean = np.bincount(group, np.clip(kept.odds, -12, 12), len(person)) / np.maximum(size, 1)
    chance = np.maximum(probability(kept.odds), probability(mean[group]))
    good = float(chance.sum())
    apart = compared.where(person[compared.left] != person[compared.right])
    lost_chance = np.minimum(probability(apart.odds), 0.5)
    lost = float(lost_chance.sum())
    seen = float(probability(compared.odds).sum())
    recovered = max(good - float(probability(compared.odds).sum()) + lost, 0.0)
    unseen = max(missed.count - recovered, 0.0)
    inside = np.bincount(group, chance, len(person))[size > 0] / size[size > 0]
    spread = float((size[size > 0] ** 2 * inside * (1 - inside)).sum())
    lost_spread = float((lost_chance * (1 - lost_chance)).sum()) + missed.variance
    return Quality(
        _share(good, len(chance) - good, sqrt(spread)),
        _share(good, lost + unseen, sqrt(spread + lost_spread)),
        _share(seen, missed.count, sqrt(missed.variance)),
    )


def probability(odds: Floats) -> Floats:
    """The probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))


def _share(good: float, bad: float, spread: float) -> Estimate:
    """good / (good + bad), whose `bad` is known give or take `spread`; 1 of nothing."""
    if good <= 0:
        return Estimate(1.0, 0.0, 1.0)
    margin, total = _Z * max(spread, 1.0), good + bad
    low, high = good / (total + margin), good / max(total - min(margin, bad), good)
    return Estimate(good / total, low, high)
