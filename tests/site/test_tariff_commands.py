"""`parvis tariff` on a stranger's files, as the page of the command line shows it."""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.core.errors import Refused
from parvis.site.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "cli" / "offer.md"


def blocks(command: str, language: str) -> list[str]:
    section = PAGE.read_text("utf-8").split(f"## `parvis tariff {command}`")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The files of the page."""
    (tmp_path / "cantine.toml").write_text(blocks("price", "toml")[0], "utf-8")
    (tmp_path / "cases.csv").write_text(blocks("price", "csv")[0], "utf-8")
    return tmp_path


def ask(place: Path, grid: str = "cantine.toml", *more: str) -> str:
    known = place / grid
    arguments = ["tariff", "price", "--grid", str(known) if known.suffix else grid, "--cases",
                 str(place / "cases.csv"), "--out", str(place / "out.csv"), "--quiet",
                 "--home", str(place / "home"), *more]  # fmt: skip
    return CliRunner().invoke(cli, arguments, catch_exceptions=False, standalone_mode=False).output


def test_the_example_of_the_page_is_true(place: Path) -> None:
    ask(place)
    expected = list(csv.reader(blocks("price", "csv")[1].splitlines()))
    with (place / "out.csv").open(encoding="utf-8") as file:
        assert [[plain(cell) for cell in row] for row in csv.reader(file)] == expected


def test_the_result_counts_what_was_priced_and_what_was_not(place: Path) -> None:
    told = json.loads(ask(place, "cantine.toml", "--json"))
    assert (told["cases"], told["refused"], told["total_cents"]) == (4, 1, 147 + 597 + 288)


def test_a_file_as_excel_writes_it_gives_the_same_prices(place: Path) -> None:
    ask(place)
    before = (place / "out.csv").read_bytes()
    text = (place / "cases.csv").read_text("utf-8").replace(",", ";")
    (place / "cases.csv").write_bytes(text.encode("utf-16"))
    ask(place)
    assert (place / "out.csv").read_bytes() == before


def test_the_shipped_scale_is_known_by_its_name(place: Path) -> None:
    (place / "cases.csv").write_text(
        "id;date;monthly_resources;children\na;01/10/2025;9000;1\nb;01/10/2024;9000;1\n", "utf-8"
    )
    ask(place, "eaje_psu")
    with (place / "out.csv").open(encoding="utf-8") as file:
        assert [row["price_cents"] for row in csv.DictReader(file)] == ["526", "433"]


@pytest.mark.parametrize(
    ("grid", "cases", "rule"),
    [
        ("nothing.toml", None, "file.missing"),
        ("nothing", None, "tariff.unknown"),
        ("cantine.toml", "id,quotient_familial\n1,2\n", "table.columns"),
        ("cantine.toml", "id,date\n", None),
    ],
)
def test_what_cannot_be_priced_at_all_writes_nothing(
    place: Path, grid: str, cases: str | None, rule: str | None
) -> None:
    if cases is not None:
        (place / "cases.csv").write_text(cases, "utf-8")
    if rule is None:
        ask(place, grid)
        assert (place / "out.csv").read_text("utf-8") == "id,price_cents,explanation\n"
        return
    with pytest.raises(Refused) as caught:
        ask(place, grid)
    assert caught.value.rule == rule
    assert not (place / "out.csv").exists()


def test_a_day_that_is_none_refuses_its_line_only(place: Path) -> None:
    (place / "cases.csv").write_text("id,date,resident\na,demain,non\nb,2025-09-15,non\n", "utf-8")
    ask(place)
    with (place / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert "demain" in rows[0]["explanation"]
    assert [row["price_cents"] for row in rows] == ["", "597"]


def test_a_grid_as_a_deliberation_writes_it_gives_prices(place: Path) -> None:
    text = "Tranche;QF min;QF max;Tarif\nT1;0;400;1,20 €\nT2;401;900;3,00 €\nT3;901 et plus;5,10 €"
    (place / "grille.csv").write_bytes(text.encode("cp1252"))
    (place / "cases.csv").write_text(
        "id,date,quotient_familial\na,2024-01-15,400\nb,2026-09-01,900,5\nc,2026-09-01,\n".replace(
            "900,5", '"900,5"'
        ),
        "utf-8",
    )
    ask(place, "grille.csv")
    with (place / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["price_cents"] for row in rows] == ["120", "300", ""]
    assert "QF manque" in rows[2]["explanation"]


def test_a_written_grid_with_a_gap_is_refused_in_one_sentence(place: Path) -> None:
    (place / "grille.txt").write_text("de 0 à 400 : 1,20\nde 500 à 900 : 3\nau-delà : 5", "utf-8")
    with pytest.raises(Refused) as caught:
        ask(place, "grille.txt")
    assert plain(caught.value.sentence()).endswith(
        "aucune tranche ne couvre de 401 à 500. Faites commencer celle-ci à 401.")  # fmt: skip
    assert not (place / "out.csv").exists()


PSU = Path(__file__).parents[2] / "docs" / "offer-psu.md"


def psu(place: Path, nurseries: str, scales: str) -> str:
    (place / "year.csv").write_text(nurseries, "utf-8")
    (place / "scales.toml").write_text(scales, "utf-8")
    arguments = ["tariff", "psu", "--nurseries", str(place / "year.csv"), "--scales",
                 str(place / "scales.toml"), "--out", str(place / "psu.csv"), "--quiet",
                 "--home", str(place / "home"), "--json"]  # fmt: skip
    return CliRunner().invoke(cli, arguments, catch_exceptions=False, standalone_mode=False).output


def of_page(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PSU.read_text("utf-8"), re.DOTALL)


def test_the_worked_cases_of_the_psu_are_exact(tmp_path: Path) -> None:
    nurseries, expected = of_page("csv")
    told = json.loads(psu(tmp_path, nurseries, of_page("toml")[0]))
    assert plain((tmp_path / "psu.csv").read_text("utf-8")) == expected
    assert (told["cases"], told["refused"]) == (9, 1)


def test_what_the_reform_of_2025_changed_is_what_the_page_says() -> None:
    lines = {row["id"]: row for row in csv.DictReader(of_page("csv")[1].splitlines())}
    a, b, c = (float(lines[case]["amount"]) for case in "abc")
    assert (round(a - b), round(a - c, 2)) == (21168, 1.39)


@pytest.mark.parametrize(
    ("nurseries", "rule"),
    [
        ("id,date,offered\na,2025-01-01,1\n", "table.columns"),
        ("id,date,offered,billed,done,cost,fees\na,2025-01-01,un,1,1,1,1\n", None),
    ],
)
def test_a_wrong_year_of_a_nursery_is_refused(
    tmp_path: Path, nurseries: str, rule: str | None
) -> None:
    if rule is None:
        psu(tmp_path, nurseries, of_page("toml")[0])
        assert "n’est pas un nombre" in (tmp_path / "psu.csv").read_text("utf-8")
        return
    with pytest.raises(Refused) as caught:
        psu(tmp_path, nurseries, of_page("toml")[0])
    assert caught.value.rule == rule
