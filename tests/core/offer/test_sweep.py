"""Many grids at once say what each would say alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.offer.ranges import ranges_of
from parvis.core.offer.sweep import (
    Brackets,
    Efforts,
    families_of,
    outcomes_of_brackets,
    outcomes_of_efforts,
    revenue_of_brackets,
)

seeds = st.integers(0, 2**32 - 1)


@given(seeds)
def test_a_range_counts_what_a_loop_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, rng.integers(1, 40), rng.integers(0, 60)).astype(float)
    weights = rng.integers(1, 5, values.size).astype(float)
    start, end = rng.integers(0, values.size + 1, (2, 30))
    bound = rng.integers(-2, 45, 30).astype(float)
    found = ranges_of(values, weights).below(start, end, bound)
    slow = [weights[s:e][values[s:e] < b].sum() for s, e, b in zip(start, end, bound, strict=True)]
    assert found.tolist() == slow


def _families(rng: np.random.Generator):
    n = int(rng.integers(1, 200))
    incomes = np.round(rng.gamma(2, 400, n), 0)
    return incomes, rng.integers(1, 144, n).astype(float), rng.integers(50, 600, n).astype(float)


@given(seeds)
def test_brackets_at_once_equal_brackets_one_family_at_a_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    incomes, units, paid = _families(rng)
    borders = np.sort(rng.integers(0, 2_000, (8, 5)).astype(float), axis=1)
    prices = rng.integers(50, 700, (8, 6)).astype(float)
    families, grids = families_of(incomes, units, paid), Brackets(borders, prices)
    found = outcomes_of_brackets(families, grids)
    for rank in range(8):
        price = prices[rank][np.searchsorted(borders[rank], incomes, side="right")]
        assert found.revenue_cents[rank] == (price * units).sum()
        assert found.losers[rank] == (price > paid).sum()
        assert found.jumps_cents[rank] == np.abs(np.diff(prices[rank])).max()
    assert revenue_of_brackets(families, grids).tolist() == found.revenue_cents.tolist()


@given(seeds)
def test_efforts_at_once_equal_efforts_one_family_at_a_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    incomes, units, paid = _families(rng)
    percent = rng.integers(5, 90, 8) / 100
    floor = rng.integers(20, 200, 8).astype(float)
    cap = floor + rng.integers(0, 500, 8)
    found = outcomes_of_efforts(families_of(incomes, units, paid), Efforts(percent, floor, cap))
    for rank in range(8):
        exact = np.clip(incomes * percent[rank], floor[rank], cap[rank])
        assert np.isclose(found.revenue_cents[rank], (exact * units).sum(), rtol=1e-12)
        rounded = np.floor(exact + 0.5 + 1e-9)
        assert found.losers[rank] == (rounded > paid).sum()
