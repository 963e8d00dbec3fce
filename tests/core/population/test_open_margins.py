"""Margins of any commune: what is published is kept, what is borrowed is said."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.population.fit import fit
from parvis.core.population.income import draw_incomes
from parvis.core.population.margins import Source, check_totals
from parvis.core.population.open_margins import (
    HIGHEST,
    HOMES,
    LOWEST,
    MEDIAN,
    OWNED,
    PERSONS,
    RENTED,
    SOCIAL,
    WOMEN,
    Known,
    missing,
    open_margins,
)
from parvis.core.population.report import report_of

RISING = (6_000.0, 9_000.0, 12_000.0, 15_000.0, 18_000.0, 21_000.0, 24_000.0, 28_000.0, 35_000.0)
TOWN = {
    PERSONS: 9_000.0, "aged_0_14_2018": 1_700.0, "aged_15_29_2018": 1_400.0,
    "aged_75_up_2018": 900.0, WOMEN: 4_700.0, HOMES: 4_000.0, OWNED: 2_500.0, RENTED: 1_400.0,
    SOCIAL: 600.0, MEDIAN: 21_000.0, LOWEST: 11_000.0, HIGHEST: 38_000.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def france() -> dict:
    place = files("parvis") / "margins" / "france" / "structure.toml"
    return tomllib.loads(place.read_text("utf-8"))


def known(figures: dict[str, float] = TOWN, iris: dict | None = None) -> Known:
    source = Source("Insee", "Recensement", 2018, "Licence Ouverte 2.0")
    return Known("99001", "Fleurville", figures, dict.fromkeys(figures, source), iris or {})


def test_what_is_published_of_the_commune_is_kept(france):
    margins = open_margins(known(), france)
    assert margins.published["age"].cells == {"0-14": 1_700, "15-29": 1_400, "75+": 900}
    assert margins.published["tenure"].cells == {
        "owner": 2_500, "social": 600, "private": 800, "free": 100,
    }  # fmt: skip
    assert margins.income == {0.1: 11_000, 0.5: 21_000, 0.9: 38_000}


@pytest.mark.parametrize("persons", [150, 900, 9_000])
def test_its_population_reaches_its_margins(france, persons):
    margins, rng = open_margins(known(), france), np.random.default_rng(2)
    fitted = fit(margins, persons, rng)
    report = report_of(margins, fitted, draw_incomes(margins, fitted.households, rng))
    assert max(g.tae_share for g in report.fitted) <= 0.001
    assert max(map(abs, report.deciles.values())) <= 0.005


def test_a_commune_with_few_iris_gets_made_up_neighbourhoods_and_says_so(france):
    margins = open_margins(known(iris={"990010101": RISING, "990010102": ()}), france)
    assert [i.is_made_up for i in margins.iris] == [False, False, True, True, True]
    assert sum(i.share for i in margins.iris) == pytest.approx(1)
    rng = np.random.default_rng(2)
    fitted = fit(margins, 900, rng)
    told = report_of(margins, fitted, draw_incomes(margins, fitted.households, rng)).modelled
    assert any("990010102" in what for what in told)
    assert any("3 inventés" in what for what in told)


@pytest.mark.parametrize("absent", [(LOWEST, HIGHEST), (RENTED, SOCIAL)])
def test_what_is_secret_or_not_counted_is_borrowed_and_said(france, absent):
    figures = {v: float("nan") if v in absent else value for v, value in TOWN.items()}
    margins = open_margins(known(figures), france)
    assert len(margins.modelled) == 1
    assert sum(margins.published["tenure"].cells.values()) == pytest.approx(TOWN[HOMES])
    assert margins.income[0.1] < margins.income[0.5] < margins.income[0.9]


def test_the_figures_that_lack_are_named():
    assert missing({**TOWN, WOMEN: float("nan")}) == (WOMEN,)
    assert missing({}) != ()


@pytest.mark.parametrize("wrong", [{WOMEN: 9_500.0}, {HOMES: 9_500.0}, {HOMES: 1_200.0}])
def test_parts_larger_than_their_whole_are_refused(france, wrong):
    margins = open_margins(known({**TOWN, **wrong}), france)
    with pytest.raises(Refused, match="ne tient pas"):
        check_totals(margins, "99001.toml")
