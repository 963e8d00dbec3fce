"""Where a grid jumps: one more euro of income, and the price leaps; and whether families know it.

What families declare just below a threshold more often than just above is read in published
counts alone, as McCrary (Journal of Econometrics 142, 2008) does with the density.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

from scipy.special import ndtr

from parvis.core.offer.grid import Bracket, Rate, Tariff
from parvis.core.privacy.cellkey import VARIANCE
from parvis.core.privacy.disclosure import DisclosedTable

WIDTH = 80.0
"""Euros on each side of a threshold within which families are compared."""


@dataclass(frozen=True, slots=True)
class Jump:
    """At an income of `at`, the price changes by `cents`, for those of the rate `rate`."""

    rate: str
    at: float
    cents: float


def jumps_of(tariff: Tariff, day: date) -> tuple[Jump, ...]:
    """The jumps of the grid in force on `day`, the largest first; none where prices are smooth."""
    grid = tariff.grid_on(day)
    found = [jump for rate in (grid.rates if grid else ()) for jump in _of_rate(rate)]
    return tuple(sorted(found, key=lambda jump: (-abs(jump.cents), jump.at)))


def _of_rate(rate: Rate) -> list[Jump]:
    return [
        Jump(rate.name, float(after.start or 0), _bounded(rate, after) - _bounded(rate, before))
        for before, after in pairwise(rate.brackets)
        if after.price_cents != before.price_cents
    ]


def _bounded(rate: Rate, bracket: Bracket) -> float:
    cents = bracket.price_cents
    if rate.floor_cents is not None:
        cents = max(cents, rate.floor_cents)
    return float(cents if rate.cap_cents is None else min(cents, rate.cap_cents))


@dataclass(frozen=True, slots=True)
class Crowd:
    """Families around a threshold. `share`: of those within the width, how many are below;
    `expected`: what their neighbours on each side make one expect; `chance`: of seeing that much
    below by chance alone. None where too few families may be shown.
    """

    at: float
    below: int | None
    above: int | None
    share: float | None
    expected: float | None
    chance: float | None

    def is_avoided(self, false_alarm: float = 0.01) -> bool:
        """Whether families crowd below, beyond chance."""
        return self.chance is not None and self.chance < false_alarm


def crowd_of(at: float, table: DisclosedTable) -> Crowd:
    """What the four published counts around `at` say; noise is counted in the chance."""
    shown = {cell.keys[0].split(" ", 1)[1]: cell.value for cell in table.cells}
    far_low, below, above, far_high = (
        shown.get(name, 0.0) for name in ("loin dessous", "dessous", "dessus", "loin dessus")
    )
    if far_low is None or below is None or above is None or far_high is None:
        return Crowd(at, _whole(below), _whole(above), None, None, None)
    return _crowd(at, below, above, (far_low / 2, far_high / 2))


def _crowd(at: float, below: float, above: float, per_width: Sequence[float]) -> Crowd:
    """The density is a straight line between the middles of the two outer windows."""
    low, high = per_width
    left, right = low + (high - low) * 1.5 / 4, low + (high - low) * 2.5 / 4
    n = below + above
    if n <= 0 or left + right <= 0:
        return Crowd(at, _whole(below), _whole(above), None, None, None)
    expected, share = left / (left + right), below / n
    # Sampling of the two windows, of what is expected from the outer ones, and the noise of counts.
    outer = expected * (1 - expected) / (2 * (low + high))
    spread = sqrt(expected * (1 - expected) / n + outer + VARIANCE / (2 * n * n))
    return Crowd(at, _whole(below), _whole(above), share, expected,
                 float(ndtr((expected - share) / spread)))  # fmt: skip


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
