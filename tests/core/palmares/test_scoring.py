"""Scales, means and ranks, against their definitions and against COINr's own results."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up_index import TREE, data, framework, random_values, sheet, units
from parvis.core.errors import Refused
from parvis.core.palmares.aggregation import aggregated
from parvis.core.palmares.hierarchy import framework_from
from parvis.core.palmares.normalisation import normalised
from parvis.core.palmares.ranking import descending
from parvis.core.palmares.scoring import Recipe, score
from parvis.core.palmares.treatment import passes, treated
from parvis.core.palmares.units import units_from

CALM = [[1, 9, 3, 1], [2, 7, 3, 2], [4, 5, 8, 4], [5, 4, 1, 5]]


def _column(method: str, rank: int = 0) -> list[float]:
    lines = [
        f"{line}  {target}" for line, target in zip(TREE, (6, 3, 9, 9, "", "", ""), strict=True)
    ]
    index = framework(lines)
    found = units_from(data(np.array(CALM, float), size=["S", "S", "L", "L"]), index)
    return normalised(found, index, method)[:, rank].tolist()


@pytest.mark.parametrize(
    ("method", "rank", "expected"),
    [
        ("minmax", 0, [0, 25, 75, 100]),
        ("minmax:1,101", 1, [1, 41, 81, 101]),
        ("scaled:0,10", 0, [10, 20, 40, 50]),
        ("scaled:0,10,1", 0, [0.1, 0.2, 0.4, 0.5]),
        ("rank", 2, [2, 2, 4, 1]),
        ("borda", 2, [1, 1, 3, 0]),
        ("prank", 2, [1 / 3, 1 / 3, 1, 0]),
        ("fracmax", 0, [0.2, 0.4, 0.8, 1]),
        ("dist2max", 0, [0, 0.25, 0.75, 1]),
        ("dist2ref:U002", 0, [0, 1 / 3, 1, 4 / 3]),
        ("dist2targ", 0, [0, 0.2, 0.6, 0.8]),
        ("dist2targ:3", 0, [0, 0.5, 1.5, 2]),
        ("dist2targ:3,1", 0, [0, 0.5, 1, 1]),
        ("dist2targ", 1, [0, 1 / 3, 2 / 3, 5 / 6]),
        ("goalposts:2,4,10", 0, [0, 0, 10, 10]),
        ("steps:size", 0, [0, 100, 0, 100]),
        ("none", 1, [-9, -7, -5, -4]),
    ],
)
def test_each_scale_follows_its_definition(method: str, rank: int, expected: list[float]) -> None:
    assert _column(method, rank) == pytest.approx(expected)


def test_standard_scores_have_the_mean_and_the_deviation_asked_for() -> None:
    column = np.array(_column("zscore:10,2"))
    assert (column.mean(), column.std(ddof=1)) == pytest.approx((10, 2))


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("goalposts", {"goalpost_lower": "3", "goalpost_upper": "7", "goalpost_scale": "10",
                       "goalpost_trunc2posts": "TRUE"}, [0, 0, 5, 7.5]),
        ("scaled:imeta", {"scaled_lower": "4", "scaled_upper": "8", "scale_factor": "1"},
         [-0.25, 0.25, 0.75, 1]),
        ("minmax:imeta", {"minmax_lower": "1", "minmax_upper": "6"}, [1, 3, 5, 6]),
    ],
)  # fmt: skip
def test_parameters_of_an_indicator_turn_round_with_its_direction(name, own, expected) -> None:
    header = ["Level", "iCode", "Parent", "Direction", "Type", "Weight", *own]
    rows = [[1, "b", "top", -1, "Indicator", 1, *own.values()],
            [2, "top", "", 1, "Aggregate", 1, *[""] * len(own)]]  # fmt: skip
    index = framework_from(sheet(header, rows))
    found = units_from(data(np.array(CALM, float)), index)
    assert normalised(found, index, name)[:, 0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    "method",
    ["best", "minmax:1", "minmax:a,b", "rank:imeta", "goalposts:1", "dist2ref:U999", "steps:zz",
     "dist2ref:U000", "zscore:imeta"],
)  # fmt: skip
def test_a_scale_that_is_unknown_or_gives_no_number_is_refused(method: str) -> None:
    with pytest.raises(Refused):
        _column(method)


@pytest.mark.parametrize(
    ("method", "expected"),
    [("amean", 3.25), ("gmean", 2 ** 1.5), ("hmean", 16 / 7), ("genmean:2", 3.5)],
)  # fmt: skip
def test_means_weigh_their_elements_and_leave_missing_ones_out(method, expected) -> None:
    values = np.array([[1.0, 4, np.nan], [np.nan] * 3])
    found = aggregated(values, np.array([1.0, 3, 9]), method, "p")
    assert found[0] == pytest.approx(expected)
    assert np.isnan(found[1])


def test_copeland_counts_who_is_beaten_by_a_majority_of_the_weights() -> None:
    values = np.array([[3.0, 1, 2], [2, 3, 1], [1, 2, 3], [0, 0, 0]])
    assert aggregated(values, np.array([2.0, 1, 1]), "copeland", "p").tolist() == [2, 1, 0, -3]


@pytest.mark.parametrize("method", ["gmean", "hmean", "genmean:-2", "genmean:0.5"])
def test_zero_or_less_under_a_mean_that_cannot_bear_it_is_refused(method: str) -> None:
    with pytest.raises(Refused, match="minmax:1,100"):
        score(units(random_values(4)), framework(), Recipe(aggregate=method))


def test_copeland_with_missing_values_is_refused() -> None:
    values = random_values(4)
    values[2, 2] = np.nan
    with pytest.raises(Refused, match="Copeland"):
        score(units(values), framework(), Recipe(aggregate="copeland"))


@pytest.mark.parametrize("method", ["sum", "genmean:", "copeland:2", "amean,amean,amean"])
def test_an_unknown_way_to_gather_is_refused(method: str) -> None:
    with pytest.raises(Refused):
        score(units(random_values(4)), framework(), Recipe(aggregate=method))


def test_each_level_may_be_gathered_in_its_own_way() -> None:
    known, index = units(random_values(4)), framework()
    mixed = score(known, index, Recipe("none", False, "minmax:1,100", "amean,gmean")).groups
    plain = score(known, index, Recipe("none", False, "minmax:1,100", "amean")).groups
    np.testing.assert_allclose(mixed["p"], plain["p"])
    np.testing.assert_allclose(mixed["top"], np.exp(np.log(plain["p"]) / 3
                                                    + np.log(plain["q"]) * 2 / 3))  # fmt: skip


def test_equal_scores_share_the_best_rank_and_a_missing_one_has_none() -> None:
    ranks = descending(np.array([5.0, 9, np.nan, 5, 1]))
    np.testing.assert_equal(ranks, [2, 1, np.nan, 2, 4])


@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=40, unique=True))
def test_treatment_never_inverts_two_values(values: list[float]) -> None:
    column = np.array(values)
    order = np.argsort(column)
    assert (np.diff(treated(column[:, None])[:, 0][order]) >= 0).all()


def test_one_outlier_is_winsorised_and_a_skewed_crowd_takes_logarithms() -> None:
    calm = np.arange(30.0)
    alone = np.append(calm, 900.0)
    assert treated(alone[:, None])[-1, 0] == 29
    skewed = np.exp(np.arange(400) / 25)
    logged = treated(skewed[:, None])[:, 0]
    assert passes(skewed) is False
    assert logged[0] == pytest.approx(np.log(0.01 * (skewed.max() - skewed.min())))


def test_an_indicator_that_winsorising_would_flatten_stays_as_it_is() -> None:
    rare = np.array([0.0] * 40 + [1])
    np.testing.assert_array_equal(treated(rare[:, None])[:, 0], rare)


def _read(path: Path, **renamed: str):
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return sheet([renamed.get(name, name) for name in header], rows, path.name)


@pytest.fixture(scope="module")
def asem(real_data: Path):
    """COINr's ASEM index from the exact inputs of its stored results, and their folder."""
    folder = real_data / "composite"
    names = {"UnitCode": "uCode", "Den_Area": "Area", "Den_Energy": "Energy", "Den_GDP": "GDP",
             "Den_Pop": "Population", "Group_EurAsia": "EurAsia_group"}  # fmt: skip
    inputs = _read(folder / "coinr_ASEM_COIN_Input_IndData.csv", **names)
    below = _read(folder / "coinr_ASEM_COIN_Input_Denominators.csv", **names)
    assert inputs.values["uCode"] == below.values["uCode"]
    inputs.values.update(below.values)
    index = framework_from(_read(folder / "coinr_ASEM_iMeta.csv"))
    return folder, units_from(inputs, index), index


ASEM = Recipe("group-mean:EurAsia_group", True)


@pytest.mark.real_data
@pytest.mark.parametrize("stage", ["Treated", "Normalised", "Aggregated"])
def test_every_column_of_asem_is_that_of_coinr(asem, stage: str) -> None:
    folder, known, index = asem
    scores = score(known, index, ASEM)
    columns = {
        "Treated": dict(zip(scores.indicators, scores.treated.T, strict=True)),
        "Normalised": dict(zip(scores.indicators, scores.normalised.T, strict=True)),
        "Aggregated": scores.groups,
    }[stage]
    published = _read(folder / f"coinr_ASEM_COIN_Data_{stage}.csv")
    assert published.values["UnitCode"] == list(scores.codes)
    for code, column in columns.items():
        expected = np.array(published.values[code], dtype=float)
        np.testing.assert_allclose(column, expected, rtol=1e-9, atol=1e-9, err_msg=code)


@pytest.mark.real_data
def test_scores_and_ranks_from_coinr_s_own_two_tables_are_those_it_documents(real_data) -> None:
    folder = real_data / "composite"
    index = framework_from(_read(folder / "coinr_ASEM_iMeta.csv"))
    known = units_from(_read(folder / "coinr_ASEM_iData.csv"), index)
    table = _read(folder / "coinr_ASEM_COIN_Results_AggregatesRank.csv").values
    # COINr ranks the scores it shows, which have two decimals.
    groups = score(known, index, ASEM).groups
    ranks = {code: descending(scores.round(2)) for code, scores in groups.items()}
    for rank, code in enumerate(table["UnitCode"]):
        unit = known.codes.index(code)
        assert {g: int(table[g][rank]) for g in ranks} == {g: ranks[g][unit] for g in ranks}
    geometric = score(known, index, Recipe(ASEM.impute, True, "minmax:1,100", "gmean")).groups
    top = {code: round(float(geometric["Index"][known.codes.index(code)]), 2)
           for code in ("CHE", "DNK", "BEL")}  # fmt: skip
    assert top == {"CHE": 58.01, "DNK": 56.92, "BEL": 56.08}


@pytest.mark.real_data
def test_removing_each_pillar_of_asem_moves_ranks_as_coinr_documents(asem) -> None:
    _, known, index = asem
    whole = score(known, index, ASEM).ranks()["Index"]
    shifts = {
        pillar.code: round(float(np.abs(score(known, index.without([pillar.code]), ASEM)
                                        .ranks()["Index"] - whole).mean()), 6)
        for pillar in index.at(2)
    }  # fmt: skip
    assert shifts == {
        "Physical": 1.529412, "ConEcFin": 2.627451, "Political": 2.901961, "Instit": 1.176471,
        "P2P": 1.686275, "Environ": 3.098039, "Social": 3.960784, "SusEcFin": 2.627451,
    }  # fmt: skip
