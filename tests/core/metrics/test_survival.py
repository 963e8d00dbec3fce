"""Quantiles of censored durations against a published example and lifelines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.metrics.survival import kaplan_meier, quantile

RELAPSED = np.array([6, 6, 6, 7, 10, 13, 16, 22, 23], dtype=np.float64)
IN_REMISSION = np.array([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], dtype=np.float64)
hours = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=60)


def test_the_remissions_of_freireich_1963_give_the_published_curve_and_median() -> None:
    """Freireich et al., Blood 21 (1963), 6-MP arm; curve in Cox and Oakes (1984), p. 52."""
    curve = kaplan_meier(RELAPSED, IN_REMISSION)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.surviving == pytest.approx(published, abs=5e-4)
    found = quantile(RELAPSED, IN_REMISSION, 0.5)
    assert (found.value, found.low, found.high) == (23, 13, None)


@settings(deadline=None, max_examples=60)
@given(hours, hours, st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_quantiles_and_their_interval_are_those_of_lifelines(
    ended: list[float], still_open: list[float], level: float
) -> None:
    """Save once nobody is left: the band has no upper end there in R and SAS, nor here."""
    from lifelines import KaplanMeierFitter

    known = [*ended, *still_open]
    observed = [True] * len(ended) + [False] * len(still_open)
    fitted = KaplanMeierFitter().fit(known, observed)
    found = quantile(np.array(ended), np.array(still_open), level)
    bands = fitted.confidence_interval_
    surviving = fitted.survival_function_.iloc[:, 0]
    upper = bands.iloc[:, 1][surviving > 0]
    lines = (surviving, bands.iloc[:, 0], upper)
    for value, line in zip((found.value, found.low, found.high), lines, strict=True):
        reached = line.index[(line <= 1 - level + 1e-12)]
        assert _number(value) == (reached[0] if len(reached) else float("inf"))


@given(hours, hours)
def test_an_open_case_never_shortens_the_delay(ended: list[float], still_open: list[float]) -> None:
    closed_only = quantile(np.array(ended), np.array([]), 0.5)
    with_open = quantile(np.array(ended), np.array(still_open), 0.5)
    latest = _number(with_open.value)
    assert latest >= _number(closed_only.value)


def test_nothing_closed_gives_no_quantile() -> None:
    found = quantile(np.array([]), np.array([3.0, 4.0]), 0.5)
    assert (found.value, found.low, found.high) == (None, None, None)


def test_everything_closed_gives_the_empirical_quantile_even_on_the_half() -> None:
    many = np.arange(1.0, 100_001.0)
    assert quantile(many, np.array([]), 0.5).value == 50_000


def _number(value: float | None) -> float:
    return float("inf") if value is None else value
