"""A refused row says its line, field, reason and value, and comes back once corrected."""

import csv
from dataclasses import replace

import pytest

from intake_reading import HEADER, MEALS, load_in, rows_of


def nir(order: int) -> str:
    body = f"1850741269{order:03}"
    return f"{body}{97 - int(body) % 97:02}"


def told(load, line: str) -> tuple[int, str, str, str]:
    (reject,) = load(f"{HEADER}\nBon;01/01/2025;1;1;;;\n{line}\n".encode()).report.rejects
    return reject.line, reject.field, reject.reason, reject.value


@pytest.mark.parametrize(
    ("line", "field", "reason", "value"),
    [
        (";02/01/2025;1;1;;;", "Restaurant", "obligatoire et vide", ""),
        ("A;NA;1;1;;;", "Date", "obligatoire et vide", "NA"),
        ("A;30/02/2025;1;1;;;", "Date", "la date n’existe pas", "30/02/2025"),
        ("A;hier;1;1;;;", "Date", "pas une date", "hier"),
        ("A;01/02/25;1;1;;;", "Date", "pas une date", "01/02/25"),
        ("A;01/01/0225;1;1;;;", "Date", "l’année n’est pas plausible", "01/01/0225"),
        ("A;01/01/2025 14:00;1;1;;;", "Date", "la date n’existe pas", "01/01/2025 14:00"),
        ("A;02/01/2025;1,5;1;;;", "Servis", "pas un nombre entier", "1,5"),
        ("A;02/01/2025;1e3;1;;;", "Servis", "pas un nombre entier", "1e3"),
        ("A;02/01/2025;1 23;1;;;", "Servis", "pas un nombre entier", "1 23"),
        ("A;02/01/2025;-1;1;;;", "Servis", "inférieur à 0", "-1"),
        ("A;02/01/2025;1;1,2,3;;;", "Payé", "pas un nombre", "1,2,3"),
        ("A;02/01/2025;1;nan;;;", "Payé", "pas un nombre", "nan"),
        ("A;02/01/2025;1;10001;;;", "Payé", "supérieur à 10000", "10001"),
        ("A;02/01/2025;1;1;01/01/2025 25:00;;", "Clos le", "la date n’existe pas", ""),
        ("A;02/01/2025;1;1;;peut-être;", "Bio", "ni oui ni non", "peut-être"),
        ("A;02/01/2025;1;1;;;X", "Genre", "valeur inconnue", "X"),
        ("A;02/01/2025;1", "", "3 colonnes au lieu de 7", ""),
        ("A;02/01/2025;1;1;;;;surplus", "", "8 colonnes au lieu de 7", ""),
        ("Bon;01/01/2025;9;1;;;", "Restaurant, Date", "clé déjà vue ligne 2", "Bon, 01/01/2025"),
        ("Bon;2025-01-01;1;1;;;", "Restaurant, Date", "clé déjà vue ligne 2", ""),
        ("Bon;01/01/2025;1;1;;;", "Restaurant, Date", "ligne identique à la ligne 2", ""),
    ],
)
def test_each_fault_has_its_sentence(load, line, field, reason, value) -> None:
    found = told(load, line)
    assert found[:2] == (3, field)
    assert found[2].startswith(reason)
    assert found[3].startswith(value)


@pytest.mark.parametrize("more", [0, 100])
def test_few_words_or_many_are_known_alike(tmp_path, more: int) -> None:
    others = tuple(f"mot {i}" for i in range(more))
    *fields, kind = MEALS.fields
    kind = replace(kind, values=(*kind.values, *others))
    contract = replace(MEALS, fields=(*fields, kind), nulls=(*MEALS.nulls, "néant", *others))
    cells = ("M", "E ", "X", "néant", " néant", "")
    lines = "\n".join(f"A{i};01/01/2025;1;1;;;{cell}" for i, cell in enumerate(cells))
    loaded = load_in(tmp_path, f"{HEADER}\n{lines}\n".encode(), contract)
    assert [row["kind"] for row in rows_of(loaded)] == ["M", "E", None, None, None]
    (reject,) = loaded.report.rejects
    assert (reject.line, reject.field, reject.value) == (4, "Genre", "X")


def test_the_quarantine_holds_every_reject_as_received_and_loads_again(load) -> None:
    wrong = "\n".join(f'"=SITE {i}; n";32/01/2025;1;1;;;' for i in range(1500))
    loaded = load(f"{HEADER}\nBon;01/01/2025;1;1;;;\n{wrong}\n".encode("cp1252"))
    assert (loaded.report.rows_rejected, len(loaded.report.rejects)) == (1500, 1000)
    text = loaded.quarantine.read_text("utf-8")
    header, first, *others = csv.reader(text.splitlines())
    assert header == [*HEADER.split(";"), "_ligne", "_champ", "_raison"]
    assert first[:2] == ["'=SITE 0; n", "32/01/2025"]
    assert first[7:] == ["3", "Date", "la date n’existe pas"]
    assert len(others) == 1499
    again = load(text.replace("32/01/2025", "31/01/2025").encode())
    assert (again.report.rows_kept, again.quarantine) == (1500, None)
    assert rows_of(again)[0]["site"] == "=SITE 0; n"


def test_no_reject_no_quarantine(load) -> None:
    assert load(f"{HEADER}\nBon;01/01/2025;1;1;;;\n".encode()).quarantine is None


def test_a_lone_social_security_number_refuses_its_row_and_is_copied_nowhere(load) -> None:
    lines = "\n".join(f"Site {i};01/01/2025;1;1;;;" for i in range(200))
    loaded = load(f"{HEADER}\n{nir(1)};01/01/2025;1;1;;;\n{lines}\n".encode())
    (reject,) = loaded.report.rejects
    assert (reject.line, reject.field, reject.value) == (2, "Restaurant", "(masqué)")
    assert nir(1) not in loaded.quarantine.read_text("utf-8")
    assert loaded.report.rows_kept == 200


def test_fifteen_digit_identifiers_are_not_taken_for_it(load) -> None:
    lines = "\n".join(f"{185074126900000 + 7 * i};01/01/2025;1;1;;;" for i in range(2000))
    assert load(f"{HEADER}\n{lines}\n".encode()).report.rows_kept == 2000


def test_nothing_is_left_in_the_work_folder_but_the_outcome(load) -> None:
    loaded = load(f"{HEADER}\nBon;01/01/2025;x;1;;;\n".encode())
    left = sorted(p.name for p in loaded.rows.parent.iterdir())
    assert left == ["quarantine.csv", "rows.parquet"]
