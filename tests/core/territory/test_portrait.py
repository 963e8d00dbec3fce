"""Portraits: formulas, reasons of absence, wider figures, and what the sentences dare say."""

import numpy as np
import pytest

from core_territory_towns import INDICATORS, N, indicator, reference
from parvis.core.territory.indicators import Point, latest, together, values
from parvis.core.territory.maps import Shape, draw, schematic
from parvis.core.territory.peers import structure_of
from parvis.core.territory.portrait import Portrait, peer_group, portrait_of
from parvis.core.territory.reference import Absence
from parvis.core.territory.sentences import answer, cautions

TOWN = "41050"


def portrait(**columns: np.ndarray) -> Portrait:
    known = reference(**columns)
    peers = peer_group(TOWN, (), known, structure_of(known, INDICATORS), 20)
    return portrait_of(TOWN, known, INDICATORS, peers, is_picked=False)


def moved(name: str, factor: float) -> np.ndarray:
    """The figures of a column, that of the town multiplied."""
    column = reference().column(name).copy()
    column[reference().rank[TOWN]] *= factor
    return column


def said(found: Portrait) -> str:
    return "".join(part.text for part in answer(found))


def test_a_ratio_over_many_is_the_ratio_of_their_sums() -> None:
    known = reference()
    rows = np.arange(10)
    owners = INDICATORS[2]
    figure = together(owners, owners.points[0], known, rows)
    expected = 100 * known.column("owned")[rows].sum() / known.column("homes")[rows].sum()
    assert figure.value == pytest.approx(expected)
    assert not figure.is_median


def test_a_median_over_many_is_the_median_commune_and_says_so() -> None:
    known = reference()
    income = INDICATORS[4]
    figure = together(income, income.points[0], known, np.arange(N))
    assert figure.value == pytest.approx(np.median(known.column("income")))
    assert figure.is_median


def test_a_yearly_rate_compounds_back_to_the_whole_change() -> None:
    growth = indicator(
        "growth", Point(2021, ("population_2021",), ("population_2013",), 8), scale=100.0
    )
    known = reference()
    rate = values(growth, growth.points[0], known) / 100
    whole = known.column("population_2021") / known.column("population_2013")
    assert np.allclose((1 + rate) ** 8, whole)


def test_an_indicator_that_no_file_brings_is_left_out() -> None:
    absent = indicator("absent", Point(2021, ("nowhere",)))
    assert latest(absent, reference()) is None


def test_a_secret_is_a_reason_and_never_a_zero() -> None:
    income = reference().column("income").copy()
    income[reference().rank[TOWN]] = np.nan
    line = portrait(income=income).line("median_income")
    assert line is not None
    assert line.value is None
    assert line.absence is Absence.SECRET
    assert "secret statistique" in cautions(portrait(income=income))[0]
    assert "€" not in said(portrait(income=income))


def test_a_town_that_empties_and_ages_faster_is_told_in_one_breath() -> None:
    found = portrait(population_2021=moved("population_2021", 0.6), old_2018=moved("old_2018", 1.5))
    assert said(found).startswith(
        "Bourg 50 perd des habitants et vieillit, plus vite que les communes comparables."
    )


def test_different_paces_are_told_apart() -> None:
    people, elders = moved("population_2013", 1.5), reference().column("old_2018").copy()
    elders[reference().rank[TOWN]] = people[reference().rank[TOWN]] * 0.1
    found = portrait(population_2021=people, old_2018=elders)
    assert "garde son âge" in said(found)
    assert "gagne des habitants plus vite que les communes comparables" in said(found)


def test_a_population_that_hardly_moves_is_steady() -> None:
    people = reference().column("population_2013").copy()
    assert "garde sa population" in said(portrait(population_2021=people))


def test_every_figure_of_the_answer_leads_to_its_line() -> None:
    found = portrait()
    proofs = {part.figure for part in answer(found) if part.figure}
    assert proofs
    assert all(found.line(name) for name in proofs)


def test_wider_territories_are_there_with_their_coverage() -> None:
    line = portrait().line("owners")
    assert line is not None
    assert line.department.coverage == pytest.approx(1)
    assert line.department == line.nation  # the made-up country is one département


def test_a_map_draws_every_shape_once_and_the_town_last() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 45]]]}
    shapes = [Shape(str(i), f"Bourg {i}", square, float(i)) for i in range(6)]
    drawn = draw([*shapes, Shape("x", "Secret", square, float("nan"))], here="2")
    assert drawn is not None
    assert [area.code for area in drawn.areas][-1] == "2"
    assert {area.step for area in drawn.areas} == {0, 1, 2, 3, 4, 5}
    assert drawn.bounds[0][0] == 0
    assert drawn.bounds[-1][1] == 5


def test_a_map_without_contours_is_none_and_a_schematic_one_says_so() -> None:
    assert draw([], here="") is None
    plan = schematic([("a", "A", 1.0), ("b", "B", float("nan"))])
    assert plan.is_schematic
    assert len(plan.areas) == 2


def test_a_village_of_no_inhabitant_has_a_portrait_too() -> None:
    nobody = {
        name: np.where(np.arange(N) == reference().rank[TOWN], 0.0, reference().column(name))
        for name in ("population_2013", "population_2021", "old_2012", "old_2018", "homes", "owned")
    }
    assert not said(portrait(**nobody)).startswith("Bourg")
