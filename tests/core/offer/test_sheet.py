"""Grids as deliberations print them: columns by child or by residence, special cases, words."""

from datetime import date
from decimal import Decimal

import pytest

from parvis.core.errors import Refused
from parvis.core.offer.conditions import Value
from parvis.core.offer.grid import Tariff, tariff_from
from parvis.core.offer.pricing import price_of
from parvis.core.offer.written import grid_said, tariff_read, tariff_written

DAY = date(2026, 9, 1)
BY_CHILD = """Quotient familial | 1er ENF | 2ème ENF | 3ème ENF et + | EXTÉRIEUR
0 à 300 | 3,70 € | 3,40 € | 3,10 € | 12,00 €
300,01 à 500 | 5,50 € | 5,00 € | 4,50 € | 13,00 €
500,01 et + | 7,80 € | 7,10 € | 6,40 € | 14,00 €"""
BY_RESIDENCE = """Quotient familial |
Tarif demi-heure communauté | Tarif demi-heure hors communauté
0 – 650 | 0,30 € | 0,60 €
651 – 1150 | 0,48 € | 0,96 €
1151 et plus | 0,63 € | 1,26 €""".replace("|\n", "| ")


def cents(tariff: Tariff, **case: Value | int) -> int:
    said = {name: Decimal(value) if type(value) is int else value for name, value in case.items()}
    return price_of(tariff, DAY, said).cents


@pytest.mark.parametrize(("quotient", "rank", "resident", "expected"), [
    ("300", 1, True, 370), ("300", 2, True, 340), ("300", 3, True, 310), ("300", 5, True, 310),
    ("300.01", 1, True, 550), ("500", 2, True, 500), ("500.01", 4, True, 640),
    ("9000", 1, True, 780), ("300", 1, False, 1200), ("9000", 4, False, 1400),
])  # fmt: skip
def test_a_price_by_child_and_for_those_from_elsewhere(
    quotient: str, rank: int, resident: bool, expected: int
) -> None:
    grid = tariff_read(BY_CHILD, "loisirs")
    case = {"quotient_familial": Decimal(quotient), "rank": rank, "resident": resident}
    assert cents(grid, **case) == expected


def test_a_price_for_residents_and_one_for_the_others() -> None:
    grid = tariff_read(BY_RESIDENCE, "garderie")
    assert [rate.name for rate in grid.grids[0].rates] == [
        "Tous, Tarif demi-heure hors communauté", "Tous"]  # fmt: skip
    assert cents(grid, quotient_familial=650) == 30
    assert cents(grid, quotient_familial=651, resident=False) == 96
    assert cents(grid, quotient_familial=Decimal("1151"), resident=True) == 63


WORDS = """- TRANCHE 1 : pour un quotient familial de 0 à 620 €, tarification du repas à 1 €
- TRANCHE 2 : pour un quotient familial de 621 à 1 000 €, tarification du repas à 3,30 €
- TRANCHE 3 : pour un quotient familial de 1 001 € et plus, tarification du repas à 3,50 €"""


@pytest.mark.parametrize("text", [
    WORDS,
    "0-620 1,00€\n621-1000 3,30€\n1001 et + 3,50€",
    "Tranche A (QF ≤ 620) : 1 €\nTranche B (QF de 621 à 1000) : 3,30 €\nTranche C (QF > 1000) "
    ": 3,50 €",
    "| QF | Tarif |\n|---|---|\n| 0 à 620 | 1,00 € |\n| 621 à 1000 | 3,30 € |\n| 1001 et plus "
    "| 3,50 € |",
])  # fmt: skip
def test_brackets_in_whole_sentences(text: str) -> None:
    grid = tariff_read(text, "cantine")
    found = [cents(grid, quotient_familial=q) for q in (0, 620, 621, 1000, 1001)]
    assert found == [100, 100, 330, 330, 350]


def test_special_cases_have_lines_of_their_own() -> None:
    grid = tariff_read(
        "400 ; gratuit\nau-delà ; 3,00\nHors commune : 6,00 €\nRepas PAI fourni : 1,75 €\n"
        "QF non communiqué : 4,50", "cantine",
    )  # fmt: skip
    assert cents(grid, quotient_familial=399) == 0
    assert cents(grid, quotient_familial=400, resident=True) == 300
    assert cents(grid, quotient_familial=400, resident=False) == 600
    assert cents(grid, quotient_familial=400, pai=True) == 175
    assert cents(grid, quotient_familial=None) == 450


def test_a_new_grid_takes_the_place_of_the_cases_that_it_prices_and_of_no_other() -> None:
    flat = {"price_cents": 900}
    before = tariff_from({"id": "t", "title": "T", "unit": "repas", "income": "qf", "grid": [
        {"since": DAY, "source": "s", "rate": [
            {"name": "Extérieurs", "when": {"resident": False}, **flat},
            {"name": "Adultes", "when": {"adult": True}, **flat},
            {"name": "Résidents", "brackets": [{"price_cents": 300}]},
        ]}]}, "t")  # fmt: skip
    after = tariff_written(
        "400 ; 1\nau-delà ; 3\nExtérieurs : 7\nsans justificatif : 5", before, DAY, "A"
    )
    assert [rate.name for rate in after.grids[0].rates] == [
        "Adultes", "Extérieurs", "sans justificatif", "Résidents"]  # fmt: skip
    assert cents(after, qf=100) == 100
    assert cents(after, qf=100, resident=False) == 700
    assert cents(after, qf=100, adult=True) == 900
    assert cents(after, qf=None) == 500


def test_a_coefficient_is_a_rate_of_effort() -> None:
    grid = tariff_read("QF x 0,0036 avec un minimum de 1 € et un maximum de 5 €", "cantine")
    assert [cents(grid, quotient_familial=q) for q in (100, 500, 5000)] == [100, 180, 500]


@pytest.mark.parametrize(("text", "rule"), [
    ("QF supérieur ou égal à 580 € : 3,19 €\nQF inférieur à 580 € : taux d’effort de 0,55 %",
     "simulation.effort_more"),
    ("0,36 % du QF (mini : 2,60 €, maxi : 4,50 €)\nRepas adulte : 4,80 €",
     "simulation.effort_more"),
    ("QF | Forfait | À la séance\n0-300 | 2,40 € | 0,20 €\n301 et + | 6,80 € | 0,50 €",
     "simulation.columns"),
    ("QF | Extérieurs | Hors commune\n0-300 | 2,40 € | 0,20 €", "simulation.columns"),
    ("QF | Résidents | Extérieurs\n0-300 | 2,40 €\n301 et + | 6,80 € | 9 €", "simulation.prices"),
    ("400 ; 1,20\nau-delà ; 3,00\nÀ partir du 3e enfant : -20 %", "simulation.line"),
    ("TRANCHE 1 TRANCHE 2\nde 0 à 399€ 400€ et +\n0,29€ 0,71 €", "simulation.line"),
])  # fmt: skip
def test_what_is_not_understood_is_refused_and_never_left(text: str, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        tariff_read(text, "cantine")
    assert refusal.value.rule == rule
    assert refusal.value.where.file == "cantine"


def test_all_the_prices_of_a_grid_are_said_each_with_its_name() -> None:
    several = grid_said(tariff_read(BY_RESIDENCE + "\nPAI : 0,20", "garderie"), DAY)
    assert several.splitlines() == [
        "PAI : 0,20 €",
        "Tous, Tarif demi-heure hors communauté : 651 ; 0,60 / 1\u202f151 ; 0,96 / au-delà ; 1,26",
        "Tous : 651 ; 0,30 / 1\u202f151 ; 0,48 / au-delà ; 0,63",
    ]
    alone = tariff_read("taux 0,36 % ; plancher 1,00 ; plafond 4,90", "cantine")
    assert grid_said(alone, DAY) == "taux 0,36 % ; plancher 1,00 ; plafond 4,90"


def test_a_floor_above_the_cap_is_said_in_euros() -> None:
    with pytest.raises(Refused) as refusal:
        tariff_read("taux 0,36 % ; plancher 5 ; plafond 2", "cantine")
    assert refusal.value.sentence().replace("\xa0", " ") == (
        "cantine : le plancher (5,00 €) dépasse le plafond (2,00 €). Corrigez l’un des deux."
    )
