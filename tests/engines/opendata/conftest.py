"""Small files in the producers' layouts, and a home to bring them into."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parvis.core.home import Home
from parvis.core.territory.reference import Reference
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import Brought, bring_folder

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ZONING = [
    ["Table d’appartenance géographique des communes"],
    ["Géographie au 01/01/2022"],
    [],
    ["Code géographique", "Libellé géographique", "Département", "Région", "EPCI", "Taille", "AAV",
     "Catégorie"],
    ["CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "TUU2017", "AAV2020", "CATEAAV2020"],
    ["01004", "Ambérieu-en-Bugey", "01", "84", "240100883", "4", "002", "20"],
    ["2A004", "Ajaccio", "2A", "94", "242010056", "5", "073", "11"],
    ["41269", "Vendôme", "41", "24", "200072072", "4", "200", "11"],
    ["49092", "Chemillé-en-Anjou", "49", "52", "200060010", "3", "030", "20"],
    ["75056", "Paris", "75", "11", "200054781", "8", "001", "11"],
    ["97411", "Saint-Denis", "974", "04", "249740119", "6", "9B1", "11"],
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    write_zoning(made / "anything.zip")
    return made


@pytest.fixture
def bring(home: Home, folder: Path) -> Callable[[], Brought]:
    """Bring in what the folder holds by then."""

    def brought() -> Brought:
        datasets = FileAtlas(home).datasets
        return bring_folder(home, folder, datasets, now=NOW, progress=lambda done, label: None)

    return brought


@pytest.fixture
def known(home: Home, bring: Callable[[], Brought]) -> Callable[[], Reference]:
    """The reference that the folder makes."""

    def reference() -> Reference:
        outcome = bring()
        assert outcome.refused == []
        return FileAtlas(home).reference()

    return reference


def write_zoning(target: Path) -> None:
    """The table of communes as Insee publishes it: a workbook in an archive, a header in line 5."""
    book = target.with_suffix(".xlsx")
    write_xlsx(book, {"COM": ZONING})
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(book, "table-appartenance-geo-communes-22.xlsx")
    book.unlink()


def write_xlsx(target: Path, sheets: dict[str, list[list[str]]]) -> None:
    """A workbook with shared strings, as a spreadsheet program writes it."""
    shared: list[str] = []
    with zipfile.ZipFile(target, "w") as book:
        entries, links = [], []
        for number, (name, rows) in enumerate(sheets.items(), 1):
            entries.append(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>')
            links.append(f'<Relationship Id="rId{number}" Target="worksheets/s{number}.xml"/>')
            book.writestr(f"xl/worksheets/s{number}.xml", _sheet(rows, shared))
        space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        book.writestr(
            "xl/workbook.xml", f"<workbook {space}><sheets>{''.join(entries)}</sheets></workbook>"
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels", f"<Relationships>{''.join(links)}</Relationships>"
        )
        strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
        book.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")


def _sheet(rows: list[list[str]], shared: list[str]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for rank, text in enumerate(row):
            if text:
                shared.append(text)
                column = chr(ord("A") + rank)
                cells.append(f'<c r="{column}{number}" t="s"><v>{len(shared) - 1}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"
