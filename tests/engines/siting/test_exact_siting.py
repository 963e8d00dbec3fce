"""Sites chosen are the best there are: against all choices, and against another solver."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.siting import Goal, Question, equity_weights, value_of
from parvis.engines.siting import Exact, interchange


def question(seed: int, cells: int, sites: int, opened: int, goal: Goal = Goal.MEDIAN) -> Question:
    rng = np.random.default_rng(seed)
    people, places = rng.random((cells, 2)), rng.random((sites, 2))
    minutes = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1)) * 40
    kept = np.array([int(rng.integers(sites))])
    weights = rng.integers(1, 60, cells).astype(float)
    return Question(minutes, weights, kept, opened, goal, np.full(sites, np.inf), 15.0)


def best_of_all(asked: Question) -> float:
    kept = set(asked.kept.tolist())
    others = [j for j in range(asked.minutes.shape[1]) if j not in kept]
    choices = combinations(others, asked.opened - len(kept))
    values = [value_of(asked, np.array([*kept, *choice])) for choice in choices]
    return min(values) if asked.goal is Goal.MEDIAN else max(values)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.sampled_from(Goal))
def test_the_answer_is_the_best_of_all_choices(seed: int, opened: int, goal: Goal) -> None:
    asked = question(seed, 12, 7, opened, goal)
    answer = Exact().solve(asked, 20)
    assert answer.value == pytest.approx(best_of_all(asked), rel=1e-6)
    assert answer.gap < 1e-4
    assert set(asked.kept.tolist()) <= set(answer.sites)
    assert value_of(asked, np.array(answer.sites)) == pytest.approx(answer.value, rel=1e-6)


def test_another_solver_finds_the_same_value() -> None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    asked = question(3, 40, 12, 4)
    cells, sites = asked.minutes.shape
    cost = np.concatenate([np.zeros(sites), (asked.weights[:, None] * asked.minutes).ravel()])
    number = np.concatenate([np.ones(sites), np.zeros(cells * sites)])
    once = np.hstack([np.zeros((cells, sites)), np.kron(np.eye(cells), np.ones(sites))])
    opened = np.hstack([-np.tile(np.eye(sites), (cells, 1)), np.eye(cells * sites)])
    low = np.zeros(cost.size)
    low[asked.kept] = 1
    found = milp(
        cost, integrality=np.ones(cost.size), bounds=Bounds(low, 1),
        constraints=[LinearConstraint(number, 4, 4), LinearConstraint(once, 1, 1),
                     LinearConstraint(opened, -np.inf, 0)],
    )  # fmt: skip
    assert Exact().solve(asked, 20).value == pytest.approx(found.fun, rel=1e-6)


def test_capacities_are_kept_and_a_lack_is_counted() -> None:
    asked = question(5, 20, 6, 3)
    share = asked.weights.sum() / 3
    tight = Question(asked.minutes, asked.weights, asked.kept, 3, Goal.MEDIAN,
                     np.full(6, share * 1.2), 15.0)  # fmt: skip
    answer = Exact().solve(tight, 20)
    assert answer.value >= Exact().solve(asked, 20).value
    short = Question(asked.minutes, asked.weights, asked.kept, 3, Goal.MEDIAN,
                     np.full(6, share - 5), 15.0)  # fmt: skip
    with pytest.raises(Refused) as caught:
        Exact().solve(short, 20)
    assert (caught.value.rule, caught.value.facts["lack"]) == ("siting.capacity", 15)


def test_a_zone_without_any_way_is_said() -> None:
    asked = question(5, 20, 6, 3)
    asked.minutes[4] = np.inf
    with pytest.raises(Refused) as caught:
        Exact().solve(asked, 20)
    assert caught.value.facts["cells"] == 1


@pytest.mark.parametrize("opened", [0, 8])
def test_a_number_of_places_that_makes_no_sense_is_refused(opened: int) -> None:
    with pytest.raises(Refused):
        Exact().solve(question(1, 9, 7, opened), 20)


def test_the_quick_answer_is_near_the_best() -> None:
    asked = question(11, 60, 20, 5)
    assert value_of(asked, interchange(asked)) <= 1.05 * Exact().solve(asked, 20).value


def test_equity_gives_weight_to_low_incomes_and_leaves_the_unknown_alone() -> None:
    found = equity_weights(np.ones(4), np.array([10.0, 20.0, 40.0, np.nan]), 1.0)
    assert found.tolist() == [2.0, 1.0, 0.5, 1.0]
    assert equity_weights(np.ones(2), np.array([1.0, 9.0]), 0.0).tolist() == [1.0, 1.0]
