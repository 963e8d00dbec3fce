"""Competing ends and Cox's model, against what R documents and against lifelines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.loyalty.competing import incidences
from parvis.core.loyalty.cox import hazards
from parvis.core.metrics.survival import kaplan_meier

_BMT = """0,13,2 0,1,1 0,72,0 0,7,2 0,8,2 1,67,0 0,9,2 0,5,2 1,70,0 1,4,0 1,7,0 1,68,0 0,1,2 1,10,2
1,7,2 1,3,1 1,4,1 1,4,1 1,3,1 1,3,1 0,22,2 1,8,1 1,2,2 0,0,2 0,0,1 0,35,0 1,35,0 0,4,2 0,14,2
0,26,2 0,3,2 1,2,0 1,8,0 1,32,0 0,12,1"""
BMT = np.array([[float(v) for v in row.split(",")] for row in _BMT.split()])
"""Bone marrow transplants: disease, months, relapse (1) or death (2). Scrucca, Santucci and Aversa,
Bone Marrow Transplantation 40 (2007)."""


@pytest.mark.parametrize(
    ("disease", "cause", "published"),
    [
        (0, 1, {0: 0.05882353, 1: 0.11764706, 9: 0.11764706, 12: 0.17647059, 72: 0.17647059}),
        (0, 2, {0: 0.05882353, 5: 0.29411765, 9: 0.47058824, 14: 0.58823529, 26: 0.70588235}),
        (1, 1, {2: 0.0, 3: 0.17708333, 4: 0.29513889, 8: 0.36818576, 70: 0.36818576}),
        (1, 2, {2: 0.05555556, 7: 0.12048611, 10: 0.20570747, 70: 0.20570747}),
    ],
)
def test_incidences_are_those_that_cmprsk_gives_for_the_transplants(
    disease: int, cause: int, published: dict[int, float]
) -> None:
    """`cuminc` of R's cmprsk on these data, ties at 0, 1, 3, 4, 7 and 8 months included."""
    kept = BMT[:, 0] == disease
    found = incidences(BMT[kept, 1], BMT[kept, 2].astype(np.int64))[cause]
    for time, share in published.items():
        assert found.at(time)[0] == pytest.approx(share, abs=1e-8)


def test_incidences_of_all_causes_add_up_to_what_kaplan_and_meier_lose() -> None:
    durations, causes = BMT[:, 1], BMT[:, 2].astype(np.int64)
    curve = kaplan_meier(durations[causes > 0], durations[causes == 0])
    found = incidences(durations, causes)
    assert found[1].share + found[2].share == pytest.approx(1 - curve.surviving, abs=1e-12)


def test_with_one_cause_and_no_other_it_is_kaplan_and_meier_upside_down() -> None:
    rng = np.random.default_rng(0)
    durations, causes = rng.exponential(size=300), rng.integers(0, 2, 300)
    curve = kaplan_meier(durations[causes == 1], durations[causes == 0])
    found = incidences(durations, causes)[1]
    assert found.share == pytest.approx(1 - curve.surviving, abs=1e-12)


def test_without_ties_it_is_aalen_and_johansen_of_lifelines() -> None:
    import lifelines

    rng = np.random.default_rng(4)
    durations, causes = rng.exponential(size=200), rng.integers(0, 3, 200)
    fitted = lifelines.AalenJohansenFitter(calculate_variance=True).fit(durations, causes, 1)
    oracle = fitted.cumulative_density_.iloc[:, 0]
    found = incidences(durations, causes)[1]
    for time in (0.2, 0.7, 1.5, 3.0):
        expected = oracle[oracle.index <= time].iloc[-1]
        assert found.at(time)[0] == pytest.approx(expected, abs=1e-9)


def test_the_band_of_an_incidence_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    held, draws = 0, 600
    for _ in range(draws):
        stops, moves, seen = (rng.exponential(s, 150) for s in (2.0, 3.0, 4.0))
        durations = np.minimum(np.minimum(stops, moves), seen)
        causes = np.where(stops == durations, 1, np.where(moves == durations, 2, 0))
        truth = (1 / 2) / (1 / 2 + 1 / 3) * (1 - np.exp(-(1 / 2 + 1 / 3)))
        _, low, high = incidences(durations, causes)[1].at(1.0)
        held += low <= truth <= high
    assert 0.93 <= held / draws <= 0.975


def test_cox_finds_what_is_published_of_the_released_prisoners() -> None:
    """Rossi, Berk and Lenihan, "Money, Work and Crime" (1980); Fox, "Cox proportional-hazards
    regression for survival data" (2002), table: coefficients, standard errors, log-likelihood."""
    from lifelines.datasets import load_rossi

    rossi = load_rossi()
    names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    found = hazards(rossi[names].to_numpy(float), rossi["week"].to_numpy(float),
                    rossi["arrest"].to_numpy(bool))  # fmt: skip
    assert found.logs == pytest.approx(
        [-0.3794, -0.0574, 0.3139, -0.1498, -0.4337, -0.0849, 0.0915], abs=5e-5
    )
    assert found.errors == pytest.approx(
        [0.1914, 0.0220, 0.3080, 0.2122, 0.3819, 0.1958, 0.0286], abs=5e-5
    )
    assert found.log_likelihood == pytest.approx(-658.75, abs=5e-3)


def test_the_test_of_proportionality_is_the_published_one() -> None:
    """Fox (2002), section 4.1: `cox.zph` of R, transform km, of the model with three factors."""
    from lifelines.datasets import load_rossi

    rossi = load_rossi()
    found = hazards(rossi[["fin", "age", "prio"]].to_numpy(float), rossi["week"].to_numpy(float),
                    rossi["arrest"].to_numpy(bool))  # fmt: skip
    assert found.logs == pytest.approx([-0.3470, -0.0671, 0.0969], abs=5e-5)
    assert found.proportional == pytest.approx([0.9433, 0.0105, 0.3793], abs=5e-4)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_cox_is_that_of_statsmodels_with_ties(seed: int) -> None:
    from statsmodels.duration.hazard_regression import PHReg

    rng = np.random.default_rng(seed)
    table = rng.normal(size=(80, 2))
    durations = np.ceil(rng.exponential(np.exp(-0.5 * table[:, 0]), 80) * 5)
    ended = rng.random(80) < 0.8
    oracle = PHReg(durations, table, ended.astype(int), ties="efron").fit(disp=0)
    found = hazards(table, durations, ended)
    assert found.logs == pytest.approx(oracle.params, abs=1e-6)
    assert found.errors == pytest.approx(oracle.bse, abs=1e-6)


def test_too_few_ends_are_refused() -> None:
    with pytest.raises(Refused, match="cinq par facteur"):
        hazards(np.ones((10, 2)), np.arange(10.0), np.arange(10) < 3)


def test_a_factor_that_does_not_vary_is_refused() -> None:
    with pytest.raises(Refused, match="ne varie pas"):
        hazards(np.ones((40, 1)), np.arange(1.0, 41.0), np.ones(40, bool))
