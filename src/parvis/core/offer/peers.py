"""What a commune offers beside comparable ones: how many it would have if it were like them.

Comparable communes are chosen on structure (ages, incomes, households), never on what is compared.
Their counts follow a Poisson law whose rate varies from one to another as a gamma law does, fitted
by moments (Marshall, Applied Statistics 40, 1991): what such a commune would have is negative
binomial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaincinv

from parvis.core.metrics.emerging import benjamini_hochberg
from parvis.core.offer.access import Floats
from parvis.core.territory.indicators import Indicator, latest, parts_of
from parvis.core.territory.reference import Reference

FEWEST = 5
"""Fewer comparable communes with the figure make no comparison."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One kind of place, counted in the commune and in comparable ones.

    Rates per `scale` inhabitants: that of the commune with its 95 % interval (Garwood, 1936), that
    expected and between what it would lie if the commune were like the others. `chance`: of a count
    as far from them. `is_low`, `is_high`: apart beyond chance, the number of comparisons counted.
    """

    title: str
    year: int
    count: float
    rate: float
    interval: tuple[float, float]
    expected: float
    expected_interval: tuple[float, float]
    peers: int
    chance: float
    is_low: bool
    is_high: bool


def beside_peers(code: str, reference: Reference, indicators: Sequence[Indicator],
                 peers: Sequence[str]) -> list[Beside]:  # fmt: skip
    """Each indicator that is a count over inhabitants, the one most behind first."""
    row, rows = reference.rank[code], reference.rows(peers)
    found = [one for indicator in indicators
             if (one := _beside(indicator, reference, row, rows)) is not None]  # fmt: skip
    said = benjamini_hochberg(np.array([one[-1] for one in found]))
    told = [_told(*one, is_said=bool(is_said))
            for one, is_said in zip(found, said, strict=True)]  # fmt: skip
    return sorted(told, key=lambda one: one.rate / max(one.expected, 1e-9))


_Found = tuple[Indicator, int, float, float, "Law", int, float]


@dataclass(frozen=True, slots=True)
class Law:
    """What a commune of `people` would count: mean `rate` a head, spread `variance` between."""

    rate: float
    variance: float
    people: float

    def chance(self, count: float) -> float:
        """Of a count as far on its side, both sides counted."""
        law = self._law()
        return float(min(1.0, 2 * min(law.cdf(count), law.sf(count - 1))))

    def interval(self) -> tuple[float, float]:
        """Between what 95 % of such communes count."""
        low, high = self._law().ppf([0.025, 0.975])
        return float(low), float(high)

    def _law(self) -> Any:
        # Here, for these laws take half of a second to come, and most processes ask for none.
        from scipy.stats import nbinom, poisson

        if self.variance <= 0:
            return poisson(self.rate * self.people)
        shape, pace = self.rate**2 / self.variance, self.rate / self.variance
        return nbinom(shape, pace / (pace + self.people))


def law_of(counts: Floats, people: Floats, mine: float) -> Law:
    """The law of comparable communes, for one of `mine` inhabitants; arrays (peers,)."""
    rate = float(counts.sum() / people.sum())
    excess = (people * (counts / people - rate) ** 2).sum() - (len(counts) - 1) * rate
    scale = people.sum() - (people**2).sum() / people.sum()
    return Law(rate, max(float(excess / scale), 0.0), mine)


def _beside(indicator: Indicator, reference: Reference, row: int, rows: np.ndarray
            ) -> _Found | None:  # fmt: skip
    point = latest(indicator, reference)
    if point is None or not point.bottom:
        return None
    top, bottom = parts_of(point, reference)
    known = rows[np.isfinite(top[rows]) & (bottom[rows] > 0)]
    if len(known) < FEWEST or not (np.isfinite(top[row]) and bottom[row] > 0):
        return None
    if not top[known].sum() > 0:
        return None
    law = law_of(top[known], bottom[known], float(bottom[row]))
    count = float(top[row])
    return indicator, point.year, count, float(bottom[row]), law, len(known), law.chance(count)


def _told(indicator: Indicator, year: int, count: float, people: float, law: Law, peers: int,
          chance: float, *, is_said: bool) -> Beside:  # fmt: skip
    per = indicator.scale / people
    low = float(gammaincinv(count, 0.025)) if count else 0.0
    high = float(gammaincinv(count + 1, 0.975))
    expected = law.rate * people
    least, most = law.interval()
    return Beside(
        indicator.title, year, count, count * per, (low * per, high * per), expected * per,
        (least * per, most * per), peers, chance, is_said and count < expected,
        is_said and count > expected,
    )  # fmt: skip
