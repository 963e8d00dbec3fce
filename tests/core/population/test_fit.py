"""The calibrated population: margins reached, incomes on their deciles, conflicts told."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.population.archetypes import FIRST_CHILD, make_archetypes
from parvis.core.population.fit import fit, fitted_margins, tilt, whole
from parvis.core.population.income import caf_parts, draw_incomes, monotone
from parvis.core.population.margins import margins_from
from parvis.core.population.raking import rake
from parvis.core.population.report import report_of
from synthetic import VENDOME, margins

PERSONS = 17_000


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(3)
    found = fit(margins(), PERSONS, rng)
    incomes = draw_incomes(margins(), found.households, rng)
    return found, incomes, report_of(margins(), found, incomes)


@pytest.fixture
def data() -> dict:
    return tomllib.loads((files("parvis") / "margins" / f"{VENDOME}.toml").read_text("utf-8"))


def test_the_town_has_exactly_the_persons_asked_for(fitted):
    assert fitted[2].persons == PERSONS


def test_fitted_margins_are_reached_within_a_thousandth_of_the_persons(fitted):
    assert {g.margin: g.tae for g in fitted[2].fitted if g.tae / PERSONS > 0.001} == {}


@pytest.mark.parametrize("persons", [1_000, 4_000])
def test_small_towns_have_the_published_deciles_too(persons):
    rng = np.random.default_rng(persons)
    fitted = fit(margins(), persons, rng)
    deciles = report_of(margins(), fitted, draw_incomes(margins(), fitted.households, rng)).deciles
    assert max(abs(error) for error in deciles.values()) < 0.005


@pytest.mark.parametrize("persons", [100, 150, 400, 1_000, 2_500])
def test_small_towns_reach_them_too(persons):
    found = fit(margins(), persons, np.random.default_rng(persons))
    gaps = [np.abs(t.cells - f).sum() for t, f in zip(found.targets, found.found, strict=True)]
    assert max(gaps) / persons <= 0.001


@given(st.integers(100, 60_000))
def test_whole_households_by_type_and_size_agree_and_house_everybody(persons):
    _, types, sizes, *_, outside = fitted_margins(margins(), persons)
    assert types.cells.sum() == sizes.cells.sum()
    assert (sizes.cells * np.arange(1, 7)).sum() + outside.cells.sum() == persons
    assert sizes.cells[0] == types.cells[:2].sum()


def test_every_published_decile_is_met_within_half_a_percent(fitted):
    deciles = fitted[2].deciles
    assert len(deciles) == 3 + 7 * 9
    assert max(abs(error) for error in deciles.values()) < 0.005


def test_mothers_are_17_to_45_years_older_than_the_children_of_the_opening(fitted):
    homes = fitted[0].households
    is_family = (homes.type == 3) | (homes.type == 4)
    mother = np.where(homes.sex[:, 0] == 1, homes.age[:, 0], homes.age[:, 1])
    children = homes.age[:, FIRST_CHILD:]
    gap = (mother[:, None] - children)[is_family & (mother >= 0)]
    there = (children >= 0)[is_family & (mother >= 0)]
    assert gap[there].min() >= 16
    assert gap[there].max() <= 46


def test_parts_are_two_then_a_half_per_child_and_one_for_the_third(fitted):
    homes = fitted[0].households
    young = homes.age[:, FIRST_CHILD:]
    children = ((young >= 0) & (young < 20)).sum(axis=1)
    parts = caf_parts(homes)
    assert [set(parts[children == n].tolist()) for n in range(4)] == [{2.0}, {2.5}, {3.0}, {4.0}]


def test_figures_that_disagree_are_listed_and_the_census_kept(fitted):
    conflicts = {c.margin: (round(c.kept), round(c.other)) for c in fitted[2].conflicts}
    assert conflicts == {"households": (8034, 7884), "persons": (16133, 15400)}


def test_tenures_that_do_not_add_up_to_the_households_are_listed(data):
    tenure = next(t for t in data["published"] if t["margin"] == "tenure")["cells"]
    tenure["owner"] += 400
    found, rng = margins_from(data, "41269.toml"), np.random.default_rng(1)
    fitted = fit(found, 500, rng)
    report = report_of(found, fitted, draw_incomes(found, fitted.households, rng))
    assert [c.margin for c in report.conflicts] == ["households", "persons", "tenure"]


def test_what_no_table_gives_is_said_to_be_modelled(fitted):
    assert any("412690104" in what for what in fitted[2].modelled)


def test_cross_tables_that_were_not_fitted_are_reported_too(fitted):
    unfitted = {g.margin for g in fitted[2].unfitted}
    assert unfitted == {"alone_by_age", "median_by_type", "median_by_age", "families"}


@pytest.mark.parametrize("margin", ["age", "sex", "tenure", "households"])
def test_a_missing_margin_is_named(data, margin):
    data["published"] = [t for t in data["published"] if t["margin"] != margin]
    with pytest.raises(Refused, match=margin):
        margins_from(data, "41269.toml")


def test_a_commune_whose_every_iris_is_secret_is_refused(data):
    for iris in data["iris"]:
        iris["deciles"] = []
    with pytest.raises(Refused, match="IRIS"):
        margins_from(data, "41269.toml")


def test_deciles_that_do_not_rise_are_refused(data):
    data["iris"][0]["deciles"][4] = 1
    with pytest.raises(Refused, match="412690102"):
        margins_from(data, "41269.toml")


@pytest.mark.real_data
def test_the_shipped_margins_are_those_of_the_producers(real_data, data):
    import duckdb

    census = real_data / "communes" / "other" / "rp2018_communes_2000hab_plus.parquet"
    found = duckdb.sql(
        "SELECT pop_tot, pop_0_14, pop_15_29, pop_75p, pop_femmes, log_rp, log_proprio, log_hlm "
        f"FROM '{census}' WHERE code_insee = '41269'"
    ).fetchall()[0]
    age, sex, tenure, households = (t["cells"] for t in data["published"])
    shipped = (data["persons"], age["0-14"], age["15-29"], age["75+"], sex["F"],
               households["all"], tenure["owner"], tenure["social"])  # fmt: skip
    assert shipped == pytest.approx(found, abs=0.01)


@pytest.mark.real_data
def test_the_shipped_deciles_are_those_of_filosofi(real_data, data):
    lines = (real_data / "geo" / "BASE_TD_FILO_IRIS_2021_DEC.csv").read_text("utf-8").splitlines()
    header = lines[0].split(";")
    columns = [header.index(f"DEC_{d}21") for d in
               ("D1", "D2", "D3", "D4", "MED", "D6", "D7", "D8", "D9")]  # fmt: skip
    rows = {row[0]: row for row in (line.split(";") for line in lines[1:])}
    for iris in data["iris"]:
        published = [rows[iris["code"]][c] for c in columns]
        assert iris["deciles"] == ([] if published[0] == "ns" else [float(v) for v in published])


@given(st.lists(st.floats(0.1, 1e4), min_size=1, max_size=20), st.integers(0, 10_000))
def test_whole_cells_sum_to_their_total_and_stay_within_one(cells, total):
    base = np.array(cells)
    found = whole(base, total)
    assert found.sum() == total
    assert np.abs(found - base * total / base.sum()).max() < 1 + 1e-6


@given(st.floats(1.3, 3.5))
def test_tilting_gives_the_mean_asked_for(mean):
    values = np.arange(1.0, 6.0)
    assert (tilt(np.ones(5), values, mean) * values).sum() == pytest.approx(mean, abs=1e-6)


@given(st.lists(st.floats(0.01, 5), min_size=3, max_size=9))
def test_interpolated_incomes_never_fall(steps):
    ys = np.cumsum(steps)
    xs = np.linspace(0, 1, len(ys))
    found = monotone(xs, ys, np.linspace(0, 1, 200))
    assert (np.diff(found) >= -1e-9).all()
    assert found[0] == pytest.approx(ys[0])


@settings(max_examples=20)
@given(st.integers(0, 1_000))
def test_raking_meets_margins_that_some_weights_give(seed):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 3, (300, 6)).astype(float)
    goal = cells.T @ rng.uniform(0.5, 2, 300)
    assert cells.T @ rake(cells, goal, np.ones(300)) == pytest.approx(goal, rel=1e-4)


def test_plausible_households_are_whole():
    homes = make_archetypes(np.random.default_rng(0))
    assert ((homes.age >= 0) == (homes.sex >= 0)).all()
    assert (homes.size >= 1).all()


@pytest.mark.real_data
def test_the_shipped_first_names_are_the_commonest_of_the_register(real_data):
    import duckdb

    names = real_data / "linkage" / "insee_prenoms_france.parquet"
    found = duckdb.sql(
        f"SELECT name, n FROM '{names}' WHERE sex = 'F' AND year = 1956 ORDER BY n DESC LIMIT 5"
    ).fetchall()
    shipped = (files("parvis") / "margins" / "prenoms_annees.csv").read_text("utf-8").splitlines()
    (line,) = (line for line in shipped if line.startswith("1956,F,"))
    assert line.split(",")[2].split(";")[:10] == [str(cell) for pair in found for cell in pair]
