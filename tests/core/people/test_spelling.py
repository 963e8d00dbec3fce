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


@pytest.mark.parametrize(
    ("cell", "birth", "wed"),
    [
        ("DURAND née PETIT", "PETIT", "DURAND"), ("Petit épouse Durand", "PETIT", "DURAND"),
        ("PETIT ép. DURAND", "PETIT", "DURAND"), ("Durand, née Le Gall", "LEGALL", "DURAND"),
        ("PETIT veuve DURAND", "PETIT", "DURAND"), ("née PETIT", "PETIT", ""),
        ("Durand-Petit", "DURANDPETIT", ""),
    ],
)  # fmt: skip
def test_a_cell_that_holds_both_names_gives_both(cell: str, birth: str, wed: str) -> None:
    assert tuple(map(names.surname, names.both_names(cell))) == (birth, wed)


@pytest.mark.parametrize("spellings", ["Παπαδόπουλος ΠΑΠΑΔΟΠΟΥΛΟΣ", "محمد", "Иванов ИВАНОВ",
                                       "Işık ISIK", "Guðrún GUDRUN", "Đặng DANG"])  # fmt: skip
def test_names_of_any_script_are_kept_and_meet(spellings: str) -> None:
    (found,) = {names.surname(s) for s in spellings.split()}
    assert found


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


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("DUPONT MARIE", ("DUPONT", "MARIE")),
        ("Mme DUPONT MARIE LOUISE", ("DUPONT", "MARIE LOUISE")),
        ("DE LA TOUR JEAN", ("DE LA TOUR", "JEAN")),
        ("Marie DUPONT", ("DUPONT", "Marie")),
        ("Dupont, Marie", ("Dupont", "Marie")),
        ("DUPONT", ("DUPONT", "")),
        ("", ("", "")),
    ],
)
def test_a_whole_name_whose_surname_comes_first_is_split(full, parts):
    assert names.split_full_name(full, is_surname_first=True) == parts


@pytest.mark.parametrize("pair", ["MARTIN MOREAU", "DUPONT DURAND", "MARIE MARION"])
def test_names_that_do_not_sound_alike_have_two_keys(pair):
    first, second = pair.split()
    assert sound(first) != sound(second)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=15))
def test_every_name_has_a_key(name):
    assert sound(name)


@pytest.mark.parametrize(
    "text",
    [
        "1984-03-07",
        "07/03/1984",
        "7.3.1984",
        "19840307",
        "7 mars 1984",
        "1984-03-07T00:00:00",
        "07/03/84",
        "7-3-84",
    ],
)
def test_spellings_of_a_date_meet(text):
    assert dates.birth_date(text) == "19840307"


def test_a_year_in_two_digits_is_of_this_century_until_thirty() -> None:
    assert [dates.birth_date(t) for t in ("01/02/29", "01/02/30")] == ["20290201", "19300201"]


def test_a_date_that_stands_for_unknown_is_none():
    assert [dates.birth_date(t) for t in ("01/01/1900", "", "hier", "99/99/1999")] == [""] * 4


@pytest.mark.parametrize(
    "text",
    ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678", "06/12/34/56/78", "612345678",
     "06 12 34 56 78 / 02 54 00 00 01", "0612345678 ou 0254000001", "0612345678.0",
     "+33 (0)6 12 34 56 78", "poste 12 / 06.12.34.56.78"],
)  # fmt: skip
def test_spellings_of_a_telephone_meet(text):
    assert contacts.phone(text) == "612345678"


def test_a_filler_is_no_telephone():
    assert [contacts.phone(t) for t in ("00 00 00 00 00", "12", "0" * 20)] == [""] * 3


def test_a_number_overseas_is_the_one_dialled_there() -> None:
    assert contacts.phone("+262 692 12 34 56") == contacts.phone("0692 12 34 56") == "692123456"


def test_spellings_of_an_email_meet():
    assert contacts.email("Anne.Roy+ville@gmail.com ") == contacts.email("anneroy@gmail.com")
    assert contacts.email("sans arobase") == ""


@pytest.mark.parametrize(
    "text",
    ["12 bis, rue de la République", "12B R DE LA REPUBLIQUE", "12 Bis Rue République 41100 Blois"],
)
def test_spellings_of_an_address_meet(text):
    assert places.address(text) == places.Address("12B", "RUEREPUBLIQUE")


@pytest.mark.parametrize(
    ("text", "number", "street"),
    [
        ("12 A rue Haute", "12A", "RUEHAUTE"), ("12a rue Haute", "12A", "RUEHAUTE"),
        ("12 à la Roche", "12", "ROCHE"), ("12-14 rue Haute", "12", "RUEHAUTE"),
        ("12/14 bis rue Haute", "12", "RUEHAUTE"), ("Bât. A, 3 rue Haute", "3", "RUEHAUTE"),
        ("Résidence Les Pins 3 rue Haute BP 12", "3", "RUEHAUTE"),
        ("rue du 8 mai 1945", "", "RUE8MAI1945"), ("3 rue du 11 Novembre", "3", "RUE11NOVEMBRE"),
        ("12 Le Bourg", "12", "BOURG"), ("rosetta circuit", "", "ROSETTACIRCUIT"),
    ],
)  # fmt: skip
def test_a_number_is_that_of_the_way(text: str, number: str, street: str) -> None:
    assert places.address(text) == places.Address(number, street)


@pytest.mark.parametrize("text", ["Paris", "PARIS 12", "Paris 12e arrondissement", "Paris (75)",
                                  "PARIS CEDEX 09"])  # fmt: skip
def test_districts_and_asides_are_no_part_of_a_town(text: str) -> None:
    assert places.town(text) == places.birth_place(text) == "PARIS"


def test_a_postcode_has_five_digits_whatever_wrote_it() -> None:
    assert {places.postcode(t) for t in ("01500", "1500", "F-01500", "01 500")} == {"01500"}


def test_spellings_of_a_town_meet():
    assert len({places.town(t) for t in ("St-Jean-d'Angély", "SAINT JEAN D ANGELY")}) == 1


def test_titles_and_codes_tell_the_sex():
    assert [sex(t) for t in ("Mme", "1", "homme", "F", "?")] == ["F", "M", "M", "F", ""]
    assert [sex(t) for t in ("Mme.", "Melle", "M.", "Mr.", "")] == ["F", "F", "M", "M", ""]


def _roles(*headers: str) -> list[PersonRole]:
    return [r.role for r in recognise_roles([ColumnSample(h, []) for h in headers])]


def test_french_and_english_headers_are_recognised():
    wanted = [PersonRole.SURNAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE]
    assert _roles("Nom de naissance", "Prénom", "Né(e) le") == wanted
    assert _roles("surname", "given_name", "date_of_birth") == wanted
    assert _roles("lastName", "firstName", "dob") == wanted


def test_a_whole_name_says_by_its_header_which_part_comes_first():
    for header in ("NOM PRENOM", "Nom et prénom", "nom_prenoms", "Enfant nom prénom"):
        assert _roles(header) == [PersonRole.SURNAME_FIRST]
    for header in ("Prénom Nom", "Nom complet", "Usager"):
        assert _roles(header) == [PersonRole.FULL_NAME]
    assert _roles("Prénom", "Autres prénoms", "Prénoms") == [
        PersonRole.GIVEN_NAME, PersonRole.OTHER_NAMES,
    ]  # fmt: skip


def test_a_column_without_a_telling_header_is_known_by_its_contents():
    columns = [
        ColumnSample("c1", ["a@x.fr", "b@y.fr"]),
        ColumnSample("c2", ["01/02/1980", "1990-05-06"]),
        ColumnSample("c3", ["MARIE", "Jean"]),
    ]
    found = recognise_roles(columns, frozenset({"MARIE", "JEAN"}))
    roles = [PersonRole.EMAIL, PersonRole.BIRTH_DATE, PersonRole.GIVEN_NAME]
    assert [(r.role, r.why) for r in found] == [(role, "contents") for role in roles]


@pytest.mark.parametrize(
    ("role", "headers"),
    [
        (PersonRole.SURNAME, "NOM|Nom de famille|NOM_NAISS|Nom patronymique|NomFamille|nom_jf|"
                             "NOM DE NAISSANCE|Nom usager|name_last|lastName"),
        (PersonRole.USAGE_NAME, "Nom d'usage|NOM_USAGE|Nom marital|Nom d’épouse|NOM_MARITAL|"
                                "Nom usuel|married_name"),
        (PersonRole.GIVEN_NAME, "Prénom|PRENOM1|Prénoms|Prénom usuel|PRENOM_USUEL|pnom|first name"),
        (PersonRole.OTHER_NAMES, "PRENOM2|Autres prénoms|Deuxième prénom|middle_name"),
        (PersonRole.SEX, "Sexe|CIVILITE|Civ.|Genre|Titre|gender"),
        (PersonRole.BIRTH_DATE, "Date de naissance|DTE_NAIS|DATE_NAISS|Né(e) le|ddn|D_NAISSANCE|"
                                "date_naissance|DTNAISS|birthDate"),
        (PersonRole.BIRTH_PLACE, "Lieu de naissance|Commune de naissance|COM_NAISS|"
                                 "Code INSEE naissance|LIEU_NAISS|birth_place"),
        (PersonRole.ADDRESS, "Adresse|ADRESSE1|Libellé voie|LIB_VOIE|Nom de la voie|rue|Adresse 1"),
        (PersonRole.STREET_NUMBER, "N° voie|NUM_VOIE|Numéro de rue|No rue|street_number"),
        (PersonRole.COMPLEMENT, "Complément d'adresse|ADRESSE2|COMPL_ADR|address_2"),
        (PersonRole.POSTCODE, "CP|Code postal|CODE_POSTAL|CODEPOST|CODE_POST|postcode"),
        (PersonRole.CITY, "Ville|COMMUNE|Localité|LIB_COMMUNE|Nom commune|town"),
        (PersonRole.PHONE, "Téléphone|TEL_DOM|TEL PORT|Tél. mobile|N° de téléphone|Portable|GSM|"
                           "TEL1"),
        (PersonRole.EMAIL, "Courriel|E-mail|MAIL|Mél|ADRESSE_MAIL|Adresse e-mail|email"),
        (PersonRole.UPDATED_ON, "Date de mise à jour|DATE_MAJ|Mis à jour le|Date de modification|"
                                "Date de création"),
    ],
)  # fmt: skip
def test_headers_of_many_applications_are_recognised(role: PersonRole, headers: str) -> None:
    missed = [header for header in headers.split("|") if _roles(header) != [role]]
    assert missed == []


@pytest.mark.parametrize("header", ["Observations", "Numéro de dossier", "Montant", "QF", "Classe",
                                    "Numéro allocataire", "Date de décision"])  # fmt: skip
def test_columns_that_tell_nobody_have_no_role(header: str) -> None:
    assert _roles(header) == []


def test_each_role_is_given_once_telephones_excepted():
    found = _roles("Nom", "Nom", "Téléphone", "Portable")
    assert found == [PersonRole.SURNAME, PersonRole.PHONE, PersonRole.PHONE]


@pytest.mark.parametrize("text", ["+49 (0)151 23456789", "0049 151 23456789", "+49 151-234 567 89"])
def test_a_telephone_of_another_country_has_one_spelling(text: str) -> None:
    assert contacts.phone(text) == "4915123456789"
