"""The order that costs least, and the day from which forecasts no longer hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.order import Costs, cost_of, drift_of, order_of


def test_the_newsvendor_of_the_textbooks() -> None:
    """Demand normal, mean 100, deviation 20, shortage three times waste: the 75 % quantile, 114."""
    half = 20 * 1.6448536
    ordered = order_of(np.array([100.0]), np.array([100 - half]), np.array([100 + half]),
                       Costs(1, 3))  # fmt: skip
    assert ordered.tolist() == [114.0]


def test_ordering_what_is_advised_costs_less_than_any_other_margin() -> None:
    rng = np.random.default_rng(1)
    served = rng.normal(200, 25, 4_000)
    costs, half = Costs(2, 5), 25 * 1.6448536
    flat = np.full(served.size, 200.0)
    ours = cost_of(order_of(flat, flat - half, flat + half, costs), served, costs)
    others = [cost_of(flat + margin, served, costs) for margin in (-20, 0, 5, 30, 45)]
    assert ours < min(others)


@given(st.floats(0.1, 50), st.floats(0.1, 50))
def test_a_dearer_shortage_never_orders_less(waste: float, shortage: float) -> None:
    forecast, low, high = np.array([50.0]), np.array([40.0]), np.array([70.0])
    more = order_of(forecast, low, high, Costs(waste, shortage * 2))
    assert more[0] >= order_of(forecast, low, high, Costs(waste, shortage))[0] >= 0


def test_costs_are_positive() -> None:
    with pytest.raises(Refused):
        Costs(0, 1)


def test_a_lasting_drift_is_dated_and_chance_is_not() -> None:
    rng = np.random.default_rng(2)
    forecast = np.full(300, 100.0)
    served = forecast + rng.normal(0, 6, 300)
    low, high = forecast - 9.9, forecast + 9.9
    assert drift_of(served, forecast, low, high).since is None
    served[200:] += 9
    served[50] = np.nan
    found = drift_of(served, forecast, low, high)
    assert found.since is not None
    assert 195 <= found.since <= 206
    assert found.bias == pytest.approx(9 / 109, abs=0.012)
