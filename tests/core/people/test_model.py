"""The model: three classes told apart without a label, and estimates that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.people.clusters import Seams, Weighed
from parvis.core.people.comparison import BIRTH_DATE, BITS, FIELDS, GIVEN, PHONE, SURNAME
from parvis.core.people.estimates import Missed, missed_by_blocking, quality
from parvis.core.people.model import HOME, SAME, STRANGERS, Evidence, LinkModel, decode, learn

_FIELDS = (GIVEN, SURNAME, BIRTH_DATE, PHONE)
_CLASSES = {STRANGERS: 20_000, HOME: 3_000, SAME: 2_000}
_AGREES = {
    STRANGERS: (0.02, 0.02, 0.005, 0.0),
    HOME: (0.02, 0.9, 0.01, 0.6),
    SAME: (0.92, 0.9, 0.95, 0.7),
}


def _planted(seed: int) -> tuple[Evidence, np.ndarray, np.ndarray]:
    """Pairs of known class: the evidence, the code and the class of each."""
    rng = np.random.default_rng(seed)
    which = np.repeat(list(_CLASSES), list(_CLASSES.values()))
    code = np.zeros(len(which), np.int64)
    for at, field in enumerate(_FIELDS):
        chance = np.array([_AGREES[c][at] for c in which])
        different = next(i for i, lv in enumerate(field.levels) if "différent" in lv.label) + 1
        level = np.where(rng.random(len(which)) < chance, 1, different)
        code |= level << (BITS * at)
    codes, counts = np.unique(code, return_counts=True)
    overall = []
    for at, field in enumerate(_FIELDS):
        share = np.zeros(len(field.levels))
        share[0] = _AGREES[STRANGERS][at]
        share[next(i for i, lv in enumerate(field.levels) if "différent" in lv.label)] = (
            1 - share[0]
        )
        overall.append(share)
    levels = decode(codes, len(_FIELDS))
    evidence = Evidence(
        _FIELDS, codes, counts.astype(float), levels, tuple(overall), np.ones(4), 1e7
    )
    return evidence, code, which


def test_members_of_a_home_are_not_taken_for_one_person():
    evidence, code, which = _planted(1)
    model = learn(evidence)
    odds = model.log_odds(decode(code, len(_FIELDS)))
    assert (odds[which == SAME] > 0).mean() > 0.9
    assert (odds[which == HOME] > 0).mean() < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_the_shares_of_the_classes_are_found(seed):
    evidence, _, _ = _planted(seed)
    model = learn(evidence)
    assert model.share[SAME] * evidence.pairs == pytest.approx(_CLASSES[SAME], rel=0.15)


def test_probabilities_sum_to_one():
    evidence, _, _ = _planted(2)
    model = learn(evidence)
    assert np.allclose(model.posterior(evidence.levels).sum(axis=1), 1)
    assert all(np.allclose(table.sum(axis=1), 1) for table in model.levels)


def test_a_field_nobody_tells_says_nothing():
    evidence, _, _ = _planted(3)
    model = learn(evidence)
    nothing = np.zeros((1, len(_FIELDS)), np.int64)
    assert model.posterior(nothing)[0] == pytest.approx(model.share)


def test_names_and_contacts_that_a_home_shares_never_make_a_person():
    levels = tuple(np.full((3, len(f.levels)), 1 / len(f.levels)) for f in (SURNAME, PHONE))
    for table in levels:
        table[SAME, 0] = 0.99
    shared = LinkModel((SURNAME, PHONE), np.array([0.2, 0.1, 0.7]), levels, 1)
    assert shared.log_odds(np.array([[1, 1], [1, 0]])).max() < 0
    fields = (GIVEN, *shared.fields)
    given_name = np.full((3, len(GIVEN.levels)), 1 / len(GIVEN.levels))
    told = LinkModel(fields, shared.share, (given_name, *levels), 1)
    assert told.log_odds(np.array([[0, 1, 1]])).max() < 0, "neither says who of the home it is"
    assert told.log_odds(np.array([[1, 1, 1]])).max() > 0
    alone = LinkModel(fields, np.array([0.2, 0.001, 0.799]), (given_name, *levels), 1)
    assert alone.log_odds(np.array([[0, 1, 1]])).max() > 0, "no home is seen in the file"


@pytest.mark.parametrize("value", [0.0, float("nan"), -1.0])
def test_a_level_left_without_a_value_is_an_error_and_no_warning(value: float) -> None:
    levels = tuple(np.full((3, len(f.levels)), 1 / len(f.levels)) for f in (SURNAME, PHONE))
    levels[1][SAME, 2] = value
    with pytest.raises(Refused, match="téléphone à un chiffre près"):
        LinkModel((SURNAME, PHONE), np.array([0.2, 0.01, 0.79]), levels, 1)
    with pytest.raises(Refused):
        LinkModel((SURNAME,), np.array([0.2, 0.01, 0.79]), (levels[0][:, :-1],), 1)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_no_evidence_however_poor_leaves_a_level_without_a_value(
    seed: int, patterns: int, told: float
) -> None:
    rng = np.random.default_rng(seed)
    levels = np.stack([rng.integers(0, len(f.levels) + 1, patterns) for f in _FIELDS], axis=1)
    overall = tuple(np.eye(len(f.levels))[rng.integers(len(f.levels))] for f in _FIELDS)
    counts = rng.integers(0, 5, patterns).astype(float)
    model = learn(Evidence(_FIELDS, np.arange(patterns), counts, levels, overall,
                           np.full(len(_FIELDS), told), 1e4))  # fmt: skip
    assert np.isfinite(model.log_odds(levels)).all()


def test_a_level_fits_in_its_bits():
    assert max(len(field.levels) for field in FIELDS) < 2**BITS


def test_matches_missed_by_blocking_are_estimated_from_those_found_once():
    sure = np.full(30, 50.0)
    hits = np.array([1] * 10 + [2] * 10 + [3] * 10)
    assert missed_by_blocking(sure, hits).count == pytest.approx(5.0)
    assert missed_by_blocking(sure[:5], hits[20:25]).count == 0


def test_the_quality_of_sure_pairs_is_whole():
    pairs = Weighed(np.array([0, 2]), np.array([1, 3]), np.array([50.0, 50.0]))
    nowhere = Seams(np.empty(0), np.empty(0), np.empty(0, bool))
    found = quality(pairs, np.array([0, 0, 2, 2]), nowhere, pairs, Missed(0.0, 0.0))
    assert found.precision.value == pytest.approx(1, abs=1e-3)
    assert found.recall.low <= found.recall.value <= found.recall.high == 1
