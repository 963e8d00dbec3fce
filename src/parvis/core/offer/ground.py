"""Zones and places of a service, as a town describes them, and how they are joined."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from scipy.spatial import cKDTree

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats, gini
from parvis.core.offer.streets import (
    Mode,
    Spots,
    Streets,
    flat,
    straight_minutes,
    street_minutes,
)

FARTHEST_KM = 40.0
"""A place farther than that from every zone is not in the town: it is refused."""


@dataclass(frozen=True)
class Ground:
    """Zones with their people and incomes (NaN where not known), and places, open or possible.

    `demand`: those of each zone who would use the service, its people where the town says nothing.
    `hours_a_week` and `capacity` are NaN where the town does not say them; `stops` None likewise.
    """

    zones: Spots
    population: Floats
    incomes: Floats
    sites: Spots
    is_open: tuple[bool, ...]
    hours_a_week: Floats
    streets: Streets | None
    demand: Floats
    capacity: Floats
    stops: Spots | None = None

    def __post_init__(self) -> None:
        if not self.population.sum() > 0:
            raise Refused("siting.nobody")
        metres, _ = cKDTree(flat(self.zones.points)).query(flat(self.sites.points))
        worst = int(np.argmax(metres))
        if metres[worst] > FARTHEST_KM * 1000:
            raise Refused("siting.far", name=self.sites.names[worst],
                          km=round(float(metres[worst]) / 1000))  # fmt: skip

    def minutes(self, mode: Mode) -> Floats:
        """Minutes (zones, sites): along streets where there are, else straight and labelled so."""
        return self._ways(self.sites, mode)

    def to_stop(self) -> Floats | None:
        """Minutes on foot from each zone to its nearest stop; None where no stop is known.

        A network goes beyond the town: stops that no street of it is near are nobody's.
        """
        if self.stops is None:
            return None
        minutes = self._ways(self.stops, Mode.FOOT, are_needed=False)
        nearest: Floats = minutes.min(axis=1)
        return nearest

    def _ways(self, places: Spots, mode: Mode, *, are_needed: bool = True) -> Floats:
        if self.streets is None:
            return straight_minutes(self.zones, places, mode)
        return street_minutes(self.streets, self.zones, places, mode, are_needed=are_needed)

    @property
    def way(self) -> str:
        """How distances are measured, in French."""
        if self.streets is None:
            return "à vol d’oiseau, allongé de 30 %"
        return f"par les rues ({self.streets.source})"

    @property
    def stamp(self) -> str:
        """What changes when what is described does."""
        digest = blake2b(digest_size=16)
        for part in self._parts():
            digest.update(part)
        return digest.hexdigest()

    def _parts(self) -> Iterator[bytes]:
        spots = [self.zones, self.sites, *([self.stops] if self.stops else [])]
        for some in spots:
            yield "\n".join(some.names).encode()
            yield some.points.tobytes()
        for numbers in (self.population, self.incomes, self.demand, self.hours_a_week,
                        self.capacity, np.array(self.is_open)):  # fmt: skip
            yield numbers.tobytes()
        if self.streets is not None:
            yield self.streets.source.encode()
            yield self.streets.metres.tobytes()


@dataclass(frozen=True, slots=True)
class Ways:
    """What zones' minutes say in all: mean, people beyond the time accepted, inequality (Gini),
    mean of the poorest and of the richest fifth of the people (NaN without incomes).
    """

    mean: float
    beyond: float
    inequality: float
    poorest: float
    richest: float


def ways_of(ground: Ground, minutes: Floats, reach: float) -> Ways:
    """The minutes (zones,) of all inhabitants summed up; a zone without a way is beyond."""
    people, known = ground.population, np.isfinite(minutes)
    mean = float("nan")
    if people[known].sum() > 0:
        mean = float(np.average(minutes[known], weights=people[known]))
    poorest, richest = fifths(ground, minutes)
    return Ways(mean, float(people[~(minutes <= reach)].sum()),
                gini(minutes[known], people[known]), poorest, richest)  # fmt: skip


def fifths(ground: Ground, values: Floats) -> tuple[float, float]:
    """Mean of `values` for the poorest and the richest fifth of the people; NaN without incomes."""
    known = np.isfinite(ground.incomes) & np.isfinite(values)
    if not known.any():
        return float("nan"), float("nan")
    order = np.flatnonzero(known)[np.argsort(ground.incomes[known])]
    share = np.cumsum(ground.population[order]) / ground.population[order].sum()
    ends = (order[share <= 0.2], order[share > 0.8])
    poor, rich = (
        float(np.average(values[some], weights=ground.population[some]))
        if some.size and ground.population[some].sum() > 0 else float("nan")
        for some in ends
    )  # fmt: skip
    return poor, rich
