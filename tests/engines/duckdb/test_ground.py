"""Streets put right after the commune's own address base."""

from pathlib import Path

import duckdb
import pytest

from parvis.core.errors import Refused
from parvis.core.territory.codes import Registry
from parvis.engines.duckdb.linker.ground import Ground, put_right, streets_of

# The columns of the national base, and three streets of an invented commune.
BASE = """\
id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;nom_afnor
41999_0010_00001;41999_0010;1;;Rue du Général de Gaulle;41990;41999;Bourg;RUE GAL DE GAULLE
41999_0010_00003;41999_0010;3;bis;Rue du Général de Gaulle;41990;41999;Bourg;RUE GAL DE GAULLE
41999_0020_00002;41999_0020;2;;Allée des Écoles;41990;41999;Bourg;ALLEE DES ECOLES
41999_0030_00002;41999_0030;2;;Allée des Érables;41990;41999;Bourg;ALLEE DES ERABLES
"""


def base(folder: Path, text: str = BASE) -> Path:
    folder.mkdir()
    (folder / "adresses-41999.csv").write_text(text, "utf-8")
    return folder


def corrected(folder: Path, *streets: tuple[str | None, str | None]) -> list[str | None]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (p INTEGER, postcode VARCHAR, street VARCHAR, birth_place VARCHAR)"
    )
    rows = [(p, *told) for p, told in enumerate(streets)]
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, NULL)", rows)
    put_right(connection, Ground(folder))
    found = connection.execute("SELECT street FROM people ORDER BY p").fetchall()
    return [street for (street,) in found]


def test_a_street_misspelt_takes_the_name_that_the_commune_gave_it(tmp_path: Path) -> None:
    known = base(tmp_path / "addresses")
    assert streets_of(known)["41990"] == {"RUEGENERALGAULLE", "ALLEEECOLES", "ALLEEERABLES"}
    assert corrected(
        known,
        ("41990", "RUEGENRALGAULLE"),
        ("41990", "RUEGENERALGAULLE"),
        ("41990", "ALLEEECOELS"),
        ("41990", "PLACEINCONNUE"),
        (None, "RUEGENRALGAULLE"),
        ("41000", "RUEGENRALGAULLE"),
        ("41990", None),
    ) == [
        "RUEGENERALGAULLE", "RUEGENERALGAULLE", "ALLEEECOLES", "PLACEINCONNUE",
        "RUEGENRALGAULLE", "RUEGENRALGAULLE", None,
    ]  # fmt: skip


def test_without_a_base_nothing_changes(tmp_path: Path) -> None:
    assert streets_of(tmp_path / "addresses") == {}
    assert streets_of(None) == {}
    assert corrected(tmp_path / "addresses", ("41990", "RUEGENRALGAULLE")) == ["RUEGENRALGAULLE"]


def test_a_file_that_is_no_address_base_is_refused_by_name(tmp_path: Path) -> None:
    wrong = base(tmp_path / "addresses", "nom;age\nDurand;40\n")
    with pytest.raises(Refused) as refusal:
        streets_of(wrong)
    assert "adresses-41999.csv" in refusal.value.sentence()
    assert "nom_voie" in refusal.value.sentence()


def test_a_birth_place_coded_in_another_year_is_the_commune_of_today() -> None:
    registry = Registry({"49023": "Beaupréau-en-Mauges", "75056": "Paris"}, {"49031": "49023"})
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (postcode VARCHAR, street VARCHAR, birth_place VARCHAR)"
    )
    told = ("49031", "49023", "75113", "99352", "VENDOME", None)
    connection.executemany("INSERT INTO people VALUES (NULL, NULL, ?)", [(t,) for t in told])
    put_right(connection, Ground(registry=lambda: registry))
    found = connection.execute("SELECT birth_place FROM people").fetchall()
    assert [name for (name,) in found] == [
        "BEAUPREAUENMAUGES", "BEAUPREAUENMAUGES", "PARIS", "99352", "VENDOME", None,
    ]  # fmt: skip
