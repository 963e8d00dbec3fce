"""French typography of numbers, dates, durations and intervals."""

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core import french


def test_numbers_take_a_thin_space_in_thousands_and_a_comma() -> None:
    assert french.number(1234.5) == "1\u202f234,5"
    assert french.number(-1234567, 0) == "\u22121\u202f234\u202f567"
    assert french.number(12.0) == "12"
    assert french.number(-0.001, 1) == "0,0"


def read(text: str) -> float:
    """A number as French writes it."""
    return float(text.replace("\u202f", "").replace("\u2212", "-").replace(",", "."))


def test_what_is_not_a_number_reads_as_absent() -> None:
    assert french.number(math.nan) == french.number(math.inf) == "—"


@given(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)))
def test_a_number_written_in_french_reads_back(value: float) -> None:
    assert read(french.number(value)) == pytest.approx(value, abs=0.005)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_holds_only_what_french_allows(value: float, decimals: int) -> None:
    assert set(french.number(value, decimals)) <= set("0123456789,\u2212\u202f")


def test_percentages_keep_a_thin_space_before_the_sign() -> None:
    assert french.percent(0.123) == "12\u202f%"
    assert french.percent(0.065, 1) == "6,5\u202f%"


def test_dates_are_short_and_the_first_is_ordinal() -> None:
    assert french.day(date(2026, 11, 23)) == "23 nov. 2026"
    assert french.day(date(2026, 3, 1)) == "1er mars 2026"


def test_an_instant_is_told_at_local_time() -> None:
    assert french.moment(datetime(2026, 11, 23, 3, 10, tzinfo=UTC)) == (
        "23 nov. 2026 à 4\u00a0h\u00a010"
    )


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.5, "30\u00a0min"),
        (5, "5\u00a0h"),
        (36, "1,5\u00a0jour"),
        (48, "2\u00a0jours"),
        (84, "3,5\u00a0jours"),
        (480, "20\u00a0jours"),
    ],
)
def test_a_duration_takes_the_unit_it_deserves(hours: float, said: str) -> None:
    assert french.duration(hours) == said


def test_both_ends_of_an_interval_may_share_a_unit() -> None:
    assert french.duration(12, like=72) == "0,5\u00a0jours"


def test_an_interval_that_reads_the_same_is_said_once() -> None:
    assert french.between("9", "13") == "entre 9 et 13"
    assert french.between("9", "9") == "9"


def test_counts_agree_below_two() -> None:
    assert french.count(0, "demande") == "0\u00a0demande"
    assert french.count(1, "demande") == "1\u00a0demande"
    assert french.count(2, "cheval", "chevaux") == "2\u00a0chevaux"


def test_words_are_enumerated_with_a_last_and() -> None:
    assert french.enumerate_words([]) == ""
    assert french.enumerate_words(["a"]) == "a"
    assert french.enumerate_words(["a", "b", "c"]) == "a, b et c"


def test_small_numbers_are_spelled() -> None:
    assert (french.spelled(4), french.spelled(40)) == ("quatre", "40")


def test_accents_and_case_do_not_count_in_alphabetical_order() -> None:
    words = ["Voirie", "Éclairage", "espaces verts", "Bruit"]
    assert sorted(words, key=french.alphabetical) == [
        "Bruit",
        "Éclairage",
        "espaces verts",
        "Voirie",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [("Vendôme", "de Vendôme"), ("Amboise", "d’Amboise"), ("Épinal", "d’Épinal"),
     ("Le Mans", "du Mans"), ("Les Ulis", "des Ulis"), ("La Rochelle", "de La Rochelle"),
     ("L’Haÿ-les-Roses", "de L’Haÿ-les-Roses")],
)  # fmt: skip
def test_of_a_place_is_contracted_or_elided(name: str, said: str) -> None:
    assert french.of_place(name) == said
