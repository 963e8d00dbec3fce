"""Who comes back among those who still may, and what goes with stopping."""

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.loyalty.cohorts import after_incident, take_up, triangle
from parvis.core.loyalty.experiment import effect_on_ratio
from parvis.core.loyalty.yearly import odds_of_stopping


def test_those_no_longer_entitled_leave_the_denominator() -> None:
    used = np.array(
        [[True, True, False]] * 20 + [[True, False, False]] * 10 + [[False, True, True]]
    )
    entitled = np.ones_like(used)
    entitled[20:30, 1:] = False
    first, second, *_ = triangle(used, entitled)
    assert (first.cohort, first.later, first.entitled, first.share) == (0, 1, 20, 1.0)
    assert (second.later, second.entitled, second.share) == (2, 20, 0.0)


def test_a_cohort_of_few_says_how_many_and_no_more() -> None:
    used = np.array([[True, True]] * 5)
    (only,) = triangle(used, np.ones_like(used))
    assert (only.entitled, only.share, only.low) == (5, None, None)


def test_nobody_entitled_any_more_leaves_no_cell() -> None:
    used = np.array([[True, False]] * 20)
    assert triangle(used, np.array([[True, False]] * 20)) == []


def test_take_up_has_its_interval_and_says_nothing_of_few() -> None:
    assert take_up(263, 81) == pytest.approx((81 / 263, 0.2553, 0.3662), abs=5e-5)
    assert take_up(10, 3) is None


def test_after_an_incident_fewer_come_back() -> None:
    hit, back = np.arange(200) < 70, np.zeros(200, bool)
    back[:35], back[70:170] = True, True
    found = after_incident(hit, back, np.ones(200, bool))
    assert found.value == pytest.approx(35 / 70 - 100 / 130)
    assert found.high < 0


def test_odds_of_stopping_are_the_logit_of_statsmodels() -> None:
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.tools import add_constant

    rng = np.random.default_rng(0)
    table = rng.normal(size=(900, 3))
    stopped = rng.random(900) < 1 / (1 + np.exp(1.2 - table @ np.array([0.9, -0.5, 0.0])))
    oracle = Logit(stopped.astype(float), add_constant(table)).fit(disp=0)
    found = odds_of_stopping(table, stopped)
    assert found.logs == pytest.approx(oracle.params, abs=1e-6)
    assert found.errors == pytest.approx(oracle.bse, abs=1e-6)


def test_a_factor_that_tells_stopping_for_sure_is_refused() -> None:
    stopped = np.arange(60) < 30
    with pytest.raises(Refused, match="ne varie pas"):
        odds_of_stopping(stopped[:, None].astype(float), stopped)


def test_a_ratio_holds_the_planted_one_and_refuses_idle_groups() -> None:
    rng = np.random.default_rng(1)
    treated = rng.random(2000) < 0.5
    before = rng.gamma(1, 2, 2000)
    outcome = rng.poisson(before * np.where(treated, 1.6, 1.0)).astype(float)
    plain, sharp = effect_on_ratio(outcome, treated), effect_on_ratio(outcome, treated, before)
    assert sharp.low < 1.6 < sharp.high
    assert sharp.high / sharp.low < plain.high / plain.low
    with pytest.raises(Refused, match="rien fait"):
        effect_on_ratio(np.zeros(100), np.arange(100) % 2 == 0)
