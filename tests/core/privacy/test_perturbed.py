"""What becomes of each kind of figure when its persons are perturbed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.figures import Figure, figure
from parvis.core.privacy.cellkey import MOST, Persons, Perturbation
from parvis.core.privacy.perturbed import perturbed
from staged import metrics

NOISE = Perturbation(bytes(range(32)))


def _figure(metric: Metric, *values: object) -> Figure:
    return figure(metric, (), values)


def _metric(kind: str) -> Metric:
    """Of each kind, on persons."""
    known = metrics()
    borrowers = known["library_borrowers"]
    return {
        "count": known["requests"],
        "distinct": borrowers,
        "share": known["requests_on_time"],
        "sum": replace(borrowers, kind=type(borrowers.kind)("sum"), column="x"),
        "ratio": replace(borrowers, kind=type(borrowers.kind)("ratio"), column="x"),
    }[kind]


@given(st.integers(11, 500), st.integers(0, 2**40), st.text(max_size=5))
def test_a_count_of_persons_moves_by_three_at_most_and_is_hidden_below_thirteen(
    count: int, key: int, cell: str
) -> None:
    metric = _metric("distinct")
    found = perturbed(_figure(metric, 900, count, count, key), metric, NOISE, cell)
    moved = count + NOISE.noise(cell, Persons(count, key))
    if moved < 13:
        assert found is None
        return
    assert found is not None
    assert (found.value, found.n) == (moved, moved)
    assert found.low is not None and found.high is not None
    assert abs(moved - count) <= MOST
    assert found.low < found.value < found.high


@given(st.integers(20, 300), st.integers(1, 9), st.integers(0, 2**40))
def test_rows_move_as_many_persons_as_their_mean(persons: int, each: int, key: int) -> None:
    metric = _metric("count")
    rows = persons * each
    found = perturbed(_figure(metric, rows, persons, key), metric, NOISE, "cell")
    assert found is not None
    moved = NOISE.noise("cell", Persons(persons, key))
    assert found.value == found.n == rows + each * moved


def test_the_same_persons_in_the_same_cell_move_alike_whatever_the_metric() -> None:
    loans = replace(_metric("distinct"), kind=_metric("count").kind)
    count = perturbed(_figure(loans, 40, 40, 77), loans, NOISE, "cell")
    distinct = _metric("distinct")
    persons = perturbed(_figure(distinct, 40, 40, 40, 77), distinct, NOISE, "cell")
    assert count is not None
    assert persons is not None
    assert count.value == persons.value


def test_a_share_is_that_of_a_perturbed_side_and_of_the_whole_as_it_is_elsewhere() -> None:
    """Were both sides perturbed apart, their sum would be a second answer about all of them."""
    metric = _metric("share")
    found = perturbed(_figure(metric, 100, 60, 100, 5, 60, 3, 40, 2), metric, NOISE, "cell")
    true = 60 + NOISE.noise("cell", Persons(60, 3))
    whole = perturbed(_figure(_metric("count"), 100, 100, 5), _metric("count"), NOISE, "cell")
    assert found is not None
    assert whole is not None
    assert found.n == whole.value == 100 + NOISE.noise("cell", Persons(100, 5))
    assert found.value == pytest.approx(true / found.n)
    assert found.low is not None and found.high is not None
    assert 0 <= found.low < found.value < found.high <= 1


def test_the_interval_of_a_share_covers_its_noise() -> None:
    """The truth is within, of at least 95 shares in 100."""
    metric = _metric("share")
    shown = [
        perturbed(_figure(metric, 400, 240, 400, key, 240, key + 1, 160, key + 2), metric, NOISE,
                  f"cell{key}")
        for key in range(300)
    ]  # fmt: skip
    held = [one.low <= 0.6 <= one.high for one in shown if one and one.low and one.high]
    assert len(held) == 300
    assert sum(held) >= 285


def test_the_two_terms_of_a_ratio_move_apart() -> None:
    metric = _metric("ratio")
    values = {
        perturbed(_figure(metric, 50, 200.0, 100.0, 50, key, 0.1), metric, NOISE, "cell").value
        for key in range(40)
    }  # fmt: skip
    assert len(values) > 10
    assert all(1.7 < value < 2.4 for value in values)


def test_nobody_stays_nobody_and_rows_of_nobody_known_are_hidden() -> None:
    metric = _metric("count")
    nobody = perturbed(_figure(metric, 0, 0, None), metric, NOISE, "cell")
    assert nobody is not None
    assert (nobody.value, nobody.n) == (0, 0)
    assert perturbed(_figure(metric, 40, 0, None), metric, NOISE, "cell") is None


def test_a_share_that_is_everybody_has_its_two_sides() -> None:
    """The side of those who are is then all the rows: it was taken for a plain count."""
    metric = _metric("share")
    found = perturbed(_figure(metric, 40, 40, 40, 7, 40, 7, 0, 0), metric, Perturbation(b"k"), "x")
    assert found is not None
    assert found.value == 1.0
