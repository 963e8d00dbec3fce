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


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
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
