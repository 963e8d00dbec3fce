"""Shapes of files: JSON arrays, twice the same header, totals and notes below, nothing right."""

import json

import pytest

from intake_reading import HEADER, MEALS, load_in, rows_of
from parvis.core.errors import Refused
from parvis.core.ingest.contract import contract_from

KEYS = HEADER.split(";")


def item(site: str, served: object) -> dict[str, object]:
    return dict(zip(KEYS, (site, "2025-12-01", served, 12.5, None, True, "M"), strict=True))


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_with_the_rank_of_each(tmp_path, indent) -> None:
    content = json.dumps([item("A", 3), item("B", "x"), item("C [}", 5)], indent=indent)
    loaded = load_in(tmp_path, content.encode(), name="export.json")
    assert [(row["site"], row["served"], row["paid"]) for row in rows_of(loaded)] == [
        ("A", 3, 12.5),
        ("C [}", 5, 12.5),
    ]
    (reject,) = loaded.report.rejects
    assert reject.line == 2
    assert loaded.report.encoding == "json"


def test_an_array_that_stops_short_is_refused(tmp_path) -> None:
    content = json.dumps([item("A", 3), item("B", 4)])[:-9]
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, content.encode(), name="export.json")
    assert refusal.value.rule == "file.truncated"


def test_an_array_in_a_zip_in_windows_letters(tmp_path) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        text = json.dumps([item("École", 3)], ensure_ascii=False)
        archive.writestr("export.json", text.encode("cp1252"))
    loaded = load_in(tmp_path, packed.getvalue(), name="export.zip")
    assert [row["site"] for row in rows_of(loaded)] == ["École"]


PAIRS = contract_from(
    {
        "id": "pairs",
        "version": 1,
        "title": "Enfants et responsables",
        "sector": "fiscalite",
        "legal_basis": "x",
        "retention_days": 1,
        "fact": "",
        "key": ["child"],
        "field": [
            {"name": "child", "headers": ["Nom"], "type": "text"},
            {"name": "parent", "headers": ["Nom (2)", "Responsable"], "type": "text"},
        ],
    },
    "pairs.toml",
)


def test_the_second_of_two_headers_of_one_name_can_be_named(tmp_path) -> None:
    loaded = load_in(tmp_path, b"Nom;Age;Nom\nAna;7;Lise\n", PAIRS)
    assert [(row["child"], row["parent"]) for row in rows_of(loaded)] == [("Ana", "Lise")]


def test_a_third_one_that_nothing_names_is_refused(tmp_path) -> None:
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, b"Nom;Nom;Nom\nAna;Lise;X\n", PAIRS)
    assert refusal.value.rule == "contract.column_twice"


def test_notes_under_the_totals_are_no_rows(tmp_path) -> None:
    content = (
        f"{HEADER}\nA;01/12/2025;3;1,50;;;\nB;01/12/2025;4;2,50;;;\n"
        "Total;;7;4,00;;;\n;;;;;;\nÉdité le 3 janvier 2026 par la régie;;;;;;\n"
    )
    report = load_in(tmp_path, content.encode()).report
    assert (report.rows_read, report.rows_rejected) == (2, 0)
    assert {c.name: (c.declared, c.found) for c in report.controls} == {
        "served": (7, 7),
        "paid": (4, 4),
    }


def many(count: int) -> bytes:
    rows = "".join(f"A{i};pas une date;1;1;;;\n" for i in range(count))
    return f"{HEADER}\n{rows}".encode()


def test_a_long_file_with_nothing_right_is_refused_in_one_sentence(tmp_path) -> None:
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, many(60))
    assert refusal.value.rule == "file.nothing_kept"
    assert "aucune des 60 lignes" in refusal.value.sentence()
    assert "Date" in refusal.value.sentence()


def test_a_short_one_is_kept_to_be_corrected(tmp_path) -> None:
    assert load_in(tmp_path, many(3), MEALS).report.rows_rejected == 3
