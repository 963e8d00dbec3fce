"""Which choice moves a rank: against a function whose indices are known, and a plain recount."""

import numpy as np
import pytest

from made_up_france import TOWN, made_up_figures, presets
from parvis.core.errors import Refused
from parvis.core.palmares.doubt import NOISE, WEIGHTS, Question, doubt
from parvis.core.palmares.field import Field, field_of
from parvis.core.palmares.sobol import influence


def ishigami(inputs: np.ndarray) -> np.ndarray:
    x, y, z = (2 * np.pi * inputs - np.pi).T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_the_indices_of_ishigami_are_those_of_the_literature() -> None:
    found = influence(ishigami, (("x", 1), ("y", 1), ("z", 1)), 20_000, 1)
    # T. Ishigami and T. Homma (1990), a = 7, b = 0.1.
    for index, first, total in zip(found.indices, (0.314, 0.442, 0), (0.558, 0.442, 0.244),
                                   strict=True):  # fmt: skip
        assert index.first == pytest.approx(first, abs=0.03)
        assert index.total == pytest.approx(total, abs=0.03)
        assert index.first_interval[0] < index.first_interval[1]
        assert index.first_interval[1] - index.first_interval[0] < 0.08
    assert found.runs == 100_000


def test_a_group_of_inputs_explains_what_its_members_do_together() -> None:
    swapped = influence(lambda u: ishigami(u[:, [0, 2, 1]]), (("xz", 2), ("y", 1)), 20_000, 1)
    assert swapped.indices[0].first == pytest.approx(0.558, abs=0.03)
    assert sum(index.first for index in swapped.indices) == pytest.approx(1, abs=0.03)


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(Refused, match="tirages"):
        influence(ishigami, (("x", 1), ("y", 1), ("z", 1)), 10, 1)


@pytest.fixture(scope="module")
def field() -> Field:
    return field_of(made_up_figures(), presets()["bien_vivre"])


def question(field: Field, spread: float = 0.25) -> Question:
    weights = np.array([one.weight for one in field.preset.categories])
    return Question(field.pillars, weights / weights.sum(), field.figures.position[TOWN], spread)


def test_indices_of_a_rank_are_shares_of_its_variance(field: Field) -> None:
    found = doubt(question(field), 400, 7, 2)
    assert {index.name for index in found.indices} == {"weights", "scale", "missing", "noise"}
    for index in found.indices:
        assert -0.2 < index.first < 1.1
        assert index.total > -0.01
    assert 1 <= found.mean <= len(field.figures.codes)


def test_without_any_freedom_of_weights_they_explain_nothing(field: Field) -> None:
    found = {index.name: index for index in doubt(question(field, 1e-9), 400, 7, 1).indices}
    assert found[WEIGHTS].total == pytest.approx(0, abs=1e-3)
    assert found[NOISE].total > 0
