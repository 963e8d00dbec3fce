"""What goes with satisfaction, and groups that are found again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.loyalty.drivers import drivers, shares_of_r2
from parvis.core.loyalty.habits import MOST_PEOPLE, groups_of
from parvis.core.loyalty.kmeans import cut
from parvis.core.loyalty.segments import Axes, correspondence, crisp, segments

SWISS = np.array([
    [1.0, 0.35307918, -0.6458827, -0.66378886, 0.4636847, 0.41655603],
    [0.35307918, 1.0, -0.6865422, -0.63952252, 0.4010951, -0.06085861],
    [-0.6458827, -0.6865422, 1.0, 0.69841530, -0.5727418, -0.11402160],
    [-0.6637889, -0.63952252, 0.6984153, 1.0, -0.1538589, -0.09932185],
    [0.4636847, 0.40109505, -0.5727418, -0.15385892, 1.0, 0.17549591],
    [0.4165560, -0.06085861, -0.1140216, -0.09932185, 0.1754959, 1.0],
])  # fmt: skip
"""Correlations of R's `swiss`: fertility, agriculture, examination, education, catholic, infant
mortality."""


def test_the_parts_are_those_that_relaimpo_publishes_for_the_swiss_provinces() -> None:
    """Grömping, Journal of Statistical Software 17 (2006): metric lmg, R² = 70.67 %."""
    order = [1, 2, 3, 4, 5, 0]
    parts = shares_of_r2(SWISS[np.ix_(order, order)][None])[0]
    published = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert parts == pytest.approx(published, abs=1e-6)
    assert parts.sum() == pytest.approx(0.7067350, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_the_parts_add_up_to_r2_and_are_none_negative(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(60, count)) @ rng.normal(size=(count, count))
    outcome = table @ rng.normal(size=count) + rng.normal(size=60)
    covariance = np.cov(np.column_stack([table, outcome]).T)
    parts = shares_of_r2(covariance[None])[0]
    fitted = np.linalg.lstsq(np.column_stack([np.ones(60), table]), outcome)[0]
    left = outcome - np.column_stack([np.ones(60), table]) @ fitted
    assert parts.sum() == pytest.approx(1 - left.var() / outcome.var(), abs=1e-8)
    assert parts.min() >= -1e-12


def test_independent_drivers_share_r2_by_their_squared_correlations() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(size=(3000, 3))
    outcome = table @ np.array([2.0, 1.0, 0.0]) + rng.normal(size=3000)
    found = drivers(table, outcome, np.ones(3000), seed=1)
    assert found.parts == pytest.approx([4 / 6, 1 / 6, 0], abs=0.03)
    assert (found.low <= found.parts).all()
    assert (found.parts <= found.high).all()
    assert found.signs[:2].tolist() == [1, 1]


def test_drivers_that_repeat_one_another_are_refused() -> None:
    column = np.random.default_rng(0).normal(size=(50, 1))
    with pytest.raises(Refused, match="ne se distinguent pas"):
        drivers(np.hstack([column, column]), column[:, 0], np.ones(50), seed=1)
    with pytest.raises(Refused, match="16 facteurs"):
        drivers(np.zeros((50, 16)), np.zeros(50), np.ones(50), seed=1)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_total_inertia_is_categories_over_variables_less_one(seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 3, (60, 4))
    seen = sum(len(np.unique(column)) for column in codes.T)
    axes = correspondence(crisp(codes, [3, 3, 3, 3]), 4)
    assert axes.inertias.sum() == pytest.approx(seen / 4 - 1, abs=1e-9)
    assert (axes.points**2).mean(axis=0) == pytest.approx(axes.inertias, abs=1e-9)


def _people(rng: np.random.Generator, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Six habits with three levels; each group has its own."""
    truth = rng.integers(0, groups, 300)
    usual = np.array([[0, 0, 0, 1, 2, 1], [2, 2, 1, 0, 0, 2], [1, 0, 2, 2, 1, 0]])[truth]
    drawn = rng.integers(0, 3, usual.shape)
    return truth, np.where(rng.random(usual.shape) < 0.85, usual, drawn)


def _axes(codes: np.ndarray) -> Axes:
    return correspondence(crisp(codes, [3] * codes.shape[1]), codes.shape[1])


def _shuffled(codes: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permuted(codes, axis=0)


def test_planted_groups_are_found_again_and_stable() -> None:
    from sklearn.metrics import adjusted_rand_score

    truth, codes = _people(np.random.default_rng(1), 3)
    found = segments(codes, _axes, _shuffled, seed=1)
    assert found is not None
    assert len(found.stability) == 3
    assert min(found.stability) >= 0.75
    assert adjusted_rand_score(truth, found.of) >= 0.8
    assert sum(found.shares) == pytest.approx(1)


def test_no_group_is_told_where_habits_are_independent() -> None:
    for seed in range(3):
        codes = np.random.default_rng(seed).integers(0, 3, (250, 6))
        assert segments(codes, _axes, _shuffled, seed=seed) is None


def test_people_who_all_do_the_same_make_no_group() -> None:
    assert groups_of(np.full((60, 4), 5), ("a", "b", "c", "d"), seed=1) is None


def test_habits_between_kinds_are_told_apart_and_said_in_words() -> None:
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(5)
    kinds = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]])
    truth = rng.integers(0, 2, 200)
    counts = np.stack([rng.multinomial(20, kinds[kind]) for kind in truth])
    found = groups_of(counts, ("livres", "films", "jeux"), seed=5)
    assert found is not None
    assert adjusted_rand_score(truth, found.segments.of) >= 0.9
    assert {group.stands_out[0][0] for group in found.groups} == {"livres", "films"}


def test_groups_of_many_are_looked_for_among_some_drawn_by_lot() -> None:
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(6)
    truth = rng.integers(0, 2, 4_000)
    kinds = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]])[truth]
    counts = np.stack([rng.multinomial(15, kind) for kind in kinds])
    found = groups_of(counts, ("livres", "films", "jeux"), seed=6)
    assert found is not None
    assert int(found.known.sum()) == MOST_PEOPLE
    assert adjusted_rand_score(truth[found.known], found.segments.of) >= 0.9


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 3))
def test_the_cut_is_as_tight_as_that_of_scikit_learn(seed: int, count: int, width: int) -> None:
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(seed)
    points = rng.normal(size=(60, width)) + 4 * rng.integers(0, 3, (60, 1))
    labels, spread = cut(points, count, 30, rng)
    theirs = KMeans(count, n_init=10, random_state=0).fit(points).inertia_
    assert spread <= theirs * 1.05 + 1e-9
    centres = np.stack([points[labels == k].mean(axis=0) for k in np.unique(labels)])
    assert spread == pytest.approx(((points[:, None] - centres) ** 2).sum(axis=2).min(axis=1).sum())
