"""Whom a right concerns: what bears another's name, or only a home's address, is not theirs."""

import pytest

from parvis.core.people.concerned import Concerned
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector

MARIE = {
    PersonRole.SURNAME: "Lefèvre", PersonRole.USAGE_NAME: "de La Tour",
    PersonRole.GIVEN_NAME: "Marie Anne", PersonRole.EMAIL: "Marie.Lefevre+ville@gmail.com",
    PersonRole.PHONE: "06 12 34 56 78",
}  # fmt: skip


def concerned(*told: dict[PersonRole, str]) -> Concerned:
    return Concerned({Sector.SANTE: ["a\x1f1"]}, told or (MARIE,))


@pytest.mark.parametrize(
    "name",
    ["Marie Lefèvre", "LEFEVRE Marie", "Mme Marie-Anne LEFEVRE", "Marie La Tour",
     "marie de la tour", "Marie Lefèvre-de La Tour", "Lefèvre, Marie"],
)  # fmt: skip
def test_their_name_is_known_under_every_spelling(name: str) -> None:
    assert concerned().is_called(name)


@pytest.mark.parametrize(
    "name",
    ["Marie", "Lefèvre", "", "Paul Lefèvre", "Anne Lefèvre", "Marie Martin", "Marie-Lou Lefèvre",
     "Marie Anne Louise Lefèvre", "Famille Lefèvre", "M. et Mme Lefèvre", "Marie Tour-Eiffel"],
)  # fmt: skip
def test_another_of_the_home_or_a_namesake_in_part_is_not_them(name: str) -> None:
    assert not concerned().is_called(name)


def test_a_surname_that_is_also_a_first_name_counts_once() -> None:
    jean = {PersonRole.SURNAME: "Jean", PersonRole.GIVEN_NAME: "Jean"}
    assert concerned(jean).is_called("Jean Jean")
    assert not concerned(jean).is_called("Jean")


def test_a_whole_name_in_one_column_is_theirs_too() -> None:
    told = {PersonRole.FULL_NAME: "LEFEVRE Marie"}
    assert concerned(told).is_called("Marie Lefèvre")
    assert not concerned(told).is_called("Zoé Lefèvre")
    ordered = {PersonRole.SURNAME_FIRST: "LEFEVRE MARIE"}
    assert concerned(ordered).is_called("Marie Lefèvre")


def test_any_of_their_records_names_them_and_names_do_not_mix_between_records() -> None:
    other = {PersonRole.SURNAME: "Durand", PersonRole.GIVEN_NAME: "Maria"}
    both = concerned(MARIE, other)
    assert both.is_called("Maria Durand")
    assert not both.is_called("Maria Lefèvre")


def test_records_without_a_name_call_nobody() -> None:
    assert not concerned({PersonRole.PHONE: "0612345678"}).is_called("Marie Lefèvre")
    assert not Concerned({}).is_called("Marie Lefèvre")
    assert not concerned({PersonRole.SURNAME: "De", PersonRole.GIVEN_NAME: "Marie"}).is_called("")


def test_addresses_and_numbers_are_those_of_all_records_in_one_spelling() -> None:
    more = {PersonRole.EMAIL: "aucun", PersonRole.PHONE: "+33 1 23 45 67 89"}
    both = concerned(MARIE, more)
    assert both.emails == {"marielefevre@gmail.com"}
    assert both.phones == {"612345678", "123456789"}
