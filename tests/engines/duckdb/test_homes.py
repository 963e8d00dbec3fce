"""Homes from records in one spelling, the persons being known."""

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from parvis.core.people.roles import PersonRole
from parvis.engines.duckdb.linker.homes import Homes, find_homes
from parvis.engines.duckdb.linker.spelling import spell

ROLES = (PersonRole.SURNAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE, PersonRole.ADDRESS,
         PersonRole.PHONE, PersonRole.EMAIL, PersonRole.UPDATED_ON)  # fmt: skip
Row = tuple[str, ...]


def homes(rows: Sequence[Row], persons: Sequence[int]) -> Homes:
    """The homes of `rows`, of which `persons` says the person, by the rank of a row."""
    columns = {role.value: [row[at] for row in rows] for at, role in enumerate(ROLES)}
    connection = duckdb.connect()
    connection.register("given", pa.table({"i": range(len(rows)), **columns}))
    connection.execute("CREATE TEMP TABLE source AS SELECT i, i::VARCHAR AS id, * EXCLUDE i"
                       " FROM given")  # fmt: skip
    spell(connection, {role.value: role for role in ROLES}, "source")
    connection.execute("CREATE TEMP TABLE person AS FROM people")
    return find_homes(connection, np.array(persons), 2026)


FATHER = ("Durand", "Paul", "1980-02-03", "3 rue des Lilas", "0601020304", "", "")
MOTHER = ("Martin", "Anne", "1982-05-06", "9 place Foch", "0605060708", "anne@mel.example", "")
PARTNER = ("Petit", "Marc", "1979-07-08", "9 place Foch", "0605060708", "", "")
SISTER = ("Durand", "Zoé", "2018-09-10", "3 rue des Lilas", "0601020304", "", "")
AT_FATHERS = ("Durand", "Léo", "2016-01-02", "3 rue des Lilas", "0601020304", "", "")
AT_MOTHERS = ("Durand", "Léo", "2016-01-02", "9 place Foch", "0605060708", "anne@mel.example", "")


def test_parents_who_separated_are_two_homes_and_one_child_of_both() -> None:
    rows = [FATHER, MOTHER, AT_FATHERS, AT_MOTHERS, PARTNER, SISTER]
    found = homes(rows, [0, 1, 2, 2, 4, 5])
    home = found.home
    assert home[0] == home[5]
    assert home[1] == home[4] != home[0]
    (second,) = found.second
    assert second[0] == 2
    assert {int(home[2]), second[1]} == {int(home[0]), int(home[1])}


def test_a_child_of_one_home_has_no_other() -> None:
    found = homes([FATHER, AT_FATHERS, MOTHER, PARTNER], [0, 1, 2, 3])
    assert found.home[0] == found.home[1]
    assert found.second == ()


def test_a_street_misspelt_is_the_one_that_its_neighbours_write() -> None:
    street = [(f"Voisin{n}", f"Prénom{n}", "1950-01-01", f"{20 + n} rue des Lilas", "", "", "")
              for n in range(12)]  # fmt: skip
    slip = ("Durand", "Zoé", "2018-09-10", "3 rue des Lials", "", "", "")
    rows = [FATHER, slip, *street]
    home = homes(rows, range(len(rows))).home
    assert home[0] == home[1]
    assert len(set(home[2:].tolist())) == len(street)


def test_what_too_many_share_ties_nobody_and_is_said() -> None:
    at_one_door = [("Nom", "Prénom", f"19{50 + n}-01-01", "1 place Foch", "", "", "")
                   for n in range(41)]  # fmt: skip
    on_one_line = [("Autre", "Prénom", f"19{50 + n}-01-01", f"{n} rue Haute", "0601020399", "", "")
                   for n in range(1, 14)]  # fmt: skip
    rows = [FATHER, SISTER, *at_one_door, *on_one_line]
    found = homes(rows, range(len(rows)))
    assert found.home[0] == found.home[1]
    assert len(set(found.home.tolist())) == len(rows) - 1
    assert (found.report.homes, found.report.persons) == (1, 2)
    assert [(b.tie, b.values, b.largest, b.most) for b in found.report.bounded] == [
        ("adresse", 1, 41, 40), ("téléphone", 1, 13, 12),
    ]  # fmt: skip
    told = [note.replace("\u00a0", " ") for note in found.report.notes]
    assert [note.partition("),")[0] for note in told] == [
        "Foyers : 1 adresse de plus de 40 personnes (jusqu’à 41",
        "Foyers : 1 téléphone de plus de 12 personnes (jusqu’à 13",
    ]


def test_a_group_too_large_to_be_a_home_is_undone_and_said() -> None:
    rows = [("Durand", "Prénom", f"195{n}-01-01", "1 place Foch", "0601020399", "", "")
            for n in range(9)]  # fmt: skip
    found = homes(rows, range(9))
    assert len(set(found.home.tolist())) == 9
    assert found.report.undone == 1
    (told,) = found.report.notes
    assert "1\u00a0groupe lié de plus de 8\u00a0personnes, trop pour être un foyer" in told
