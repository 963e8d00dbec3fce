"""One spelling: what clerks write differently for one person becomes the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.people import contacts, dates, names, places
from parvis.core.people.roles import ColumnSample, PersonRole, recognise_roles, sex
from parvis.core.people.sounds import sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("Lefèvre", "LEFEVRE", " lefevre "),
        ("Le Gall", "LEGALL", "le-gall"),
        ("de La Fontaine", "Lafontaine", "M. La Fontaine"),
        ("Müller", "MULLER"),
        ("Bœuf", "BOEUF"),
    ],
)
def test_spellings_of_a_surname_meet(spellings):
    assert len({names.surname(s) for s in spellings}) == 1


def test_a_surname_made_of_a_particle_keeps_it():
    assert names.surname("De") == "DE"


def test_a_cell_that_says_unknown_names_nobody():
    assert [names.surname(s) for s in ("N/A", "inconnu", "nc", "???", "")] == [""] * 5


def test_compound_first_names_are_words_apart():
    assert names.given_name("Jean-Pierre") == names.given_name("jean pierre") == "JEAN PIERRE"


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("DUPONT Marie", ("DUPONT", "Marie")),
        ("Dupont, Marie", ("Dupont", "Marie")),
        ("Marie Dupont", ("Dupont", "Marie")),
        ("Mme Marie Dupont", ("Dupont", "Marie")),
    ],
)
def test_a_whole_name_is_split(full, parts):
    assert names.split_full_name(full) == parts


@pytest.mark.parametrize("pair", ["MARTIN MOREAU", "DUPONT DURAND", "MARIE MARION"])
def test_names_that_do_not_sound_alike_have_two_keys(pair):
    first, second = pair.split()
    assert sound(first) != sound(second)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=15))
def test_every_name_has_a_key(name):
    assert sound(name)


@pytest.mark.parametrize(
    "text",
    ["1984-03-07", "07/03/1984", "7.3.1984", "19840307", "7 mars 1984", "1984-03-07T00:00:00"],
)
def test_spellings_of_a_date_meet(text):
    assert dates.birth_date(text) == "19840307"


def test_a_date_that_stands_for_unknown_is_none():
    assert [dates.birth_date(t) for t in ("01/01/1900", "", "hier", "99/99/1999")] == [""] * 4


@pytest.mark.parametrize("text", ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678"])
def test_spellings_of_a_telephone_meet(text):
    assert contacts.phone(text) == "612345678"


def test_a_filler_is_no_telephone():
    assert [contacts.phone(t) for t in ("00 00 00 00 00", "12", "0" * 20)] == [""] * 3


def test_spellings_of_an_email_meet():
    assert contacts.email("Anne.Roy+ville@gmail.com ") == contacts.email("anneroy@gmail.com")
    assert contacts.email("sans arobase") == ""


@pytest.mark.parametrize(
    "text",
    ["12 bis, rue de la République", "12B R DE LA REPUBLIQUE", "12 Bis Rue République 41100 Blois"],
)
def test_spellings_of_an_address_meet(text):
    assert places.address(text) == places.Address("12B", "RUEREPUBLIQUE")


def test_spellings_of_a_town_meet():
    assert len({places.town(t) for t in ("St-Jean-d'Angély", "SAINT JEAN D ANGELY")}) == 1


def test_titles_and_codes_tell_the_sex():
    assert [sex(t) for t in ("Mme", "1", "homme", "F", "?")] == ["F", "M", "M", "F", ""]


def _roles(*headers: str) -> list[PersonRole]:
    return [r.role for r in recognise_roles([ColumnSample(h, []) for h in headers])]


def test_french_and_english_headers_are_recognised():
    wanted = [PersonRole.SURNAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE]
    assert _roles("Nom de naissance", "Prénom", "Né(e) le") == wanted
    assert _roles("surname", "given_name", "date_of_birth") == wanted
    assert _roles("lastName", "firstName", "dob") == wanted


def test_a_column_without_a_telling_header_is_known_by_its_contents():
    columns = [
        ColumnSample("c1", ["a@x.fr", "b@y.fr"]),
        ColumnSample("c2", ["01/02/1980", "1990-05-06"]),
        ColumnSample("c3", ["MARIE", "Jean"]),
    ]
    found = recognise_roles(columns, frozenset({"MARIE", "JEAN"}))
    roles = [PersonRole.EMAIL, PersonRole.BIRTH_DATE, PersonRole.GIVEN_NAME]
    assert [(r.role, r.why) for r in found] == [(role, "contents") for role in roles]


def test_each_role_is_given_once_telephones_excepted():
    found = _roles("Nom", "Nom", "Téléphone", "Portable")
    assert found == [PersonRole.SURNAME, PersonRole.PHONE, PersonRole.PHONE]


@pytest.mark.parametrize("text", ["+49 (0)151 23456789", "0049 151 23456789", "+49 151-234 567 89"])
def test_a_telephone_of_another_country_has_one_spelling(text: str) -> None:
    assert contacts.phone(text) == "4915123456789"
