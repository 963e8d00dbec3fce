"""Surveys, concentration, emerging themes and trends, against published values and oracles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.metrics.concentration import gini, herfindahl, top_share
from parvis.core.metrics.emerging import benjamini_hochberg, moves
from parvis.core.metrics.intervals import newcombe, square_and_add, wilson
from parvis.core.metrics.surveys import design_effect, weighted_share
from parvis.core.metrics.trend import adjusted, trend

amounts = st.lists(st.floats(0.1, 1e6), min_size=1, max_size=30).map(np.array)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        ((56, 48), (70, 80), 0.0524, 0.3339),
        ((9, 3), (10, 10), 0.1705, 0.8090),
        ((6, 2), (7, 7), 0.0582, 0.8062),
        ((5, 0), (56, 29), -0.0381, 0.1926),
    ],
)
def test_differences_of_shares_are_those_of_newcombe_1998_table_ii(
    successes: tuple[int, int], trials: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(successes, trials) == pytest.approx((low, high), abs=1e-4)


def test_a_difference_within_both_margins_is_not_told_apart() -> None:
    low, high = square_and_add((100.0, 81.0, 121.0), (110.0, 90.0, 132.0))
    assert low < 0 < high
    low, _ = square_and_add((200.0, 173.0, 229.0), (110.0, 90.0, 132.0))
    assert low > 0


def test_weights_of_one_and_three_by_halves_cost_a_quarter_of_the_answers() -> None:
    """Kish (1965), 11.7: 1 + the squared coefficient of variation of the weights, here 1/4."""
    weights = np.array([1.0, 3.0] * 50)
    assert design_effect(weights) == pytest.approx(1.25)
    found = weighted_share(np.array([True, False] * 50), weights)
    assert (found.value, found.effective) == (0.25, 80)
    assert (found.low, found.high) == pytest.approx(wilson(20, 80))


@given(amounts, st.floats(0.1, 10))
def test_weights_cost_nothing_only_where_they_are_equal(weights: np.ndarray, by: float) -> None:
    assert design_effect(weights) >= 1 - 1e-12
    assert design_effect(weights * by) == pytest.approx(design_effect(weights))
    assert design_effect(np.full(7, by)) == pytest.approx(1)


def test_concentration_of_published_examples() -> None:
    """Four firms of 30, 30, 20 and 20 %: 2,600 (Horizontal Merger Guidelines, 2010, note 9)."""
    assert herfindahl(np.array([30.0, 30.0, 20.0, 20.0])) == pytest.approx(0.26)
    assert gini(np.arange(1.0, 6.0)) == pytest.approx(4 / 15)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)
    assert top_share(np.array([50.0, 30, 10, 10]), 0.25) == pytest.approx(0.5)
    assert top_share(np.array([50.0, 30, 10, 10]), 0.375) == pytest.approx(0.65)


@given(amounts, st.floats(0.5, 20))
def test_concentration_does_not_depend_on_the_unit(values: np.ndarray, by: float) -> None:
    for index in (gini, herfindahl, lambda v: top_share(v, 0.2)):
        assert index(values * by) == pytest.approx(index(values), rel=1e-9, abs=1e-12)
    n = values.size
    pairs = np.abs(values[:, None] - values).sum() / (2 * n * n * values.mean())
    assert gini(values) == pytest.approx(pairs, abs=1e-9)


def test_the_fifteen_tests_of_benjamini_and_hochberg_1995_give_four_discoveries() -> None:
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert benjamini_hochberg(np.array(published)).tolist() == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), max_size=30).map(np.array))
def test_discoveries_are_those_of_statsmodels(p_values: np.ndarray) -> None:
    from statsmodels.stats.multitest import multipletests

    if p_values.size:
        expected = multipletests(p_values, 0.05, method="fdr_bh")[0]
        assert benjamini_hochberg(p_values).tolist() == expected.tolist()
    else:
        assert benjamini_hochberg(np.zeros(0)).tolist() == []


counts = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=12)


@given(counts, st.sampled_from([0.25, 1.0, 1.5]), st.sampled_from([0.0, 2.0]))
def test_a_theme_is_said_if_and_only_if_its_interval_leaves_out_no_change(
    pairs: list[tuple[int, int]], exposure: float, noise: float
) -> None:
    now, before = np.array(pairs, dtype=float).T
    found = moves(now, before, exposure=exposure, noise=noise)
    for rank in np.flatnonzero(now + before):
        level = 0.05 * max(found.is_said.sum(), 1) / now.size
        if abs(found.p_value[rank] - level) > 1e-9:
            outside = not found.low[rank] <= 1 <= found.high[rank]
            assert outside == found.is_said[rank]
    assert not found.is_said[now + before == 0].any()


def test_one_theme_is_compared_by_the_interval_of_wilson() -> None:
    found = moves(np.array([80.0]), np.array([40.0]))
    low, high = wilson(80, 120)
    assert found.ratio[0] == pytest.approx(2)
    assert (found.low[0], found.high[0]) == pytest.approx((low / (1 - low), high / (1 - high)))
    assert found.is_said[0]


def test_of_themes_that_do_not_move_few_are_said() -> None:
    draw = np.random.default_rng(3)
    said = [moves(*draw.poisson(60, (2, 40)).astype(float)).is_said.any() for _ in range(400)]
    assert np.mean(said) <= 0.08


def test_the_noise_of_protection_is_not_taken_for_a_change() -> None:
    now, before = np.array([[20.0], [9.0]])
    assert moves(now, before).is_said[0]
    assert not moves(now, before, noise=2.0).is_said[0]


def _series(slope: float, noise: float, years: int = 6, seed: int = 1) -> np.ndarray:
    months = np.arange(12 * years)
    draw = np.random.default_rng(seed)
    return (
        100
        + slope * months / 12
        + 30 * np.sin(months / 6 * np.pi)
        + draw.normal(0, noise, months.size)
    )


def test_a_season_is_no_trend_and_a_trend_is_found_under_it() -> None:
    flat, rising = trend(_series(0, 4)), trend(_series(3, 4))
    assert flat is not None and rising is not None
    assert not flat.is_said
    assert rising.is_said
    assert rising.low < 3 < rising.high
    assert rising.slope == pytest.approx(3, abs=0.5)


def test_without_season_the_slope_and_its_interval_are_those_of_theil_and_sen() -> None:
    from scipy import stats

    values = np.random.default_rng(2).normal(0, 1, 40).cumsum()
    found = trend(values, season=1)
    oracle = stats.theilslopes(values)
    assert found is not None
    assert found.slope == pytest.approx(oracle.slope)
    assert found.low == pytest.approx(oracle.low_slope, abs=0.01)
    assert found.high == pytest.approx(oracle.high_slope, abs=0.01)
    assert found.p_value == pytest.approx(stats.kendalltau(range(40), values).pvalue, abs=0.002)


def test_the_season_taken_out_is_that_of_statsmodels() -> None:
    from statsmodels.tsa.seasonal import seasonal_decompose

    values = _series(2, 5)
    expected = seasonal_decompose(values, period=12).seasonal
    assert values - adjusted(values) == pytest.approx(expected)


def test_too_few_years_say_nothing_and_unknown_months_are_left_out() -> None:
    assert trend(_series(3, 1, years=2)) is None
    values = _series(3, 1)
    values[[5, 17, 40]] = np.nan
    found = trend(values)
    assert found is not None
    assert found.is_said
