"""The scan finds what gathers, and stays silent where chance explains it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.territory.scan import most_likely_cluster

GRID = np.array([[x, y] for x in range(5) for y in range(5)], float)
EQUAL = np.full(25, 100.0)


def test_a_worked_example_of_two_areas_against_one() -> None:
    """Events 30, 10, 10 over equal populations: 30 ln(30 / 16.67) + 20 ln(20 / 33.33) = 7.418."""
    from parvis.core.territory import scan

    ratios = scan._log_ratios(np.array([30.0]), np.array([50 / 3]), 50.0)
    assert ratios[0] == pytest.approx(7.418, abs=1e-3)
    line = np.array([[0.0, 0.0], [5.0, 0.0], [10.0, 0.0]])
    found = most_likely_cluster(np.array([30.0, 10.0, 10.0]), np.ones(3), line, seed=1)
    assert found is not None
    assert found.areas == (0,)
    assert found.ratio == pytest.approx(3.0)
    assert found.is_said


def test_a_planted_cluster_is_found_where_it_is() -> None:
    rng = np.random.default_rng(4)
    rate = np.full(25, 20.0)
    planted = [6, 7, 11, 12]
    rate[planted] *= 1.8
    found = most_likely_cluster(rng.poisson(rate).astype(float), EQUAL, GRID, seed=1)
    assert found is not None
    assert found.is_said
    assert len(set(planted) & set(found.areas)) >= 3
    assert len(set(found.areas) - set(planted)) <= 1


def test_of_a_hundred_towns_without_cluster_few_alarm() -> None:
    """At 5 %, 100 nulls alarm at most 11 times but once in a hundred."""
    rng = np.random.default_rng(5)
    found = [
        most_likely_cluster(rng.poisson(EQUAL / 5).astype(float), EQUAL, GRID, seed=s, draws=199)
        for s in range(100)
    ]
    assert sum(one is not None and one.is_said for one in found) <= 11


def test_nothing_to_scan_gives_nothing() -> None:
    assert most_likely_cluster(np.zeros(25), EQUAL, GRID, seed=1) is None
    assert most_likely_cluster(np.ones(2), np.ones(2), GRID[:2], seed=1) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=25, max_size=25), st.integers(0, 9))
def test_a_cluster_never_holds_more_than_half_of_the_population(events, seed) -> None:
    found = most_likely_cluster(np.array(events, float), EQUAL, GRID, seed=seed, draws=19)
    if found is not None:
        assert len(found.areas) <= 12
        assert 0 < found.p_value <= 1
