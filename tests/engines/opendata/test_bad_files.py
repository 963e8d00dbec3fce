"""Files that are not what they seem: one clear sentence each, and the others still come in."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.engines.opendata import xlsx
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import Brought, bring_folder

Bring = Callable[[], Brought]
NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEADER = (
    "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;PIMP21;TP6021;TP60AGE121;PTSA21;PPEN21;PPSOC21;"
    "D121;D921;RD21"
)
FULL = "41269;1;2;3;5;5;5;5;5;5;5;5;5"


def refusal(bring: Bring) -> Refused:
    (found,) = bring().refused
    return found


def test_another_vintage_is_named_with_what_differs(bring: Bring, folder: Path) -> None:
    (folder / "filo.csv").write_text(f"{HEADER.replace('21', '31')}\n{FULL}\n")
    said = refusal(bring)
    assert said.rule == "territory.other_vintage"
    assert "NBMENFISC21" in said.sentence()
    assert "NBMENFISC31" in said.sentence()


def test_a_renamed_column_is_named(bring: Bring, folder: Path) -> None:
    (folder / "filo.csv").write_text(f"{HEADER.replace('MED21', 'Q2')}\n{FULL}\n")
    said = refusal(bring)
    assert said.rule == "territory.other_layout"
    assert "MED21" in said.sentence()
    assert "Q2" in said.sentence()


def test_a_cut_archive_is_told_to_be_downloaded_again(bring: Bring, folder: Path) -> None:
    whole = (folder / "anything.zip").read_bytes()
    (folder / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert refusal(bring).rule == "territory.truncated"


def test_a_row_cut_short_is_told(bring: Bring, folder: Path) -> None:
    (folder / "filo.csv").write_text(f"{HEADER}\n{FULL}\n41269;12;1\n")
    assert refusal(bring).rule == "territory.truncated"


def test_a_cell_that_is_no_figure_is_shown_with_its_column(bring: Bring, folder: Path) -> None:
    (folder / "filo.csv").write_text(f"{HEADER}\n{FULL.replace(';3;', ';beaucoup;')}\n")
    said = refusal(bring)
    assert said.rule == "territory.wrong_value"
    assert said.where.field == "MED21"
    assert "beaucoup" in said.sentence()


def test_a_code_twice_is_told(bring: Bring, folder: Path) -> None:
    (folder / "filo.csv").write_text(f"{HEADER}\n{FULL}\n{FULL.replace(';3;', ';4;')}\n")
    assert refusal(bring).rule == "territory.twice"


def test_a_table_of_something_else_is_left_aside_not_refused(bring: Bring, folder: Path) -> None:
    (folder / "menus.csv").write_text("date;plat\n2026-01-05;Endives\n")
    (folder / "note.txt").write_text("bonjour\n")
    outcome = bring()
    assert outcome.ignored == ["menus.csv", "note.txt"]
    assert outcome.refused == []


def test_the_same_columns_about_wider_zones_are_left_aside(bring: Bring, folder: Path) -> None:
    (folder / "epci.csv").write_text(f"{HEADER}\n{FULL.replace('41269', '200072072')}\n")
    assert bring().ignored == ["epci.csv"]


def test_an_iris_without_a_commune_is_named(bring: Bring, folder: Path) -> None:
    (folder / "iris.csv").write_text(
        "IRIS;DEC_MED21;DEC_TP6021;DEC_PPEN21;"
        + ";".join(f"DEC_D{d}21" for d in (1, 2, 3, 4, 6, 7, 8, 9))
        + "\n419990101;"
        + ";".join("1" * 11)
        + "\n"
    )
    said = refusal(bring)
    assert said.rule == "territory.iris_without_commune"
    assert "419990101" in said.sentence()


def test_a_refused_file_does_not_stop_the_others(bring: Bring, folder: Path, home: Home) -> None:
    (folder / "aaa.zip").write_bytes(b"PK\x03\x04 broken")
    assert len(bring().refused) == 1
    assert "41269" in FileAtlas(home).reference().codes


def test_a_spreadsheet_bomb_is_not_expanded(bring: Bring, folder: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    with zipfile.ZipFile(folder / "bomb.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", bomb)
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    assert refusal(bring).rule == "territory.truncated"


def test_a_cell_said_to_stand_in_no_column_follows_the_one_before(tmp_path: Path) -> None:
    cells = "".join(f'<c r="{name}"><v>{name}</v></c>' for name in ("B1", "ZZZZZZZ1", "1", "F1"))
    with zipfile.ZipFile(tmp_path / "far.xlsx", "w") as book:
        book.writestr("sheet", f"<sheetData><row>{cells}</row></sheetData>")
        (row,) = xlsx.rows(book, "sheet", [])
    assert row == ["", "B1", "ZZZZZZZ1", "1", "", "F1"]


@pytest.mark.parametrize(
    ("name", "rule"), [("empty", "territory.nothing_known"), ("none", "territory.no_folder")]
)
def test_a_folder_without_statistics_is_refused(home: Home, tmp_path: Path, name, rule) -> None:
    (tmp_path / "empty").mkdir()
    datasets = FileAtlas(home).datasets
    with pytest.raises(Refused) as refused:
        bring_folder(home, tmp_path / name, datasets, now=NOW, progress=lambda done, label: None)
    assert refused.value.rule == rule
