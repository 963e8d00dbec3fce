"""What is known before a day, and forecasts that know nothing more."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.forecast.features import Announced, distances, features_of
from parvis.core.offer.forecast.panel import Floats, Panel, level, year_before
from parvis.core.offer.forecast.run import Errors, Predict, Run
from parvis.core.offer.forecast.table import (
    Known,
    announced,
    closed,
    counts_of,
    number,
    plain,
    roles_of,
)


def panel(series: int, days: int, counts: Floats | None = None) -> Panel:
    """`series` series counted every day for `days` days."""
    of, on = np.tile(np.arange(series), days), np.repeat(np.arange(days), series)
    values = np.arange(series * days, dtype=float) + 1 if counts is None else counts
    return Panel(of, on, values, values > 0)


def test_a_level_follows_the_days_before_the_block_and_not_those_in_it() -> None:
    one = panel(1, 6, np.array([10.0, 20.0, 40.0, 80.0, 160.0, 320.0]))
    found = level(one, one.series, one.blocks(0, 2), 0.5)
    assert found[:2].tolist() != found[:2].tolist()  # NaN: nothing is known yet
    assert found[2:].tolist() == [15.0, 15.0, 53.75, 53.75]


def test_a_strike_moves_no_level() -> None:
    counts = np.array([10.0, 10.0, 1.0, 10.0])
    one = Panel(np.zeros(4, int), np.arange(4), counts, counts > 5)
    assert level(one, one.series, one.days, 0.5).tolist()[1:] == [10.0, 10.0, 10.0]


@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_features_of_a_block_do_not_change_with_its_own_counts(seed: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 90, 3 * 60).astype(float)
    other = counts.copy()
    one = panel(3, 60, counts)
    last = one.blocks(40, length) >= 0
    other[last] = rng.integers(1, 90, int(last.sum()))
    block = (one.blocks(40, length) == 0).nonzero()[0]
    tables = [
        features_of(panel(3, 60, each), (), origin=40, length=length).table[block]
        for each in (counts, other)
    ]
    np.testing.assert_array_equal(tables[0], tables[1])


def test_a_year_before_is_the_same_weekday() -> None:
    one = panel(2, 400)
    ago = year_before(one, one.counts)
    assert np.isnan(ago[: 364 * 2]).all()
    assert ago[364 * 2 :].tolist() == one.counts[: 36 * 2].tolist()


def test_an_event_is_near_far_and_long() -> None:
    until, since, lasts = distances(np.array([0, 10, 11, 13, 99]), np.array([11, 12, 40]))
    assert until.tolist() == [11, 1, 0, 27, 60]
    assert since.tolist() == [60, 60, 0, 1, 59]
    assert lasts.tolist() == [2, 2, 2, 1, 1]


class Level:
    """A learner that learns nothing: the usual level is the forecast."""

    def fit(
        self, table: Floats, target: Floats, weights: Floats, categories: Sequence[bool]
    ) -> Predict:
        return lambda asked: np.zeros(len(asked))


def test_intervals_cover_what_they_say_even_when_days_become_wilder() -> None:
    rng = np.random.default_rng(4)
    noise = np.where(np.arange(900) < 500, 0.05, 0.15)[:, None] * rng.standard_normal((900, 5))
    one = panel(5, 900, np.round(200 * np.exp(noise)).ravel())
    features = features_of(one, (), origin=500, length=7)
    found = Run(one, features, Level(), 500, 0.9).forecast(one.days >= 500, 7)
    late = one.days >= 600
    inside = (one.counts >= found.low) & (one.counts <= found.high)
    assert 0.86 < inside[late].mean() < 0.94


def test_a_series_never_seen_has_no_forecast_and_no_interval() -> None:
    one = panel(2, 40)
    one.counts[1::2] = np.nan
    features = features_of(one, (), origin=39, length=1)
    found = Run(one, features, Level(), 39, 0.9).forecast(one.days >= 39, 1)
    assert np.isfinite(found.value[-2]) and np.isnan(found.value[-1])


def test_errors_of_a_young_series_are_those_of_all() -> None:
    errors = Errors(2, 0.9)
    errors.learn(np.zeros(100, int), np.full(100, 10.0), np.full(100, 12.0))
    assert np.allclose(errors.scale(np.array([1]), np.array([10.0])), 2.0)


CELLS = {"Date": ["2025-09-01"], "École": ["A"], "Prévision": ["3"], "Réel": ["2"]}


def test_columns_are_known_by_their_names_and_their_contents() -> None:
    roles = roles_of(CELLS, "f.csv", None)
    assert (roles.day, roles.quantity, roles.keys) == ("Date", "Réel", ("École",))
    assert roles_of(CELLS, "f.csv", "Prévision").quantity == "Prévision"


@pytest.mark.parametrize(
    ("cells", "quantity", "rule"),
    [
        ({"reel": ["1"]}, None, "forecast.no_date"),
        ({"date": ["2025-01-01"], "x": ["1"]}, None, "forecast.no_quantity"),
        ({"date": ["2025-01-01"], "reel": ["1"]}, "autre", "forecast.no_quantity"),
    ],
)
def test_a_file_without_its_columns_is_refused(
    cells: dict[str, list[str]], quantity: str | None, rule: str
) -> None:
    with pytest.raises(Refused) as caught:
        roles_of(cells, "f.csv", quantity)
    assert caught.value.rule == rule


def test_what_is_announced_becomes_flags_numbers_or_kinds() -> None:
    days = ["2025-09-01", "2025-09-02"]
    strike = Known("greve", (), {("2025-09-02",): "oui", ("2025-09-05",): "1"})
    enrolled = Known("inscrits", ("site",), {("A", "2025-09-01"): "1 200"})
    dish = Known("plat", (), {("2025-09-01",): "frites", ("2025-09-02",): "épinards"})
    flag, count, kind = announced([strike, enrolled, dish], {"site": ["A", "A"]}, days)
    assert flag.values.tolist() == [0.0, 1.0]
    assert flag.raised is not None and np.diff(flag.raised).tolist() == [3]
    assert count.values[0] == 1200.0 and np.isnan(count.values[1]) and count.raised is None
    assert kind.is_category and kind.values.tolist() == [0.0, 1.0]


def test_a_closure_closes() -> None:
    shut = Announced("Fermeture", np.array([0.0, 1.0, np.nan]), None, is_category=False)
    assert closed([shut], 3).tolist() == [False, True, False]


def test_a_count_that_is_not_available_is_unknown_not_wrong() -> None:
    found = counts_of(["NA", "n/a", "", "3"], "f.csv", [2, 3, 4, 5], "reel")
    assert np.isnan(found[:3]).all() and found[3] == 3.0


def test_names_and_numbers_are_read_as_french_files_write_them() -> None:
    assert plain("Réel servi (n°)") == "reel_servi_n"
    assert [number(t) for t in ("1 234,5", "oui", "x", "12")] == [1234.5, 1.0, None, 12.0]
