"""Weights of surveys, and scores with their intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.loyalty.raking import Margin, rake
from parvis.core.loyalty.scores import if_silent, mean_score, net_promoter, satisfied

TABLE = np.array(
    [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]], dtype=np.float64
)
ROWS, COLUMNS = np.array([150.0, 300, 400, 150]), np.array([200.0, 300, 400, 100])


def _margins(table: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> list[Margin]:
    count = table.astype(np.int64).ravel()
    row, column = np.indices(table.shape)
    letters = tuple("abcdefgh"[: len(rows)])
    return [
        Margin("âge", letters, rows, np.repeat(row.ravel(), count)),
        Margin("quartier", letters, columns, np.repeat(column.ravel(), count)),
    ]


def test_raking_gives_the_published_fitted_table() -> None:
    """Worked example of the article “Iterative proportional fitting” of Wikipedia."""
    margins = _margins(TABLE, ROWS, COLUMNS)
    raked = rake(margins)
    fitted = np.zeros((4, 4))
    np.add.at(fitted, (margins[0].of, margins[1].of), raked.weights)
    fitted *= ROWS.sum() / fitted.sum()
    published = [
        [64.61, 46.28, 35.42, 3.83], [49.95, 68.15, 156.49, 25.37],
        [56.70, 144.40, 145.06, 53.76], [28.74, 41.18, 63.03, 17.03],
    ]  # fmt: skip
    assert fitted == pytest.approx(np.array(published), abs=0.06)


def test_raking_is_that_of_ipfn_to_a_millionth() -> None:
    from ipfn.ipfn import ipfn

    margins = _margins(TABLE, ROWS, COLUMNS)
    raked = rake(margins)
    fitted = np.zeros((4, 4))
    np.add.at(fitted, (margins[0].of, margins[1].of), raked.weights)
    oracle = ipfn(TABLE.copy(), [ROWS, COLUMNS], [[0], [1]], convergence_rate=1e-12,
                  max_iteration=2000).iteration()  # fmt: skip
    assert fitted * ROWS.sum() / fitted.sum() == pytest.approx(oracle, abs=1e-6)


@given(st.lists(st.integers(1, 30), min_size=6, max_size=6), st.integers(0, 10**6))
def test_margins_are_kept_whatever_the_answers(counts: list[int], seed: int) -> None:
    table = np.array(counts, dtype=np.float64).reshape(2, 3)
    target = table * np.random.default_rng(seed).uniform(0.8, 1.25, table.shape)
    margins = _margins(table, target.sum(axis=1), target.sum(axis=0))
    raked = rake(margins)
    for margin in margins:
        found = np.bincount(margin.of, raked.weights)
        assert found / found.sum() == pytest.approx(margin.totals / margin.totals.sum(), abs=1e-8)
    assert raked.design_effect >= 1 - 1e-12


def test_a_category_without_answers_is_refused_by_name() -> None:
    margin = Margin("âge", ("15-29", "75 et plus"), np.array([10.0, 5.0]), np.zeros(20, np.int64))
    with pytest.raises(Refused, match="75 et plus"):
        rake([margin])


def test_weights_that_explode_are_refused_and_say_whose() -> None:
    of = np.array([0] * 99 + [1])
    with pytest.raises(Refused, match=r"75 et plus.*compterait pour 30"):
        rake([Margin("âge", ("15-29", "75 et plus"), np.array([70.0, 30.0]), of)])


def test_six_answers_say_nothing() -> None:
    for score in (satisfied, net_promoter, mean_score):
        with pytest.raises(Refused, match="6 réponses"):
            score(np.array([5.0, 4, 3, 2, 5, 4]))


def test_a_mark_of_eleven_is_refused() -> None:
    with pytest.raises(Refused, match="échelle"):
        net_promoter(np.array([11.0] * 20))


def test_net_promoter_counts_promoters_less_detractors() -> None:
    marks = np.array([10.0] * 50 + [8] * 30 + [3] * 20)
    found = net_promoter(marks)
    assert found.value == pytest.approx(0.3)
    assert found.low < 0.3 < found.high
    variance = (0.7 - 0.09) / 100
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * variance**0.5, rel=0.03)


@pytest.mark.parametrize("shares", [(0.5, 0.3, 0.2), (0.9, 0.08, 0.02), (0.2, 0.2, 0.6)])
def test_the_interval_of_the_net_promoter_score_holds_the_truth_as_often_as_it_says(
    shares: tuple[float, float, float],
) -> None:
    rng = np.random.default_rng(1)
    truth, held = shares[0] - shares[2], 0
    for _ in range(2000):
        found = net_promoter(rng.choice([10.0, 8.0, 3.0], 40, p=shares))
        held += found.low <= truth <= found.high
    assert held / 2000 >= 0.935


def test_weights_move_the_share_and_cost_precision() -> None:
    answers = np.array([5.0] * 80 + [2.0] * 20)
    weights = np.array([1.0] * 80 + [2.0] * 20)
    plain, weighted = satisfied(answers), satisfied(answers, weights)
    assert plain.value == pytest.approx(0.8)
    assert weighted.value == pytest.approx(80 / 120)
    assert weighted.effective < plain.effective == 100


def test_the_mean_is_that_of_statsmodels_with_robust_error() -> None:
    from statsmodels.regression.linear_model import WLS

    rng = np.random.default_rng(3)
    answers, weights = rng.integers(1, 6, 200).astype(float), rng.uniform(0.5, 2, 200)
    found = mean_score(answers, weights)
    fitted = WLS(answers, np.ones(200), weights).fit(cov_type="HC1")
    assert found.value == pytest.approx(fitted.params[0], abs=1e-9)
    assert (found.high - found.value) / 1.959963985 == pytest.approx(fitted.bse[0], abs=1e-6)


def test_silence_leaves_the_share_between_its_bounds() -> None:
    assert if_silent(0.85, 102, 1000).low == pytest.approx(0.0867)
    assert if_silent(0.85, 102, 1000).high == pytest.approx(0.9847)
    everybody = if_silent(0.85, 100, 100)
    assert (everybody.low, everybody.high) == pytest.approx((0.85, 0.85))
