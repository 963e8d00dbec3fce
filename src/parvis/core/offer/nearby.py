"""How near a service is: minutes to the nearest place and to a stop, what is open in reach, and
places per inhabitant with supply conserved (E2SFCA).
"""

from dataclasses import dataclass

import numpy as np

from parvis.core.offer.access import Decay, Floats, Times, e2sfca, gini
from parvis.core.offer.ground import Ground, Ways, fifths, ways_of
from parvis.core.offer.streets import Mode

STOP_MINUTES = 10.0
"""On foot to a stop: beyond, one is said to be far from one."""
_ZONES = np.array([2 / 3, 4 / 3, 2.0])
_WEIGHTS = np.array([1.0, 0.68, 0.22])
"""Luo and Qi (2009): 10, 20 and 30 minutes where 15 are accepted; they follow what is accepted."""


@dataclass(frozen=True)
class Nearby:
    """Per zone (zones,): `minutes` to the nearest open place, infinite without a way; `stop`, the
    same on foot to a stop (None: no stop known); `hours` a week open in reach; `per_head`, supply
    per person of the demand. `ways` sums minutes up, `stops` those to a stop.

    `supply` is given out, `lost` is reached by nobody; `error`: how far what is received is from
    what is given, as a share. `unit` names the supply, in French; the inequality and the two fifths
    are of it.
    """

    minutes: Floats
    stop: Floats | None
    hours: Floats
    per_head: Floats
    ways: Ways
    stops: Ways | None
    supply: float
    lost: float
    error: float
    unit: str
    inequality: float
    poorest: float
    richest: float

    @property
    def per(self) -> int:
        """For how many persons of the demand the supply is told: hours one by one, places by
        mille."""
        return 1 if self.unit.startswith("heures") else 1_000


def nearby_of(ground: Ground, mode: Mode, reach: float) -> Nearby:
    """How near the places open today are. Without any, every way is infinite."""
    opened = np.flatnonzero(ground.is_open)
    minutes = ground.minutes(mode)[:, opened]
    nearest = minutes.min(axis=1) if opened.size else np.full(len(ground.population), np.inf)
    unit, supply = _supply(ground, opened)
    found = e2sfca(_times(minutes), ground.demand, supply, Decay(_ZONES * reach, _WEIGHTS))
    used = float(found.supply_used.sum())
    received = float((ground.demand * found.per_head).sum())
    poorest, richest = fifths(ground, found.per_head)
    stop = ground.to_stop()
    return Nearby(
        nearest, stop, (minutes <= reach) @ ground.hours_a_week[opened], found.per_head,
        ways_of(ground, nearest, reach),
        None if stop is None else ways_of(ground, stop, STOP_MINUTES),
        used, found.unreached, abs(received / used - 1) if used else 0.0, unit,
        gini(found.per_head, ground.demand), poorest, richest,
    )  # fmt: skip


def _times(minutes: Floats) -> Times:
    cells, sites = np.isfinite(minutes).nonzero()
    return Times(cells, sites, minutes[cells, sites], *minutes.shape)


def _supply(ground: Ground, opened: np.ndarray) -> tuple[str, Floats]:
    """What the open places offer: capacity times hours where both are known, else what is known."""
    capacity, hours = ground.capacity[opened], ground.hours_a_week[opened]
    has_capacity, has_hours = (bool(np.isfinite(x).all()) for x in (capacity, hours))
    if has_capacity and has_hours:
        return "heures de place par semaine", capacity * hours
    if has_capacity:
        return "places", capacity
    if has_hours:
        return "heures ouvertes par semaine", hours
    return "lieux", np.ones(opened.size)
