"""The shapes in which a French town's applications write the same table."""

import csv
import gzip
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake_reading import HEADER, SHIPPED, load_in, rows_of

BODY = (
    "Lilas;31/12/2025;1 234;1 234,50 €;31/12/2025 14:05;Oui;M\n"
    '"L’Île; nord";2025-12-30;12;3,5;2025-12-30T08:00:00+02:00;N;E\n'
    "Forêt;30.12.2025;;NA;30/12/2025 14:05:06;;\n"
)
TEXT = f"{HEADER}\n{BODY}"
DAY = ["served", "paid", "bio", "kind"]


def written(text: str, encoding: str) -> bytes:
    return text.replace("’", "'").encode(encoding) if encoding != "utf-8" else text.encode()


def test_french_and_iso_values_are_typed(load) -> None:
    first, second, third = rows_of(load(TEXT.encode()))
    assert first["_line"] == 2
    assert first["day"] == date(2025, 12, 31)
    assert [first[n] for n in DAY] == [1234, 1234.5, True, "M"]
    assert first["closed_at"] == datetime(2025, 12, 31, 13, 5, tzinfo=UTC)
    assert second["site"] == "L’Île; nord"
    assert second["closed_at"] == datetime(2025, 12, 30, 6, 0, tzinfo=UTC)
    assert [third[n] for n in DAY] == [None] * 4
    assert third["closed_at"] == datetime(2025, 12, 30, 13, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_every_space_between_thousands_is_read(load, space: str) -> None:
    (row,) = rows_of(
        load(f"{HEADER}\nA;31/12/2025;1{space}234;-1{space}234,5{space}€;;;\n".encode())
    )
    assert (row["served"], row["paid"]) == (1234, -1234.5)


def test_a_whole_number_may_have_zero_decimals_but_never_three(load) -> None:
    cells = ("68,0", "68.0", "68,00", "68,5", "1,000", "68,")
    loaded = load(
        "\n".join([HEADER, *(f"S{i};31/12/2025;{c};;;;" for i, c in enumerate(cells)), ""]).encode()
    )
    assert [r["served"] for r in rows_of(loaded)] == [68, 68, 68]
    assert [r.value for r in loaded.report.rejects] == ["68,5", "1,000", "68,"]


@pytest.mark.parametrize("empty", [";;;;;;", '"";"";"";"";"";"";""'])
@pytest.mark.parametrize("good", ["A;01/01/2025;1;;;;", 'Rue 12" nord;01/01/2025;1;;;;'])
def test_rows_without_any_value_are_passed_over_and_keep_the_lines(load, empty, good) -> None:
    loaded = load(f"{HEADER}\n{empty}\n{good}\n{empty}\nB;02/01/2025;2;;;;\n{empty}\n".encode())
    assert (loaded.report.rows_read, loaded.report.rows_rejected) == (2, 0)
    assert [r["_line"] for r in rows_of(loaded)] == [3, 5]


def test_the_spellings_of_the_producers_portals_are_recognised(tmp_path) -> None:
    paris = (
        "ID DECLARATION;TYPE DECLARATION;SOUS TYPE DECLARATION;ADRESSE;CODE POSTAL;VILLE;"
        "ARRONDISSEMENT;CONSEIL DE QUARTIER;DATE DECLARATION;OUTIL SOURCE;INTERVENANT;"
        "{key}geo_point_2d\n7;Propreté;Mégots;1 rue Fictive;75018;Paris 18;18;NULLE PART;"
        "2024-07-01T10:00:00+02:00;Android;Equipe;{value}48.1, 2.3\n"
    )
    for key, value, expected in (("ID_DMR;", "G2024G1;", "G2024G1"), ("", "", "7")):
        loaded = load_in(tmp_path, paris.format(key=key, value=value).encode(), *SHIPPED)
        (row,) = rows_of(loaded)
        assert (row["id_dmr"], row["channel"], row["category"]) == (expected, "Android", "Propreté")
        assert row["opened_at"] == datetime(2024, 7, 1, 8, 0, tzinfo=UTC)
    boston = (
        b"CASE_ENQUIRY_ID,OPEN_DT,SLA_TARGET_DT,CLOSED_DT,REASON\n1,07/01/2011 01:32:33 PM,,,X\n"
    )
    (row,) = rows_of(load_in(tmp_path, boston, *SHIPPED))
    assert row["opened_at"] == datetime(2011, 7, 1, 17, 32, 33, tzinfo=UTC)
    nantes = "Type de site;Date du repas;Prévision;Réel;Nom du site\nM;31/12/2016;3;2;Fictive\n"
    (row,) = rows_of(load_in(tmp_path, nantes.encode("cp1252"), *SHIPPED))
    assert (row["date"], row["planned"], row["served"]) == (date(2016, 12, 31), 3, 2)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("mac_roman", "mac_roman"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(load, encoding, told, end) -> None:
    text = TEXT.replace(" €", "").replace("\n", end)
    loaded = load(written(text, encoding))
    assert loaded.report.encoding == told
    assert loaded.report.delimiter == ";"
    assert [r["_line"] for r in rows_of(loaded)] == [2, 3, 4]
    assert [r["site"] for r in rows_of(loaded)][2] == "Forêt"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_is_recognised(load, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(TEXT), delimiter=";"))
    loaded = load(out.getvalue().encode())
    assert loaded.report.delimiter == delimiter
    assert rows_of(loaded) == rows_of(load(TEXT.encode()))


def test_a_title_above_the_header_is_passed_over(load) -> None:
    loaded = load(f'Export "cantine" du 01/01/2026\n\n{TEXT}'.encode())
    assert loaded.report.header_line == 3
    assert [r["_line"] for r in rows_of(loaded)] == [4, 5, 6]


def test_blank_lines_and_line_ends_inside_quotes_keep_the_physical_line(load) -> None:
    loaded = load(f'{HEADER}\n"A\nB";01/01/2025;1;;;;\n\nC;02/01/2025;2;;;;\n'.encode())
    assert [(r["_line"], r["site"]) for r in rows_of(loaded)] == [(2, "A\nB"), (5, "C")]


def test_a_quote_inside_a_cell_is_only_a_character(load) -> None:
    loaded = load(f'{HEADER}\nRue 12" nord;01/01/2025;1;;;;\nB;01/01/2025;2;;;;\n'.encode())
    assert [r["site"] for r in rows_of(loaded)] == ['Rue 12" nord', "B"]


def test_surplus_empty_cells_at_the_end_of_lines_are_dropped(load) -> None:
    loaded = load(f"{HEADER}\nA;01/01/2025;1;;;;;;;\nB;01/01/2025;1;;;;\n".encode())
    assert loaded.report.rows_kept == 2


def test_optional_columns_may_be_absent_and_unknown_ones_present(load) -> None:
    loaded = load(b"Servis;Couleur;Date;Restaurant\n4;bleu;01/01/2025;A\n")
    (row,) = rows_of(loaded)
    assert (row["served"], row["bio"], row["closed_at"]) == (4, None, None)
    assert "3 colonnes sur 7, 1 inconnue" in loaded.report.why


def test_gzip_zip_and_parquet_hold_the_same_table(load, tmp_path) -> None:
    plain = load(TEXT.encode())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("dossier/", "")
        z.writestr("dossier/export.csv", TEXT.encode())
        z.writestr("__MACOSX/dossier/._export.csv", b"\0")
    assert rows_of(load(gzip.compress(TEXT.encode()))) == rows_of(plain)
    assert rows_of(load(archive.getvalue())) == rows_of(plain)
    header, *rows = csv.reader(io.StringIO(TEXT), delimiter=";")
    table = pa.table({n: [r[i] or None for r in rows] for i, n in enumerate(header)})
    pq.write_table(table, tmp_path / "export.parquet")
    loaded = load(tmp_path / "export.parquet")
    assert loaded.report.encoding == "parquet"
    assert [r | {"_line": 0} for r in rows_of(loaded)] == [r | {"_line": 0} for r in rows_of(plain)]
    assert [r["_line"] for r in rows_of(loaded)] == [1, 2, 3]


def test_the_hash_is_that_of_the_file_received(load) -> None:
    packed = gzip.compress(TEXT.encode())
    assert load(packed).report.sha256 == hashlib.sha256(packed).hexdigest()


def test_each_shipped_contract_recognises_its_own_headers(tmp_path) -> None:
    for contract in SHIPPED:
        names = [f.headers[0] for f in contract.fields]
        cells = [
            {"date": "01/02/2025", "datetime": "01/02/2025"}.get(f.type, "1")
            for f in contract.fields
        ]
        cells = [
            f.values[0] if f.values else c for f, c in zip(contract.fields, cells, strict=True)
        ]
        content = f"{';'.join(names)}\n{';'.join(cells)}\n".encode()
        report = load_in(tmp_path, content, *SHIPPED).report
        assert (report.contract, report.rows_kept) == (contract.id, 1)


def test_the_last_instant_ignores_the_future_and_the_controls_sum_what_is_kept(load) -> None:
    loaded = load(
        f"{HEADER}\nA;01/01/2025;4;1,5;02/01/2025 10:00;;\nB;01/01/2025;5;2;01/01/2099 10:00;;\n"
        "C;01/01/2025;x;3;;;\n".encode()
    )
    assert loaded.observed_until == datetime(2025, 1, 2, 9, 0, tzinfo=UTC)
    assert {c.name: c.found for c in loaded.report.controls} == {"served": 9, "paid": 3.5}
