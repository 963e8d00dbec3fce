"""Access shares out what there is, no more and no less."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.offer.access import Decay, Times, beyond, e2sfca, gini, nearest, within

STEPS = Decay(np.array([10.0, 20.0, 30.0]), np.array([1.0, 0.68, 0.22]))
"""The weights of Luo and Qi (2009) for zones of 10, 20 and 30 minutes."""


def times(rows: list[tuple[int, int, float]], cells: int, sites: int) -> Times:
    of, to, minutes = (np.array(c) for c in zip(*rows, strict=True))
    return Times(of.astype(int), to.astype(int), minutes.astype(float), cells, sites)


def test_a_worked_example_by_hand() -> None:
    """Two sites of 10 places; 100 people at 5 and 15 minutes, 50 at 25 from the first only."""
    all_times = times([(0, 0, 5.0), (0, 1, 15.0), (1, 0, 25.0)], 2, 2)
    found = e2sfca(all_times, np.array([100.0, 50.0]), np.array([10.0, 10.0]), STEPS)
    first, second = 10 / (100 + 0.22 * 50), 10 / (0.68 * 100)
    assert found.per_head == pytest.approx([first + 0.68 * second, 0.22 * first])


@given(st.integers(0, 2**32 - 1))
def test_supply_within_reach_is_conserved(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells, sites = int(rng.integers(1, 40)), int(rng.integers(1, 12))
    pairs = rng.random((cells, sites)) < 0.5
    of, to = np.nonzero(pairs)
    known = Times(of, to, rng.uniform(0, 40, of.size), cells, sites)
    population, supply = rng.integers(0, 90, cells) + 0.0, rng.uniform(0, 50, sites)
    found = e2sfca(known, population, supply, STEPS)
    given_out = (population * found.per_head).sum()
    assert given_out == pytest.approx(found.supply_used.sum(), rel=1e-9, abs=1e-9)
    assert found.supply_used.sum() + found.unreached == pytest.approx(supply.sum())


def test_the_nearest_site_and_what_is_within_reach() -> None:
    known = times([(0, 1, 12.0), (0, 0, 7.0), (2, 1, 31.0)], 3, 2)
    minutes, site = nearest(known)
    assert minutes.tolist() == [7.0, np.inf, 31.0]
    assert site.tolist() == [0, -1, 1]
    assert within(known, np.array([3.0, 4.0]), 15).tolist() == [7.0, 0.0, 0.0]
    assert beyond(minutes, np.array([10.0, 20.0, 30.0]), 15) == 50.0


def test_inequality_of_known_distributions() -> None:
    assert gini(np.ones(5), np.arange(1.0, 6.0)) == pytest.approx(0)
    assert gini(np.array([0.0, 0.0, 0.0, 1.0]), np.ones(4)) == pytest.approx(0.75)
    assert gini(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4)) == pytest.approx(0.25)
    assert np.isnan(gini(np.zeros(3), np.ones(3)))
