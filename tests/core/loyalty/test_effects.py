"""Whether an action worked: by lot, or against comparable towns."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.loyalty.differences import difference
from parvis.core.loyalty.experiment import (
    adjusted,
    detectable,
    effect_on_mean,
    effect_on_share,
)


def test_the_effect_on_a_share_is_the_published_interval() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table II (a), method 10."""
    found = effect_on_share((56, 48), (70, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.is_said


def test_a_group_of_four_is_refused() -> None:
    with pytest.raises(Refused, match="4 personnes"):
        effect_on_share((2, 30), (4, 80))


def test_the_effect_on_a_mean_is_welch_by_statsmodels() -> None:
    from statsmodels.regression.linear_model import OLS
    from statsmodels.tools.tools import add_constant

    rng = np.random.default_rng(2)
    before = rng.gamma(2, 3, 400)
    treated = rng.random(400) < 0.5
    outcome = before + rng.normal(size=400) + 0.5 * treated
    for past in (None, before):
        values = outcome if past is None else adjusted(outcome, past)
        oracle = OLS(values, add_constant(treated.astype(float))).fit(cov_type="HC2")
        found = effect_on_mean(outcome, treated, past)
        assert found.value == pytest.approx(oracle.params[1], abs=1e-9)
        assert (found.low, found.high) == pytest.approx(oracle.conf_int()[1], abs=1e-6)


def test_what_came_before_sharpens_the_interval_by_what_it_foretells() -> None:
    """Deng et al. (2013), equation 4: the variance falls by the square of the correlation."""
    rng = np.random.default_rng(5)
    before = rng.normal(size=4000)
    outcome = 0.8 * before + 0.6 * rng.normal(size=4000)
    treated = rng.random(4000) < 0.5
    plain, sharp = effect_on_mean(outcome, treated), effect_on_mean(outcome, treated, before)
    ratio = (sharp.high - sharp.low) ** 2 / (plain.high - plain.low) ** 2
    correlation = np.corrcoef(before, outcome)[0, 1]
    assert ratio == pytest.approx(1 - correlation**2, rel=0.02)


def test_what_came_before_and_never_varied_changes_nothing() -> None:
    outcome, treated = np.arange(40.0), np.arange(40) % 2 == 0
    assert effect_on_mean(outcome, treated, np.ones(40)) == effect_on_mean(outcome, treated)


@settings(deadline=None, max_examples=20)
@given(st.integers(50, 10**5), st.integers(50, 10**5), st.floats(0.02, 0.5))
def test_the_detectable_effect_is_that_of_statsmodels(one: int, other: int, share: float) -> None:
    from statsmodels.stats.power import NormalIndPower

    rise = detectable((one, other), share)
    if not np.isfinite(rise):
        return
    shift = 2 * (np.arcsin(np.sqrt(share + rise)) - np.arcsin(np.sqrt(share)))
    power = NormalIndPower().power(shift, one, 0.05, ratio=other / one)
    assert power == pytest.approx(0.8, abs=2e-6)


def test_no_rise_can_be_seen_among_a_few_almost_all_convinced() -> None:
    assert detectable((20, 20), 0.97) == float("inf")


def _panel(rng: np.random.Generator, effect: float) -> tuple[np.ndarray, np.ndarray]:
    base = rng.normal(10, 3, (20, 1)) + 0.3 * np.arange(12) + rng.normal(0, 1, (20, 12))
    base[0, 8:] += effect
    return base[0], base[1:]


def test_a_planted_effect_is_found_and_the_placebo_is_null() -> None:
    found = difference(*_panel(np.random.default_rng(3), 4.0), since=8)
    assert found.is_said
    assert found.rank_p == pytest.approx(1 / 20)
    assert found.low < 4.0 < found.high


def test_the_interval_holds_the_truth_as_often_as_it_says_and_the_placebo_holds_zero() -> None:
    rng = np.random.default_rng(11)
    found = [difference(*_panel(rng, 1.0), since=8) for _ in range(800)]
    assert 0.935 <= np.mean([f.low <= 1 <= f.high for f in found]) <= 0.965
    assert 0.935 <= np.mean([f.is_credible for f in found]) <= 0.965


def test_a_town_that_already_diverged_gets_no_causal_word() -> None:
    town, peers = _panel(np.random.default_rng(1), 0.0)
    town = town + 2.5 * np.arange(12)
    found = difference(town, peers, since=8)
    assert not found.is_credible
    assert not found.is_said


@pytest.mark.parametrize(("peers", "since", "said"), [(3, 6, "3 communes"), (10, 2, "2 périodes")])
def test_too_little_to_compare_is_refused(peers: int, since: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        difference(np.zeros(12), np.zeros((peers, 12)), since)
