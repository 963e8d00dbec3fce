"""A register with one column per day is read as one row per mark."""

from collections.abc import Callable
from datetime import date

import pytest

from intake_reading import rows_of
from parvis.core.errors import Refused
from parvis.core.ingest.contract import contract_from
from parvis.core.ports import Loaded

Load = Callable[..., Loaded]
DEFINITION = {
    "id": "register",
    "version": 1,
    "title": "Registre",
    "sector": "scolaire_sport_culture",
    "legal_basis": "Mission d’intérêt public",
    "retention_days": 365,
    "fact": "",
    "key": ["child", "day"],
    "grid": {"day": "day", "mark": "mark"},
    "field": [
        {"name": "child", "headers": ["Enfant"], "type": "text"},
        {"name": "day", "headers": ["Jour"], "type": "date", "required": True},
        {"name": "mark", "headers": ["Pointage"], "type": "text", "values": ["P", "A"]},
    ],
}
REGISTER = contract_from(DEFINITION, "register.toml")
GRID = """Registre de novembre

Enfant;03/11/2025;2025-11-04;Classe
Ana;P;;CP
Bo; ;-;CM1
;P;A;CE1
Chloé;X;A;CE2
Ana;;P;CP
Ana;A;;CP
Dan;P
"""


def test_each_mark_is_a_row_on_the_line_of_the_grid(load: Load) -> None:
    loaded = load(GRID.encode(), REGISTER)
    rows = [(row["_line"], row["child"], row["day"], row["mark"]) for row in rows_of(loaded)]
    assert rows == [
        (4, "Ana", date(2025, 11, 3), "P"),
        (7, "Chloé", date(2025, 11, 4), "A"),
        (8, "Ana", date(2025, 11, 4), "P"),
    ]


def test_each_mark_refused_is_named_with_its_line(load: Load) -> None:
    report = load(GRID.encode(), REGISTER).report
    assert (report.rows_read, report.rows_rejected) == (8, 5)
    found = [(r.line, r.field, r.reason) for r in report.rejects]
    assert found == [
        (6, "Enfant", "obligatoire et vide"),
        (6, "Enfant", "obligatoire et vide"),
        (7, "Pointage", "valeur inconnue (attendu\u00a0: P, A)"),
        (9, "Enfant, Jour", "clé déjà vue ligne 4"),
        (10, "", "2 colonnes au lieu de 4"),
    ]


def test_the_quarantine_of_a_grid_is_corrected_and_loaded_again(load: Load) -> None:
    first = load(GRID.encode(), REGISTER)
    assert first.quarantine is not None
    corrected = first.quarantine.read_text("utf-8").replace("Chloé,CE2,03/11/2025,X",
                                                            "Chloé,CE2,03/11/2025,P")  # fmt: skip
    again = load(corrected.encode(), REGISTER)
    rows = [(row["child"], row["day"], row["mark"]) for row in rows_of(again)]
    assert ("Chloé", date(2025, 11, 3), "P") in rows


@pytest.mark.parametrize("grid", [{"day": "day"}, {"day": "day", "mark": "nothing"}])
def test_a_grid_of_unknown_fields_is_refused(grid: dict[str, str]) -> None:
    with pytest.raises(Refused, match="register"):
        contract_from(DEFINITION | {"grid": grid}, "register.toml")
