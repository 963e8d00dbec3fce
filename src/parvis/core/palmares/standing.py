"""Where one commune stands: among all, and among the few it is compared with, and how surely."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.palmares.draws import nested_weights, ranks_of
from parvis.core.palmares.field import Field
from parvis.core.palmares.ranking import descending
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.variants import Ground

DRAWS, ALL_DRAWS, SPREAD, SEED = 6000, 1200, 0.25, 41_269
LOW, HIGH = 0.05, 0.95
Rows = Sequence[int]


@dataclass(frozen=True, slots=True)
class Band:
    """A rank among `n`: nine draws in ten fall from `low` to `high`.

    `rank` is the nominal one; `top_tenth` the share of draws in the first tenth of the group.
    """

    n: int
    rank: int
    low: int
    middle: int
    high: int
    top_tenth: float

    @property
    def is_sure(self) -> bool:
        """Whether the rank may be said alone."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Rival:
    """Another unit of the group, by position; `ahead` is the share of draws it is ahead in."""

    unit: int
    band: Band
    ahead: float

    @property
    def is_tied(self) -> bool:
        """Whether neither is ahead in nineteen draws of twenty."""
        return LOW < self.ahead < HIGH


@dataclass(frozen=True)
class Group:
    """A commune among a few: `scores` is draws x members, `weights` draws x criteria.

    `ways` gives the way of each draw; `members` are positions in the field, the commune first.
    """

    field: Field
    members: tuple[int, ...]
    weights: NDArray[np.float32]
    ways: NDArray[np.intp]
    scores: NDArray[np.float32]

    @property
    def unit(self) -> int:
        """The commune."""
        return self.members[0]

    def band(self, member: int = 0) -> Band:
        """The band of a member of the group."""
        nominal = self.field.scores[list(self.members)]
        return band_of(_ranks(self.scores, self.scores[:, member]), nominal, member)

    def rivals(self) -> tuple[Rival, ...]:
        """The other members, the best first."""
        own = self.scores[:, 0]
        found = [
            Rival(unit, self.band(k), float((self.scores[:, k] > own).mean()))
            for k, unit in enumerate(self.members)
            if k
        ]
        return tuple(sorted(found, key=lambda rival: (rival.band.middle, rival.band.rank)))

    def categories(self) -> tuple[Band, ...]:
        """The band of the commune in each category."""
        bands = []
        for number in range(len(self.field.preset.categories)):
            columns = self.field.columns(number)
            scores = _drawn(self.field.ground.among(self.members).only(columns),
                            self.weights[:, columns], self.ways)  # fmt: skip
            nominal = self.field.categories[list(self.members), number]
            bands.append(band_of(_ranks(scores, scores[:, 0]), nominal, 0))
        return tuple(bands)


def group_of(field: Field, unit: int, others: Rows, draws: int = DRAWS) -> Group:
    """The commune at `unit` among `others` (positions), drawn together."""
    members = (unit, *(other for other in others if other != unit))
    ways = len(field.ground.matrices)
    weights = nested_weights(field.ground.shares, field.families, draws, SPREAD, SEED)
    taken = np.concatenate([np.full(len(weights[way::ways]), way) for way in range(ways)])
    ordered = np.concatenate([weights[way::ways] for way in range(ways)])
    scores = _drawn(field.ground.among(members), ordered, taken)
    return Group(field, members, ordered, taken, scores)


def _drawn(ground: Ground, weights: NDArray[np.float32], ways: NDArray[np.intp]
           ) -> NDArray[np.float32]:  # fmt: skip
    """Scores, draws x members, each draw under its way."""
    draw = np.random.default_rng(SEED)
    scores = np.empty((len(weights), len(ground.codes)), dtype=np.float32)
    for way, matrix in enumerate(ground.matrices):
        own = weights[ways == way]
        noise = draw.standard_normal((len(own), len(ground.codes)), dtype=np.float32)
        spread = np.sqrt(own**2 @ ground.variances[way].T)
        scores[ways == way] = own @ matrix.T + noise * spread
    return scores


def _ranks(scores: NDArray[np.float32], own: NDArray[np.float32]) -> NDArray[np.intp]:
    ranks: NDArray[np.intp] = 1 + np.count_nonzero(scores > own[:, None], axis=1)
    return ranks


def band_of(ranks: NDArray[np.integer], nominal: Floats, unit: int) -> Band:
    """The band that drawn ranks make, `nominal` being the scores of the group."""
    known = nominal[~np.isnan(nominal)]
    ordered = np.sort(ranks)
    low, middle, high = (int(ordered[int(np.ceil(q * ranks.size)) - 1]) for q in (LOW, 0.5, HIGH))
    rank = 1 + int((known > nominal[unit]).sum())
    tenth = float((ranks <= np.ceil(len(nominal) / 10)).mean())
    return Band(len(nominal), rank, low, middle, high, tenth)


def among_all(field: Field, unit: int, rows: Rows | None = None, draws: int = ALL_DRAWS) -> Band:
    """The band of the commune at `unit` among all, or among those of `rows` and itself."""
    if rows is not None:
        members = sorted({unit, *rows})
        ground, own = field.ground.among(members), members.index(unit)
        nominal = field.scores[members]
    else:
        ground, own, nominal = field.ground, unit, field.scores
    weights = nested_weights(ground.shares, field.families, draws, SPREAD, SEED)
    ranks = ranks_of(ground, weights, [own], os.cpu_count() or 1, SEED)
    return band_of(ranks[0], nominal, own)


def everywhere(field: Field, draws: int = ALL_DRAWS) -> dict[str, Floats]:
    """Bands of every unit among all: arrays `rank`, `low`, `middle`, `high`."""
    threads = os.cpu_count() or 1
    weights = nested_weights(field.ground.shares, field.families, draws, SPREAD, SEED)
    ranks = ranks_of(field.ground, weights, None, threads, SEED)
    with ThreadPoolExecutor(threads) as pool:
        parts = np.array_split(ranks, threads * 8)
        list(pool.map(lambda part: part.sort(axis=1, kind="stable"), parts))
    places = {"low": LOW, "middle": 0.5, "high": HIGH}
    bands = {name: ranks[:, int(np.ceil(share * draws)) - 1].astype(np.float64)
             for name, share in places.items()}  # fmt: skip
    rank = descending(field.scores)
    return {"rank": rank, **bands}
