"""Weights that data suggest, years that fill one another, one index beside another."""

from pathlib import Path

import numpy as np
import pytest

from made_up_index import TREE, data, framework, random_values, sheet, units
from parvis.core.errors import Refused
from parvis.core.palmares.comparison import compared, removals, standouts
from parvis.core.palmares.panel import one_year
from parvis.core.palmares.scoring import Recipe, score
from parvis.core.palmares.units import units_from
from parvis.core.palmares.weighting import noisy, weighted
from parvis.engines.composite import read_index

RECIPE = Recipe(normalise="minmax")
REMOVALS = {
    "Physical": 1.529412, "ConEcFin": 2.627451, "Political": 2.901961, "Instit": 1.176471,
    "P2P": 1.686275, "Environ": 3.098039, "Social": 3.960784, "SusEcFin": 2.627451,
}  # fmt: skip
"""Mean shift of rank when each pillar of ASEM is left out, as COINr documents it."""


def correlated(n: int = 60) -> np.ndarray:
    draw = np.random.default_rng(4)
    common = draw.normal(size=(n, 1))
    values = common + 0.5 * draw.normal(size=(n, 4))
    values[:, 1] *= -1
    return values


@pytest.mark.real_data
def test_the_documented_removals_of_asem_come_out_exactly(real_data: Path) -> None:
    folder = real_data / "composite"
    found, index = read_index(folder / "coinr_ASEM_iData.csv", folder / "coinr_ASEM_iMeta.csv")
    recipe = Recipe("group-mean:EurAsia_group", True, "minmax")
    shifts = {one.name: one.mean for one in compared(removals(found, index, recipe, 2))}
    assert {code: round(shifts[code], 6) for code in REMOVALS} == REMOVALS


def test_a_list_of_ranks_does_not_move_from_itself() -> None:
    (shift,) = compared({"x": np.array([1.0, 2, 3, np.nan])})
    assert (shift.mean, shift.greatest, shift.spearman) == (0, 0, pytest.approx(1))


def test_equal_weights_are_equal() -> None:
    index = weighted(units(random_values(1)), framework(), RECIPE, "equal")
    assert {one.weight for one in index.elements} == {1.0}


def test_components_are_those_of_the_correlation_matrix() -> None:
    found = units(correlated())
    index = weighted(found, framework(), RECIPE, "pca:1")
    scaled = score(found, framework(), RECIPE).normalised
    for first, second in ((0, 1), (2, 3)):
        _, axes = np.linalg.eigh(np.corrcoef(scaled[:, [first, second]].T))
        loadings = np.abs(axes[:, -1])
        weights = [one.weight for one in index.indicators]
        assert [weights[first], weights[second]] == pytest.approx(loadings.tolist())


def test_a_component_that_subtracts_an_element_is_refused() -> None:
    values = correlated()
    values[:, 1] *= -1
    with pytest.raises(Refused, match="soustrait"):
        weighted(units(values), framework(), RECIPE, "pca:1")


def test_balanced_elements_are_as_correlated_with_the_whole() -> None:
    found = units(random_values(3, 80))
    index = weighted(found, framework(), RECIPE, "balance:2")
    scores = score(found, index, RECIPE).groups
    correlations = [np.corrcoef(scores[code], scores["top"])[0, 1] for code in "pq"]
    assert correlations[0] == pytest.approx(correlations[1], abs=1e-3)


def test_informed_weights_do_not_lower_the_sum_of_correlations() -> None:
    found = units(correlated())
    sums = []
    for method in ("given", "infomax:1"):
        result = score(found, weighted(found, framework(), RECIPE, method), RECIPE)
        sums.append(sum(np.corrcoef(x, result.groups["top"])[0, 1] for x in result.normalised.T))
    assert sums[1] >= sums[0] - 1e-9


@pytest.mark.parametrize("method", ["pca", "pca:3", "pca:x", "balance", "given:1", "other"])
def test_a_method_of_weights_that_is_not_one_is_refused(method: str) -> None:
    with pytest.raises(Refused, match="--weights"):
        weighted(units(random_values(1)), framework(), RECIPE, method)


def test_noisy_weights_move_within_the_factor_of_their_level() -> None:
    elements = framework().elements
    moved = noisy(elements, {1: 0.25}, 500, 2)
    weights = np.array([one.weight for one in elements])
    away = np.abs(moved / weights - 1)
    levels = np.array([one.level for one in elements])
    assert (away[:, levels > 1] == 0).all()
    assert 0.2 < away[:, levels == 1].max() <= 0.25


ROWS = [("A", 2018, 1, 10), ("A", 2020, "NA", 30), ("A", 2022, 5, "NA"),
        ("B", 2018, 2, 1), ("B", 2020, 4, 2), ("B", 2022, 6, 3),
        ("C", 2018, "NA", 5), ("C", 2020, "NA", 6), ("C", 2022, 8, 8),
        ("D", 2018, "NA", 7), ("D", 2020, "NA", 1), ("D", 2022, "NA", 2)]  # fmt: skip
PAIR = ["1 x top 1 Indicator 1", "1 y top 1 Indicator 1", "2 top  1 Aggregate 1"]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("latest", [1, 4, np.nan, np.nan]),
        ("constant", [1, 4, 8, np.nan]),
        ("linear", [3, 4, np.nan, np.nan]),
        ("linear-constant", [3, 4, 8, np.nan]),
    ],
)
def test_a_year_is_filled_from_the_others(way: str, expected: list[float]) -> None:
    table = sheet(("uCode", "Time", "x", "y"), ROWS)
    found = units_from(one_year(table, framework(PAIR), way, 2020), framework(PAIR))
    assert found.codes == tuple("ABCD")
    assert found.values[:, 0].tolist() == pytest.approx(expected, nan_ok=True)
    assert found.values[:, 1].tolist() == [30, 2, 6, 1]


def test_without_a_year_the_last_one_is_kept() -> None:
    table = sheet(("uCode", "Time", "x", "y"), ROWS)
    found = units_from(one_year(table, framework(PAIR), "latest", None), framework(PAIR))
    assert found.values[:, 1].tolist() == [30, 3, 8, 2]


@pytest.mark.parametrize(
    ("header", "way", "year", "rule"),
    [
        (("uCode", "Time", "x", "y"), "other", None, "palmares.method"),
        (("uCode", "Time", "x", "y"), "latest", 2019.0, "palmares.no_year"),
        (("uCode", "When", "x", "y"), "latest", None, "palmares.no_time"),
    ],
)
def test_a_panel_that_says_nothing_is_refused(header, way: str, year, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        one_year(sheet(header, ROWS), framework(PAIR), way, year)
    assert refused.value.rule == rule


def test_strengths_come_first_and_follow_the_direction() -> None:
    found = units_from(data(np.array([[9, 1, 5, 2], [1, 2, 6, 3], [2, 3, 7, 4], [3, 4, 8, 1.0]])),
                       framework())  # fmt: skip
    ranked = standouts(found, framework(TREE), "U000")
    assert [one.code for one in ranked] == ["a", "b", "d", "c"]
    assert [one.rank for one in ranked] == [1, 1, 3, 4]
    with pytest.raises(Refused, match="U999"):
        standouts(found, framework(TREE), "U999")
