"""How sure a rank is: draws against a plain recount, intervals against every corner of the box."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_up_index import framework, random_values, units
from parvis.core.errors import Refused
from parvis.core.palmares import draws
from parvis.core.palmares.bounds import guaranteed
from parvis.core.palmares.draws import acceptability, drawn_weights, ranks_of, summary
from parvis.core.palmares.scoring import Recipe, score
from parvis.core.palmares.variants import Ground, ground


def _ground(seed: int, n: int = 40, width: int = 3, variants: int = 1) -> Ground:
    draw = np.random.default_rng(seed)
    matrices = tuple(draw.normal(size=(n, width)).round(1) for _ in range(variants))
    names = tuple(f"U{rank}" for rank in range(n))
    return Ground(names, names[:width], np.full(width, 1 / width), matrices)


@pytest.mark.parametrize("seed", range(5))
def test_ranks_of_draws_are_those_of_a_plain_recount(seed: int) -> None:
    field = _ground(seed, variants=3)
    weights = drawn_weights(field.shares, 300, 0.5, seed)
    ranks = np.sort(ranks_of(field, weights, None, 2), axis=1)
    plain = []
    for draw, weight in enumerate(weights):
        scores = weight @ field.matrices[draw % 3].T.astype(np.float32)
        plain.append((scores[None, :] > scores[:, None]).sum(axis=1) + 1)
    np.testing.assert_array_equal(ranks, np.sort(np.array(plain).T, axis=1))


def test_a_few_units_have_the_ranks_they_have_among_all(monkeypatch) -> None:
    monkeypatch.setattr(draws, "DRAWS_AT_ONCE", 7)
    field = _ground(1, variants=2)
    weights = drawn_weights(field.shares, 200, 0.5, 1)
    every = ranks_of(field, weights, None, 2)
    np.testing.assert_array_equal(ranks_of(field, weights, [3, 17], 2), every[[3, 17]])


def test_identical_units_always_share_their_rank() -> None:
    field = _ground(2)
    field.matrices[0][11] = field.matrices[0][30]
    ranks = ranks_of(field, drawn_weights(field.shares, 200, 0.5, 1), None, 2)
    np.testing.assert_array_equal(ranks[11], ranks[30])


def test_the_same_seed_gives_the_same_draws_within_their_box() -> None:
    shares = np.array([0.2, 0.3, 0.5])
    weights = drawn_weights(shares, 1000, 0.25, 5)
    np.testing.assert_array_equal(weights, drawn_weights(shares, 1000, 0.25, 5))
    assert (np.abs(weights / shares - 1) <= 0.25 + 1e-6).all()


def test_a_summary_says_what_the_draws_hold() -> None:
    ranks = np.array([[3, 1, 2, 2], [9, 9, 9, 9]], dtype=np.uint16)
    told = summary(ranks, (1, 2), 1)
    assert told.mean.tolist() == [2, 9]
    assert told.quantiles.tolist() == [[1, 2, 3], [9, 9, 9]]
    assert (told.best.tolist(), told.worst.tolist()) == ([1, 9], [3, 9])
    assert told.within.tolist() == [[0.25, 0.75], [0, 0]]
    assert acceptability(ranks[0]) == [(1, 0.25), (2, 0.5), (3, 0.25)]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.25, 0.9]))
def test_an_interval_counts_the_units_that_some_or_all_weights_put_above(seed, spread) -> None:
    field = _ground(seed, n=25)
    found = guaranteed(field, spread, 2)
    # A linear lead is extreme at a corner of the box.
    corners = np.array(list(product((1 - spread, 1 + spread), repeat=3))) * field.shares
    scores = field.matrices[0] @ corners.T
    lead = scores[None, :, :] - scores[:, None, :]
    always = (lead > 1e-5).all(axis=2).sum(axis=1)
    ever = (lead > -1e-5).any(axis=2) & (np.abs(lead) > 1e-12).any(axis=2)
    assert (found.best == 1 + always).all()
    assert (found.worst <= 1 + ever.sum(axis=1)).all()
    assert (found.worst >= 1 + (lead > 1e-5).any(axis=2).sum(axis=1)).all()


@pytest.mark.parametrize("spread", [0.1, 0.5])
def test_no_simulated_rank_leaves_its_interval(spread: float) -> None:
    field = _ground(8, n=3000, width=6, variants=2)
    found = guaranteed(field, spread, 2)
    ranks = ranks_of(field, drawn_weights(field.shares, 400, spread, 1), None, 2)
    assert (ranks.min(axis=1) >= found.best).all()
    assert (ranks.max(axis=1) <= found.worst).all()


def test_identical_units_do_not_widen_one_another_s_interval() -> None:
    matrix = np.array([[5.0, 5], [5, 5], [5, 5], [1, 1]])
    field = Ground(("a", "b", "c", "d"), ("x", "y"), np.array([0.5, 0.5]), (matrix,))
    found = guaranteed(field, 0.5, 1)
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1, 1, 4], [1, 1, 1, 4])


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("method", ["amean", "gmean"])
def test_with_nominal_weights_the_ground_gives_the_nominal_ranks(level: int, method: str) -> None:
    values = random_values(6)
    values[3, 0] = values[5, 3] = np.nan
    values[7, :2] = np.nan
    known, index = units(values), framework()
    recipe = Recipe("none", False, "minmax:1,100", method)
    field = ground(known, index, [recipe], level)
    nominal = score(known, index, recipe).groups["top"]
    sums = field.matrices[0] @ field.shares
    np.testing.assert_allclose(np.exp(sums) if method == "gmean" else sums, nominal)


@pytest.mark.parametrize(
    ("recipe", "level", "rule"),
    [
        (Recipe(), 3, "palmares.vary"),
        (Recipe(), 0, "palmares.vary"),
        (Recipe(aggregate="copeland"), 2, "palmares.not_linear"),
    ],
)
def test_what_is_no_weighted_sum_is_refused(recipe: Recipe, level: int, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        ground(units(random_values(6)), framework(), [recipe], level)
    assert refusal.value.rule == rule


def test_a_unit_without_any_value_has_no_rank() -> None:
    values = random_values(6)
    values[3] = np.nan
    with pytest.raises(Refused, match="U003"):
        ground(units(values), framework(), [Recipe()], 2)


def test_draws_that_make_no_sense_or_do_not_hold_are_refused(monkeypatch) -> None:
    shares = np.array([0.5, 0.5])
    for draws_asked, spread in ((0, 0.5), (10, 0), (10, 1.5)):
        with pytest.raises(Refused):
            drawn_weights(shares, draws_asked, spread, 0)
    field = _ground(1)
    monkeypatch.setattr(draws, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match="mémoire"):
        ranks_of(field, drawn_weights(field.shares, 100, 0.5, 0), None, 1)


def test_a_few_units_have_the_interval_they_have_among_all() -> None:
    field = _ground(4, n=200, variants=3)
    field.matrices[1][7] = field.matrices[1][100]
    every = guaranteed(field, 0.3, 2)
    few = guaranteed(field, 0.3, 2, [7, 100, 3])
    assert few.best.tolist() == every.best[[7, 100, 3]].tolist()
    assert few.worst.tolist() == every.worst[[7, 100, 3]].tolist()
