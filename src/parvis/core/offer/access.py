"""Access to places: the nearest, what can be reached in time, and E2SFCA with supply conserved.

Luo and Qi, “An enhanced two-step floating catchment area (E2SFCA) method” (Health & Place 15,
2009), as the DREES does for its APL: each place shares its supply among those who can reach it,
each inhabitant adds up the shares within reach.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Times:
    """Travel times known, one entry per pair: `minutes` from `cells` to `sites` (ranks).

    Pairs that are not there are out of reach. `cell_count` and `site_count` give the shapes.
    """

    cells: Ints
    sites: Ints
    minutes: Floats
    cell_count: int
    site_count: int


@dataclass(frozen=True, slots=True)
class Decay:
    """How much a place counts by its distance: `weights[k]` up to `minutes[k]`, then nothing."""

    minutes: Floats
    weights: Floats

    def of(self, minutes: Floats) -> Floats:
        """The weight of each travel time."""
        step = np.searchsorted(self.minutes, minutes, side="left")
        return np.append(self.weights, 0.0)[step]


@dataclass(frozen=True, slots=True)
class Access:
    """`per_head`: supply per inhabitant, by cell; `supply_used`: what each site gives away.

    `unreached`: the supply of sites that nobody reaches, which no cell receives.
    """

    per_head: Floats
    supply_used: Floats
    unreached: float


def e2sfca(times: Times, population: Floats, supply: Floats, decay: Decay) -> Access:
    """Access of each cell. The sum of population times access equals the supply within reach.

    `population` (cells,) and `supply` (sites,) are >= 0.
    """
    weight = decay.of(times.minutes)
    demand = _sums(times.sites, weight * population[times.cells], times.site_count)
    is_reached = demand > 0
    ratio = np.divide(supply, demand, out=np.zeros_like(demand), where=is_reached)
    per_head = _sums(times.cells, weight * ratio[times.sites], times.cell_count)
    return Access(per_head, np.where(is_reached, supply, 0.0), float(supply[~is_reached].sum()))


def _sums(ranks: Ints, values: Floats, count: int) -> Floats:
    """The sum of `values` by rank."""
    return np.bincount(ranks, values, count).astype(np.float64)


def nearest(times: Times) -> tuple[Floats, Ints]:
    """Minutes to the nearest site and its rank, by cell; infinite and -1 where none is known."""
    order = np.lexsort((times.sites, times.minutes, times.cells))
    cells, first = np.unique(times.cells[order], return_index=True)
    minutes = np.full(times.cell_count, np.inf)
    sites = np.full(times.cell_count, -1, dtype=np.int64)
    minutes[cells] = times.minutes[order][first]
    sites[cells] = times.sites[order][first]
    return minutes, sites


def within(times: Times, supply: Floats, minutes: float) -> Floats:
    """The supply each cell reaches within `minutes`."""
    near = times.minutes <= minutes
    return _sums(times.cells[near], supply[times.sites[near]], times.cell_count)


def beyond(nearest_minutes: Floats, population: Floats, minutes: float) -> float:
    """How many inhabitants have no site within `minutes`."""
    return float(population[nearest_minutes > minutes].sum())


def gini(values: Floats, population: Floats) -> float:
    """Inequality of `values` among inhabitants: 0 when all have the same, near 1 when one has all.

    The area between the Lorenz curve and equality, by trapezes, exact for grouped data. NaN where
    nobody has anything.
    """
    order = np.argsort(values)
    weights, amounts = population[order], (values * population)[order]
    if not amounts.sum() > 0:
        return float("nan")
    people = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    share = np.concatenate([[0.0], np.cumsum(amounts) / amounts.sum()])
    return float(1 - np.sum(np.diff(people) * (share[1:] + share[:-1])))
