"""What an index may be made of, and what is refused rather than ranked in silence."""

import numpy as np
import pytest

from made_up_index import META, TREE, data, framework, random_values, sheet, units
from parvis.core.errors import Refused
from parvis.core.palmares.hierarchy import framework_from
from parvis.core.palmares.units import imputed, units_from


def test_effective_weights_multiply_down_the_hierarchy_and_sum_to_one_at_each_level() -> None:
    index = framework()
    shares = index.effective()
    assert shares["b"] == pytest.approx(1 / 3 * 2 / 3)
    assert shares["d"] == pytest.approx(2 / 3 * 3 / 4)
    for level in (1, 2, 3):
        assert sum(shares[one.code] for one in index.at(level)) == pytest.approx(1)


def test_removing_a_group_removes_what_it_gathers() -> None:
    assert {one.code for one in framework().without(["p"]).elements} == {"c", "d", "q", "top"}


def test_removing_all_the_elements_of_a_group_removes_the_group() -> None:
    assert {one.code for one in framework().without(["a", "b"]).elements} == {"c", "d", "q", "top"}


@pytest.mark.parametrize(
    ("at", "line", "rule"),
    [
        (0, "1 b p 1 Indicator 1", "palmares.element_twice"),
        (0, "1 a zz 1 Indicator 1", "palmares.parent"),
        (0, "1 a top 1 Indicator 1", "palmares.floating"),
        (0, "2 a p 1 Indicator 1", "palmares.level"),
        (0, "1 a p 2 Indicator 1", "palmares.direction"),
        (0, "1 a p NA Indicator 1", "palmares.direction"),
        (0, "1 a p 1 Indicator -1", "palmares.weight"),
        (0, "1 a p 1 Indicator NA", "palmares.weight"),
        (0, "1 a p 1 Indicator one", "palmares.not_a_number"),
        (0, "1 NaN p 1 Indicator 1", "palmares.no_code"),
        (0, "1 a p 1 Index 1", "palmares.kind"),
        (4, "2 p q 1 Aggregate 1", "palmares.floating"),
        (6, "3 top p 1 Aggregate 1", "palmares.cycle"),
    ],
)
def test_a_structure_that_cannot_stand_is_refused(at: int, line: str, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        framework([*TREE[:at], line, *TREE[at + 1 :]])
    assert refusal.value.rule == rule
    assert refusal.value.where.file == "iMeta.csv"


def test_weights_that_sum_to_zero_are_refused() -> None:
    with pytest.raises(Refused, match="tous nuls"):
        framework(["1 a p 1 Indicator 0", "1 b p -1 Indicator 0", *TREE[2:]])


def test_a_group_without_elements_is_refused() -> None:
    with pytest.raises(Refused, match="ne rassemble rien"):
        framework([*TREE, "2 r top 1 Aggregate 1"])


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(Refused, match="Weight"):
        framework_from(sheet(META[:5], [TREE[0].split(" ")[:5]]))


def test_removing_what_is_not_there_or_everything_is_refused() -> None:
    with pytest.raises(Refused, match="zz"):
        framework().without(["zz"])
    with pytest.raises(Refused, match="ne reste rien"):
        framework().without(["p", "q"])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda v: v.__setitem__((slice(None), 1), 7.0), "palmares.constant"),
        (lambda v: v.__setitem__((slice(None), 1), np.nan), "palmares.all_missing"),
    ],
)
def test_an_indicator_that_says_nothing_is_refused(change, rule: str) -> None:
    values = random_values(1)
    change(values)
    with pytest.raises(Refused) as refusal:
        units(values)
    assert (refusal.value.rule, refusal.value.where.field) == (rule, "b")


def test_three_units_are_not_a_ranking() -> None:
    with pytest.raises(Refused, match="3 unités"):
        units(random_values(1, 3))


@pytest.mark.parametrize(
    ("code", "rule"),
    [("U001", "palmares.unit_twice"), ("NaN", "palmares.no_code"), ("", "palmares.no_code")],
)
def test_a_unit_twice_or_without_a_code_is_refused_with_its_line(code: str, rule: str) -> None:
    table = data(random_values(1))
    table.values["uCode"][4] = code
    with pytest.raises(Refused) as refusal:
        units_from(table, framework())
    assert (refusal.value.rule, refusal.value.where.line) == (rule, 6)


def test_a_text_where_a_number_is_expected_is_refused_with_its_line() -> None:
    table = data(random_values(1))
    table.values["c"][2] = "beaucoup"
    with pytest.raises(Refused) as refusal:
        units_from(table, framework())
    assert (refusal.value.where.line, refusal.value.where.field) == (4, "c")


def test_several_years_are_not_ranked_together() -> None:
    with pytest.raises(Refused, match="2018, 2019"):
        units(random_values(1, 4), Time=["2018", "2019", "2018", "2019"])


def test_an_indicator_is_divided_by_its_denominator_and_never_by_zero() -> None:
    lines = ["1 a p 1 Indicator 1 inhabitants", *TREE[1:], "NA inhabitants  NA Denominator NA"]
    values = random_values(2, 5)
    table = data(values, inhabitants=[2.0, 4, 5, 10, 20])
    found = units_from(table, framework(lines))
    np.testing.assert_allclose(found.values[:, 0], values[:, 0] / [2, 4, 5, 10, 20])
    table.values["inhabitants"][3] = "0"
    with pytest.raises(Refused, match="divisé par zéro") as refusal:
        units_from(table, framework(lines))
    assert refusal.value.where.line == 5


def test_missing_values_take_the_mean_or_the_median_of_the_column_or_of_the_group() -> None:
    values = random_values(3, 6)
    values[:, 0] = [1, 2, 6, 10, 30, np.nan]
    known = units(values, side=["N", "N", "N", "S", "S", "S"])
    filled = {m: imputed(known, m).values[5, 0] for m in
              ("mean", "median", "group-mean:side", "group-median:side")}  # fmt: skip
    assert filled == {"mean": 9.8, "median": 6, "group-mean:side": 20, "group-median:side": 20}
    assert imputed(known, "none").missing == 1


def test_a_unit_without_a_group_keeps_its_missing_value() -> None:
    values = random_values(3, 5)
    values[4, 0] = np.nan
    known = units(values, side=["N", "N", "S", "S", "NA"])
    assert imputed(known, "group-mean:side").missing == 1


@pytest.mark.parametrize("method", ["guess", "group-mean", "mean:side", "group-mean:nowhere"])
def test_an_unknown_way_to_fill_is_refused(method: str) -> None:
    with pytest.raises(Refused):
        imputed(units(random_values(3), side=["N"] * 30), method)
