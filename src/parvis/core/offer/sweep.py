"""Many grids on the same families at once: revenue, losers, jumps, without pricing anyone twice.

Families are sorted by income once. What a grid of brackets brings in is then a difference of
sums per bracket, exact to the cent; who loses by it is a count in a range (`core.offer.ranges`).
"""

from dataclasses import dataclass

import numpy as np

from parvis.core.offer.ranges import Floats, Ints, Ranges, ranges_of


@dataclass(frozen=True, slots=True)
class Families:
    """Families sorted by income: `incomes` (n), units a year (n), and what they pay today.

    `units_before[i]` and `spent_before[i]`: units, and units times income, of the first i.
    `by_price` and `by_effort` answer who pays less today than a new price, flat or proportional.
    """

    incomes: Floats
    units: Floats
    paid_cents: Floats
    units_before: Floats
    spent_before: Floats
    by_price: Ranges
    by_effort: Ranges


@dataclass(frozen=True, slots=True)
class Brackets:
    """Grids of brackets. `borders`: (grids, k), growing; `prices_cents`: (grids, k + 1), whole.

    A family whose income equals a border is above it.
    """

    borders: Floats
    prices_cents: Floats


@dataclass(frozen=True, slots=True)
class Efforts:
    """Grids of one rate each: `percent` of the income between `floor_cents` and `cap_cents`."""

    percent: Floats
    floor_cents: Floats
    cap_cents: Floats


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Per grid: what it brings in a year, how many families pay more, the largest jump.

    `jumps_cents`: the largest change of price for one more euro of income; zero where the price
    follows the income without a step.
    """

    revenue_cents: Floats
    losers: Floats
    jumps_cents: Floats


def families_of(incomes: Floats, units: Floats, paid_cents: Floats) -> Families:
    """Prepare families: incomes >= 0, units a year, the price of a unit today in whole cents."""
    order = np.argsort(incomes, kind="stable")
    incomes, units, paid = incomes[order], units[order], paid_cents[order]
    one = np.ones(incomes.size)
    # With prices rounded half up, one pays more from (paid + 0.5) / income percent on.
    with np.errstate(divide="ignore"):
        threshold = np.where(incomes > 0, (paid + 0.5) / incomes, np.inf)
    return Families(
        incomes=incomes,
        units=units,
        paid_cents=paid,
        units_before=_sums(units),
        spent_before=_sums(units * incomes),
        by_price=ranges_of(paid, one),
        by_effort=ranges_of(threshold, one),
    )


def _sums(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def revenue_of_brackets(families: Families, grids: Brackets) -> Floats:
    """Cents a year that each grid of brackets brings in."""
    places = _places(families, grids)
    units = families.units_before[places[:, 1:]] - families.units_before[places[:, :-1]]
    revenue: Floats = (units * grids.prices_cents).sum(axis=1)
    return revenue


def outcomes_of_brackets(families: Families, grids: Brackets) -> Outcomes:
    """Revenue, losers and jumps of each grid of brackets."""
    places = _places(families, grids)
    units = families.units_before[places[:, 1:]] - families.units_before[places[:, :-1]]
    losers = families.by_price.below(places[:, :-1], places[:, 1:], grids.prices_cents)
    steps = np.abs(np.diff(grids.prices_cents, axis=1))
    jumps = steps.max(axis=1, initial=0.0)
    return Outcomes((units * grids.prices_cents).sum(axis=1), losers.sum(axis=1), jumps)


def _places(families: Families, grids: Brackets) -> Ints:
    """Where each bracket begins and ends among the families, (grids, k + 2)."""
    inner = np.searchsorted(families.incomes, grids.borders, side="left")
    edge = np.zeros((len(inner), 1), dtype=np.int64)
    return np.concatenate([edge, inner, edge + families.incomes.size], axis=1)


def outcomes_of_efforts(families: Families, grids: Efforts) -> Outcomes:
    """Revenue, losers and jumps of each grid of one rate.

    Revenue adds prices before they are rounded to the cent: it may differ from a bill by half a
    cent a unit at the very most, and by far less in the sum.
    """
    zero = np.zeros(grids.percent.size, dtype=np.int64)
    low = np.searchsorted(families.incomes, grids.floor_cents / grids.percent, side="left")
    high = np.searchsorted(families.incomes, grids.cap_cents / grids.percent, side="right")
    low, end = np.minimum(low, high), zero + families.incomes.size
    units, spent = families.units_before, families.spent_before
    revenue = (
        units[low] * grids.floor_cents
        + (spent[high] - spent[low]) * grids.percent
        + (units[end] - units[high]) * grids.cap_cents
    )
    # An exact half cent is rounded up: a hair more than the rate finds it whatever its last bit.
    just_above = grids.percent * (1 + 1e-12)
    losers = (
        families.by_price.below(zero, low, grids.floor_cents)
        + families.by_effort.below(low, high, just_above)
        + families.by_price.below(high, end, grids.cap_cents)
    )
    return Outcomes(revenue, losers, np.zeros(grids.percent.size))
