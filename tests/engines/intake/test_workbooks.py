"""A workbook is read like a text file: its sheet found, its rows numbered as on the screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from intake_reading import HEADER, rows_of
from made_workbooks import DATE, Cell, packed, xlsx
from parvis.core.errors import Refused
from parvis.core.ports import Loaded
from parvis.engines.intake.limits import Limits

Load = Callable[..., Loaded]
TITLES: list[Cell] = [*HEADER.split(";")]
DAY = 46022


def meal(site: Cell, served: Cell = 12, paid: Cell = 3.5) -> list[Cell]:
    return [site, (DAY, DATE), served, paid, (DAY + 0.5, DATE), "Oui", "M"]


def refused(load: Load, content: bytes, **more: object) -> str:
    with pytest.raises(Refused) as found:
        load(content, name="export.xlsx", **more)
    assert found.value.sentence("fr").startswith("export.xlsx")
    return found.value.rule


def test_cells_become_what_the_contract_says(load: Load) -> None:
    loaded = load(xlsx({"Export": [TITLES, meal("Bon", 12, 0.1 + 0.2)]}), name="repas.xlsx")
    (row,) = rows_of(loaded)
    assert (row["day"], row["served"], row["paid"]) == (date(2025, 12, 31), 12, 0.3)
    assert row["closed_at"].astimezone(UTC) == datetime(2025, 12, 31, 11, tzinfo=UTC)
    assert row["bio"] is True
    assert loaded.report.encoding == "xlsx"
    assert "Export" in loaded.report.why


def test_the_line_is_the_row_of_the_sheet_whatever_stands_above(load: Load) -> None:
    rows = [[], ["Ville de X\net son service"], [], [None, "mars"], TITLES, meal("A"), [],
            meal("B\nbis", "douze"), meal("C")]  # fmt: skip
    report = load(xlsx({"S": rows}), name="repas.xlsx").report
    assert (report.header_line, report.rows_read, report.rows_kept) == (5, 3, 2)
    (reject,) = report.rejects
    assert (reject.line, reject.field, reject.value) == (8, "Servis", "douze")


def test_a_row_of_totals_is_a_promise_and_not_a_row(load: Load) -> None:
    total: list[Cell] = ["Total", None, 24, 8.0]
    loaded = load(xlsx({"S": [TITLES, meal("A"), meal("B"), total]}), name="repas.xlsx")
    assert (loaded.report.rows_read, loaded.report.rows_kept) == (2, 2)
    found = {c.name: (c.declared, c.found) for c in loaded.report.controls}
    assert found == {"served": (24.0, 24.0), "paid": (8.0, 7.0)}


def test_totals_close_a_text_file_too_and_a_place_called_total_is_kept(load: Load) -> None:
    good = f"{HEADER}\nTotal;01/01/2025;1;1;;;\n"
    report = load(good.encode()).report
    assert (report.rows_kept, report.controls[0].declared) == (1, None)
    report = load(f"{good}TOTAUX;;1;1 000,50 €;;;\n".encode()).report
    assert (report.rows_read, report.controls[1].declared) == (1, 1000.5)


def test_the_sheet_that_fits_is_found_among_others(load: Load) -> None:
    notes: list[list[Cell]] = [["Lisez-moi"], ["Données du mois"]]
    sheets = {"Notes": notes, "Vide": [], "Repas": [TITLES, meal("A")]}
    report = load(xlsx(sheets), name="repas.xlsx").report
    assert report.rows_kept == 1
    assert "Repas" in report.why


def test_a_hidden_sheet_is_not_read_and_two_that_fit_are_refused(load: Load) -> None:
    sheets = {"Mars": [TITLES, meal("A")], "Avril": [TITLES, meal("B"), meal("C")]}
    assert load(xlsx(sheets, hidden=("Mars",)), name="repas.xlsx").report.rows_kept == 2
    assert refused(load, xlsx(sheets)) == "file.workbook_sheets"


def test_a_workbook_in_a_zip_is_read(load: Load, tmp_path) -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("repas.xlsx", xlsx({"S": [TITLES, meal("A")]}))
    assert load(out.getvalue(), name="repas.zip").report.rows_kept == 1


def test_a_cell_far_away_does_not_take_the_memory(load: Load) -> None:
    far = xlsx({"S": [TITLES, meal("A")]}, more={"xl/worksheets/sheet1.xml": (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )})  # fmt: skip
    assert refused(load, far) == "file.too_heavy"


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaa">]><w/>'
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
BAD = {
    "damaged": (packed({"xl/workbook.xml": "<"}), "file.truncated"),
    "binary": (packed({"xl/workbook.bin": "x"}), "file.workbook"),
    "macros": (
        packed({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}),
        "file.workbook_macros",
    ),
    "basic": (packed(ODS | {"content.xml": "<x/>", "Basic/a.xml": "x"}), "file.workbook_macros"),
    "entities": (packed({"xl/workbook.xml": ENTITIES}), "file.workbook_entities"),
    "password": (
        packed(ODS | {"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "file.encrypted",
    ),
    "empty": (xlsx({"S": []}), "file.empty"),
    "header only": (xlsx({"S": [TITLES]}), "file.no_rows"),
    "other": (xlsx({"S": [["Couleur", "Poids"], ["bleu", 3]]}), "contract.missing_columns"),
    "cut": (xlsx({"S": [TITLES, meal("A")]})[:-30], "file.truncated"),
}


@pytest.mark.parametrize("case", BAD)
def test_each_workbook_that_cannot_be_read_has_its_sentence(load: Load, case: str) -> None:
    content, rule = BAD[case]
    assert refused(load, content) == rule


def test_a_workbook_that_expands_beyond_reason_is_stopped(load: Load) -> None:
    bomb = xlsx({"S": [TITLES]}, more={"xl/media/a.xml": "0" * (2 << 20)})
    small = replace(Limits(), workbook=1 << 20)
    assert refused(load, bomb, limits=small) == "file.bomb"
