"""Intervals against published values and an exact computation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.metrics.intervals import poisson, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_values_of_newcombe_1998(
    successes: int, trials: int, low: float, high: float
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_a_share_lies_in_its_interval_which_lies_in_0_1(trials: int, share: float) -> None:
    successes = round(trials * share)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 3.689), (10, 4.795, 18.390), (20, 12.217, 30.888), (100, 81.364, 121.627)],
)
def test_poisson_is_near_the_tables_of_garwood(count: int, low: float, high: float) -> None:
    assert poisson(count) == pytest.approx((low, high), rel=0.006)


@given(st.integers(11, 10**7))
def test_poisson_is_within_two_thousandths_of_the_exact_interval(count: int) -> None:
    from scipy.stats import chi2

    exact = chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2
    assert poisson(count) == pytest.approx(exact, rel=0.002)
