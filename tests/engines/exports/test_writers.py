"""Files as applications write them: bytes, dates, amounts, totals, splits."""

import csv
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from parvis.core.population.sheets import (
    NO_DAY,
    Days,
    Shape,
    Sheet,
    day,
    decimal,
    minute,
    text,
    whole,
)
from parvis.engines.exports import write_sheet

DAY = 20_453  # 31 December 2025


def _sheet(shape: Shape, **more) -> Sheet:
    return Sheet("essai", shape, (
        text("Nom", ["Lefèvre", "L’Œillet; fils", "deux\nlignes"]),
        whole("Repas", np.array([1, 2, 3])),
        decimal("Montant", np.array([12.5, 0.0, 1000.25])),
        day("Le", np.array([DAY, NO_DAY, DAY])),
        minute("À", np.array([DAY * 1440 + 605, NO_DAY, DAY * 1440])),
    ), **more)  # fmt: skip


def _write(sheet: Sheet, folder: Path) -> Path:
    (path,) = write_sheet(sheet, folder)
    return path


def test_old_applications_write_windows_1252_semicolons_and_commas(tmp_path):
    raw = _write(_sheet(Shape.CSV_FRENCH), tmp_path).read_bytes()
    assert b"Lef\xe8vre;1;12,50;31/12/2025;31/12/2025 10:05\r\n" in raw
    assert raw.decode("cp1252").splitlines()[0] == "Nom;Repas;Montant;Le;À"


@pytest.mark.parametrize(
    ("days", "shown"),
    [(Days.FRENCH, "31/12/2025"), (Days.FIXED, "20251231"), (Days.ISO, "2025-12-31"),
     (Days.EXCEL, "46022")],
)  # fmt: skip
def test_a_day_is_written_as_the_application_does(tmp_path, days, shown):
    path = _write(_sheet(Shape.CSV_COMMA, days=days), tmp_path)
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert rows[1][3] == shown
    assert rows[2][3] == ""


def test_lines_within_a_cell_are_quoted(tmp_path):
    path = _write(_sheet(Shape.CSV_SEMICOLON), tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[3][0] == "deux\nlignes"
    assert rows[3][2] == "1000,25"


def test_a_fault_replaces_the_cell(tmp_path):
    path = _write(_sheet(Shape.CSV_FRENCH, faults={(0, 3): "31/02/2025"}), tmp_path)
    assert "31/02/2025" in path.read_text("cp1252")


def test_lines_of_json_keep_numbers_and_nulls(tmp_path):
    path = _write(_sheet(Shape.NDJSON), tmp_path)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert rows[0] == {"Nom": "Lefèvre", "Repas": 1, "Montant": 12.5, "Le": "2025-12-31",
                       "À": "2025-12-31T10:05:00Z"}  # fmt: skip
    assert rows[1]["Le"] is None
    assert rows[1]["À"] is None


def _workbook(**more) -> Sheet:
    columns = _sheet(Shape.XLSX).columns[:4]
    return Sheet("essai", Shape.XLSX, columns, **more)


def test_a_workbook_has_its_preamble_its_dates_and_its_totals(tmp_path):
    path = _write(_workbook(preamble=("Service petite enfance",), has_totals=True), tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        rows = re.findall(r"<row>(.*?)</row>", archive.read("xl/worksheets/sheet1.xml").decode(),
                          re.S)  # fmt: skip
    assert len(rows) == 1 + 1 + 1 + 3 + 1
    assert "Service petite enfance" in rows[0]
    assert '<c s="1"><v>46022</v></c>' in rows[3]
    assert "Total" in rows[-1]
    assert "<v>1012.75</v>" in rows[-1]


def test_a_workbook_is_split_before_it_is_too_long(tmp_path):
    paths = write_sheet(_workbook(), tmp_path, row_limit=18)
    assert [p.name for p in paths] == ["essai_1.xlsx", "essai_2.xlsx"]


def test_an_open_document_begins_with_its_type_and_holds_typed_cells(tmp_path):
    sheet = Sheet("essai", Shape.ODS, _sheet(Shape.ODS).columns[:4])
    path = _write(sheet, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        content = archive.read("content.xml").decode()
    assert 'office:date-value="2025-12-31"' in content
    assert 'office:value="12.5"' in content


@pytest.mark.parametrize("shape", [Shape.XLSX, Shape.ODS])
def test_the_same_sheet_gives_the_same_bytes(tmp_path, shape):
    (tmp_path / "b").mkdir()
    sheet = Sheet("essai", shape, _sheet(shape).columns[:4])
    assert _write(sheet, tmp_path).read_bytes() == _write(sheet, tmp_path / "b").read_bytes()
