"""The commands `palmares`, from files to files."""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from made_up_index import TREE, data, meta, random_values
from parvis.core.errors import Refused
from parvis.engines.tables import Columns
from parvis.site.cli import cli

OWN = {"score": ["--impute", "mean", "--treat", "--normalise", "minmax:1,100"], "ranks": []}


def _write(path: Path, table: Columns, delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(table.values)
        writer.writerows(zip(*table.values.values(), strict=True))
    return path


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    """The options that name two tables of 40 units."""
    idata = _write(tmp_path / "iData.csv", data(random_values(9, 40)))
    return ["--idata", str(idata), "--imeta", str(_write(tmp_path / "iMeta.csv", meta(TREE)))]


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["palmares", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_scores_and_ranks_have_a_column_per_group_and_a_line_per_unit(tables, tmp_path) -> None:
    said = _run("score", *tables, *OWN["score"], "--out", str(tmp_path / "out"), "--json")
    assert json.loads(said)["units"] == 40
    scores, ranks = _read(tmp_path / "out/scores.csv"), _read(tmp_path / "out/ranks.csv")
    assert list(scores[0]) == list(ranks[0]) == ["uCode", "p", "q", "top"]
    best = max(scores, key=lambda row: float(row["top"]))["uCode"]
    assert [row["uCode"] for row in ranks if row["top"] == "1"] == [best]
    weights = {row["iCode"]: float(row["EffWeight"]) for row in _read(tmp_path / "out/weights.csv")}
    assert weights["d"] == pytest.approx(0.5)
    assert list(_read(tmp_path / "out/normalised.csv")[0]) == ["uCode", "a", "b", "c", "d"]


def test_removing_an_element_removes_its_column(tables, tmp_path) -> None:
    _run("score", *tables, "--remove", "p", "--out", str(tmp_path / "out"))
    assert list(_read(tmp_path / "out/scores.csv")[0]) == ["uCode", "q", "top"]


def test_french_exports_are_read_as_they_are(tables, tmp_path) -> None:
    table = data(random_values(9, 40))
    comma = {name: [cell.replace(".", ",") for cell in cells] for name, cells in
             table.values.items()}  # fmt: skip
    french = _write(tmp_path / "fr.csv", Columns("fr.csv", table.lines, comma), ";")
    for name, idata in (("one", tables[1]), ("two", str(french))):
        _run("score", "--idata", idata, *tables[2:], "--out", str(tmp_path / name))
    assert _read(tmp_path / "one/scores.csv") == _read(tmp_path / "two/scores.csv")


def test_ranks_come_with_their_quantiles_within_the_intervals_proved(tables, tmp_path) -> None:
    _run("ranks", *tables, "--draws", "600", "--out", str(tmp_path / "out"), "--quiet")
    rows = _read(tmp_path / "out/ranks.csv")
    for row in rows:
        ordered = [int(row[name]) for name in
                   ("best_possible", "best_drawn", "p5", "p50", "p95", "worst_drawn",
                    "worst_possible")]  # fmt: skip
        assert ordered == sorted(ordered)
        assert ordered[0] <= int(row["rank"]) <= ordered[-1]
    accepted = _read(tmp_path / "out/acceptability.csv")
    for row in rows:
        own = [float(one["share"]) for one in accepted if one["uCode"] == row["uCode"]]
        assert sum(own) == pytest.approx(1)


def test_a_few_units_get_the_lines_they_have_among_all(tables, tmp_path) -> None:
    common = ["ranks", *tables, "--draws", "60", "--level", "1", "--quiet"]
    _run(*common, "--out", str(tmp_path / "all"))
    _run(*common, "--unit", "U003", "--unit", "U001", "--out", str(tmp_path / "few"))
    every = {row["uCode"]: row for row in _read(tmp_path / "all/ranks.csv")}
    assert _read(tmp_path / "few/ranks.csv") == [every["U003"], every["U001"]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--unit", "99999"], "aucune unité de la table ne porte le code 99999"),
        (["--draws", "0"], "au moins un tirage"),
        (["--spread", "1"], "entre 0 et 1"),
        (["--normalise", "best"], "minmax"),
    ],
)
def test_a_wrong_demand_is_one_sentence(tables, tmp_path, options, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        _run("ranks", *tables, *options, "--out", str(tmp_path / "out"), "--quiet")
    assert not (tmp_path / "out").exists()


def test_a_column_twice_in_a_table_is_refused(tables, tmp_path) -> None:
    (tmp_path / "iData.csv").write_text("uCode,a,a\nU1,1,2\n")
    with pytest.raises(Refused, match="deux fois"):
        _run("score", *tables, "--out", str(tmp_path / "out"))


def test_the_example_of_the_page_gives_the_ranks_that_it_shows(tmp_path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "palmares.md").read_text("utf-8")
    idata, imeta, ranks = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "iData.csv").write_text(idata, "utf-8")
    (tmp_path / "iMeta.csv").write_text(imeta, "utf-8")
    files = ["--idata", str(tmp_path / "iData.csv"), "--imeta", str(tmp_path / "iMeta.csv")]
    _run("score", *files, "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "ranks.csv").read_text("utf-8") == ranks


def test_variants_are_compared_and_elements_left_out_in_turn(tables, tmp_path) -> None:
    out = tmp_path / "out"
    _run("compare", *tables, "--normalise", "minmax", "--normalise", "prank", "--out", str(out))
    shifts = _read(out / "shifts.csv")
    assert [row["variant"] for row in shifts] == [
        "minmax amean", "minmax amean treated", "prank amean", "prank amean treated",
    ]  # fmt: skip
    assert float(shifts[0]["mean_shift"]) == 0
    _run("compare", *tables, "--each", "2", "--out", str(out))
    assert [row["variant"] for row in _read(out / "shifts.csv")] == ["top", "p", "q"]


def test_the_strengths_of_a_unit_are_told(tables) -> None:
    found = json.loads(_run("strengths", *tables, "--unit", "U003", "--n", "2", "--json"))
    assert found["strengths"][0]["rank"] <= found["weaknesses"][0]["rank"]


def test_weights_may_come_from_the_data(tables, tmp_path) -> None:
    _run("score", *tables, "--weights", "balance:2", "--out", str(tmp_path / "out"))
    weights = {row["iCode"]: float(row["Weight"]) for row in _read(tmp_path / "out/weights.csv")}
    assert weights["p"] + weights["q"] == pytest.approx(1)
