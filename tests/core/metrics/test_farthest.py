"""The extremes of several values: as the published tables say, and seldom named by chance."""

import numpy as np
import pytest

from parvis.core.metrics.farthest import are_farther_than_chance, range_of

PUBLISHED = {2: 2.77, 3: 3.31, 4: 3.63, 5: 3.86, 10: 4.47, 20: 5.01}
"""Upper 5 % points of the studentised range, infinite degrees of freedom: Pearson and Hartley,
"Biometrika Tables for Statisticians" I, table 29."""


@pytest.mark.parametrize(("among", "published"), PUBLISHED.items())
def test_the_range_is_that_of_the_published_tables(among: int, published: float) -> None:
    assert range_of(among) == pytest.approx(published, abs=0.006)


@pytest.mark.parametrize("among", [2, 7, 64, 300])
def test_the_range_is_that_of_scipy(among: int) -> None:
    from scipy.stats import studentized_range

    assert range_of(among) == pytest.approx(studentized_range.ppf(0.95, among, 1e6), rel=1e-4)


def test_equal_values_have_their_extremes_named_once_in_twenty() -> None:
    """Where two intervals that are merely apart would name those of 64 equal values six times in
    ten."""
    drawn = np.random.default_rng(7).normal(0, 1, (4_000, 64))
    gaps = (drawn.max(1) - drawn.min(1)).tolist()
    named = np.mean([are_farther_than_chance(gap, (1, 1), 64) for gap in gaps])
    assert 0.03 < named < 0.07
    assert np.mean(np.array(gaps) > 2 * 1.96) > 0.6
