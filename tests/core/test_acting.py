"""Numbers that name a company or an association; the cap on messages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.acting import BodyKind, checked_number, is_rna, is_same_child, is_siret
from parvis.core.contact import WINDOW, is_allowed
from parvis.core.errors import Refused

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "number",
    ["73282932000074", "35600000000048", "35600000049837", "55208131766522"],
)
def test_known_sirets_are_right_that_of_la_poste_too(number: str) -> None:
    """732 829 320 00074 is the worked example of the Insee; the last is EDF's seat."""
    assert is_siret(number)


@given(st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_makes_a_siret_wrong(place: int, shift: int) -> None:
    right = "73282932000074"
    digit = str((int(right[place]) + shift) % 10)
    assert not is_siret(right[:place] + digit + right[place + 1 :])


def test_a_siret_whose_company_is_wrong_is_wrong_though_its_own_key_fits() -> None:
    """732829321 is no SIREN; the fourteen digits fit under Luhn all the same."""
    assert not is_siret("73282932100072")
    with pytest.raises(Refused) as wrong:
        checked_number(BodyKind.ENTREPRISE, "73282932000075")
    assert "14 chiffres, mais" in wrong.value.sentence()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Inès Martin", date(2019, 3, 1)), ("INES Hopper", date(2019, 3, 1)), True),
        (("Inès Martin", date(2019, 3, 1)), ("Inès Martin", date(2019, 3, 2)), False),
        (("Inès", date(2019, 3, 1)), ("Louise", date(2019, 3, 1)), False),
        (("Inès", None), ("Inès", None), False),
        ((" ", date(2019, 3, 1)), ("", date(2019, 3, 1)), False),
    ],
)
def test_one_child_has_one_first_name_and_one_day_of_birth(one, other, same: bool) -> None:
    assert is_same_child(one, other) is same


@pytest.mark.parametrize("number", ["W411000123", "W2A1000001", "W9R4002345"])
def test_rna_numbers_are_known(number: str) -> None:
    assert is_rna(number)


@pytest.mark.parametrize("number", ["w41100012", "411000123", "W41100012X", "W٤١١٠٠٠١٢٣", ""])
def test_what_is_no_rna_number_is_told_apart(number: str) -> None:
    assert not is_rna(number)


def test_numbers_are_typed_as_people_write_them() -> None:
    typed = "732 829 320\u00a000074"
    assert checked_number(BodyKind.ENTREPRISE, typed) == "73282932000074"
    assert checked_number(BodyKind.ASSOCIATION, " w411000123 ") == "W411000123"
    for kind, wrong in ((BodyKind.ENTREPRISE, "W411000123"), (BodyKind.ASSOCIATION, "12")):
        with pytest.raises(Refused):
            checked_number(kind, wrong)


@given(
    most=st.sampled_from([0, 1, 2, 4, 8]),
    hours=st.lists(st.integers(0, 2000), max_size=30).map(sorted),
)
def test_over_any_thirty_days_no_more_than_the_cap_goes(most: int, hours: list[int]) -> None:
    sent: list[datetime] = []
    for hour in hours:
        at = NOW + timedelta(hours=hour)
        if is_allowed(most, sent, at):
            sent.append(at)
    for last in sent:
        assert sum(last - WINDOW < at <= last for at in sent) <= most
