"""A draft contract says of each column what a careful reader would."""

import tomllib
from dataclasses import replace

import pytest

from parvis.core.ingest.contract import FieldType, contract_from
from parvis.core.ingest.draft import definition_of, propose, slug, written

NAMES = ("N° ticket", "Entrée le", "Tarif", "Code postal", "Abonné", "Tél.", "Nom", "Remarque", "")
ROWS = [
    ("T1", "31/12/2025 14:05", "3,50 €", "41100", "Oui", "06 12 34 56 78", "Merisier", "", ""),
    ("T2", "1er janv. 2026 à 9h30", "0", "01200", "Non", "02.54.00.00.01", "Roncin", "payé", ""),
    ("T3", "2026-01-02 10:00", "12,00", "41100", "Non", "", "Roncin", "", ""),
]


def test_types_keys_and_people_are_proposed() -> None:
    columns = propose(NAMES, ROWS).columns
    assert [c.type for c in columns[:7]] == [
        FieldType.TEXT,
        FieldType.DATETIME,
        FieldType.DECIMAL,
        FieldType.TEXT,
        FieldType.BOOLEAN,
        FieldType.PHONE,
        FieldType.TEXT,
    ]
    assert [c.header for c in columns if c.is_key] == ["N° ticket"]
    assert [c.header for c in columns if c.is_identifying] == ["Tél.", "Nom"]
    assert [c.is_required for c in columns[:6]] == [True] * 5 + [False]
    assert not columns[8].is_kept


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0", "1", "0"], FieldType.BOOLEAN),
        (["1", "1", "1"], FieldType.INTEGER),
        (["0", "1", "2"], FieldType.INTEGER),
        (["1 234", "12"], FieldType.INTEGER),
        (["1,5", "12"], FieldType.DECIMAL),
        (["007", "012"], FieldType.TEXT),
        (["2025-12-31", "31/12/2025"], FieldType.DATE),
        (["13002526500013"], FieldType.INTEGER),
        (["douze", "13"], FieldType.TEXT),
        ([], FieldType.TEXT),
    ],
)
def test_each_kind_of_column(values: list[str], kind: FieldType) -> None:
    assert propose(("a",), [(v,) for v in values]).columns[0].type is kind


def test_two_columns_make_a_key_where_one_does_not() -> None:
    rows = [("A", "1", "x"), ("A", "2", "x"), ("B", "1", "x")]
    assert [c.header for c in propose(("Site", "Jour", "Z"), rows).columns if c.is_key] == [
        "Site",
        "Jour",
    ]


def test_a_finished_draft_is_a_contract_once_written() -> None:
    draft = replace(
        propose(NAMES, ROWS),
        id="piscine",
        title='Entrées de la « piscine » "nord"',
        sector="scolaire_sport_culture",
        legal_basis="Mission d’intérêt public",
    )
    contract = contract_from(tomllib.loads(written(definition_of(draft))), "piscine.toml")
    assert contract.title == draft.title
    assert contract.key == ("n_ticket",)
    assert contract.by_name["tel"].type is FieldType.PHONE


@pytest.mark.parametrize(
    ("text", "name"),
    [("N° de l’élève", "n_de_l_eleve"), ("2025", "x_2025"), ("Cœur", "coeur"), ("€", "x")],
)
def test_names_are_plain(text: str, name: str) -> None:
    assert slug(text) == name
