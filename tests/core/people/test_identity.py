"""Identifiers that last, rulings that hold together, pairs explained and sampled, homes."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.people.comparison import GIVEN, SURNAME
from parvis.core.people.households import homes_of
from parvis.core.people.identity import Kind, reconcile
from parvis.core.people.model import LinkModel
from parvis.core.people.review import (
    Judged,
    draw_sample,
    gains,
    groups_of,
    measured_quality,
    worth_most,
)
from parvis.core.people.roles import PersonRole
from parvis.core.people.rulings import Ruling, check_rulings
from parvis.core.people.waterfall import BEFORE, SHARED_HOME, waterfall


def fresh():
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def test_two_persons_become_one_under_the_identifier_of_most_records() -> None:
    known = {"a": "P", "b": "P", "c": "Q"}
    found = reconcile(known, {"a": 0, "b": 0, "c": 0, "d": 0}, {"P": 2, "Q": 1}, fresh())
    assert set(found.person.values()) == {"P"}
    (change,) = found.changes
    assert (change.kind, change.before, change.after, change.moved) == (
        Kind.MERGED, "Q", "P", ("c",),
    )  # fmt: skip


def test_on_a_tie_the_oldest_keeps_its_identifier() -> None:
    found = reconcile({"a": "P", "b": "Q"}, {"a": 0, "b": 0}, {"P": 2, "Q": 1}, fresh())
    assert set(found.person.values()) == {"Q"}


def test_the_largest_part_of_a_person_split_keeps_the_identifier() -> None:
    known = dict.fromkeys("abc", "P")
    found = reconcile(known, {"a": 0, "b": 0, "c": 1}, {"P": 1}, fresh())
    assert found.person == {"a": "P", "b": "P", "c": "new1"}
    (change,) = found.changes
    assert (change.kind, change.moved) == (Kind.SPLIT, ("c",))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_a_group_has_one_identifier_and_an_identifier_one_group(
    pairs: list[tuple[int, int]],
) -> None:
    known = {f"r{n}": f"P{before}" for n, (before, _) in enumerate(pairs)}
    groups = {f"r{n}": after for n, (_, after) in enumerate(pairs)}
    found = reconcile(known, groups, {}, fresh())
    assert len(set(found.person.values())) == len(set(groups.values()))
    for record, group in groups.items():
        same = {found.person[r] for r, g in groups.items() if g == group}
        assert same == {found.person[record]}
    again = reconcile(found.person, groups, {}, fresh())
    assert (again.person, again.changes, again.created) == (found.person, (), ())


def test_rulings_that_contradict_through_a_chain_are_refused() -> None:
    chain = [Ruling("a", "b", True), Ruling("b", "c", True)]
    check_rulings([*chain, Ruling("a", "d", False)])
    with pytest.raises(Refused, match="contredit"):
        check_rulings([*chain, Ruling("a", "c", False)])


def model() -> LinkModel:
    levels = tuple(
        np.stack([np.full(len(f.levels), 1 / len(f.levels)) * weight for weight in (1, 1, 1)])
        for f in (GIVEN, SURNAME)
    )
    levels[0][2, 0], levels[1][1:, 0] = 0.8, 0.7
    return LinkModel((GIVEN, SURNAME), np.array([0.99, 0.006, 0.004]), levels, 1)


def test_the_bars_of_a_pair_add_up_to_its_log_odds() -> None:
    learnt, levels = model(), np.array([1, 1])
    bars = waterfall(learnt, levels)
    assert bars[0].label == BEFORE
    assert bars[-1].label == SHARED_HOME
    assert bars[-1].bits < 0
    odds = learnt.log_odds(levels[None])[0] / np.log(2)
    assert bars[-1].reached == pytest.approx(odds)
    assert sum(bar.bits for bar in bars) == pytest.approx(odds)


def test_what_is_not_told_has_no_bar() -> None:
    assert len(waterfall(model(), np.array([0, 1]))) == 3


def test_the_pairs_of_most_doubt_and_most_consequence_come_first() -> None:
    odds = np.array([0.0, 0.0, 9.0, -1.0])
    gain = gains(odds, np.array([1, 4, 1, 1]), np.array([1, 3, 1, 1]), np.zeros(4, bool))
    assert worth_most(gain, odds).tolist() == [1, 0, 3]


def test_a_judged_sample_measures_without_bias() -> None:
    """Two thousand pairs of known truth: estimates over many draws centre on it."""
    rng = np.random.default_rng(2)
    odds = rng.normal(0, 4, 2_000)
    truth = rng.random(2_000) < 1 / (1 + np.exp(-odds * 0.7))
    linked = odds > 0
    precision, recall = truth[linked].mean(), truth[linked].sum() / truth.sum()
    found = []
    for seed in range(60):
        drawn = draw_sample(odds, seed)
        judged = [Judged(d.stratum, d.weight, linked[d.rank], truth[d.rank]) for d in drawn]
        found.append(measured_quality(judged))
    assert np.mean([p.value for p, _ in found]) == pytest.approx(precision, abs=0.01)
    assert np.mean([r.value for _, r in found]) == pytest.approx(recall, abs=0.01)
    assert np.mean([p.low <= precision <= p.high for p, _ in found]) >= 0.9
    assert np.mean([r.low <= recall <= r.high for _, r in found]) >= 0.9


def test_a_person_is_of_the_groups_that_their_record_tells() -> None:
    told = {
        PersonRole.SEX: "Mme", PersonRole.BIRTH_DATE: "03/04/1990", PersonRole.BIRTH_PLACE: "99352",
        PersonRole.DISTRICT: "412690102",
    }  # fmt: skip
    groups = ["femmes", "30 à 59 ans", "nées à l’étranger", "quartier 412690102"]
    assert groups_of(told, 2026) == groups
    assert groups_of({PersonRole.BIRTH_PLACE: "41269"}, 2026) == []


def test_a_tie_between_neighbours_glues_no_two_homes() -> None:
    person = np.arange(6)
    left, right = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    ties = np.array([3, 3, 3, 3, 3, 3, 2])
    home, _ = homes_of(person, left, right, ties, np.full(6, -1))
    assert len(set(home[:3].tolist())) == len(set(home[3:].tolist())) == 1
    assert home[0] != home[3]


def test_two_children_of_parents_who_live_apart_make_no_home_of_them() -> None:
    father, mother, one, other = range(4)
    left, right = np.array([father, father, mother, mother, one]), np.array([one, other] * 2 + [3])
    ties = np.array([4, 4, 4, 4, 4])
    apart, together = np.array([7, 8, -1, -1]), np.array([7, 7, -1, -1])
    home, _ = homes_of(np.arange(4), left, right, ties, apart)
    assert home[father] != home[mother]
    assert home[one] == home[other]
    assert len(set(homes_of(np.arange(4), left, right, ties, together)[0].tolist())) == 1


def test_an_institution_is_no_home() -> None:
    left, right = np.triu_indices(12, 1)
    home, undone = homes_of(np.arange(12), left, right, np.full(len(left), 3), np.full(12, -1))
    assert len(set(home.tolist())) == 12
    assert undone == 1
