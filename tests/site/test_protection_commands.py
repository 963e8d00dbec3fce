"""The commands `disclose` and `survival`, from files to files."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from parvis.core.errors import Refused
from parvis.core.privacy.cellkey import LAW, VARIANCE
from parvis.site.cli import cli
from parvis.site.home import exists, home_at, make_home
from stillness import fix_noise

PAGE = (Path(__file__).parents[2] / "docs" / "cli" / "protection.md").read_text("utf-8")


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _run(place: Path, *arguments: str) -> Result:
    line = [*arguments, "--quiet", "--home", str(place / "home")]
    done = CliRunner().invoke(cli, line, catch_exceptions=True)
    if isinstance(done.exception, Refused):
        raise done.exception
    assert done.exception is None, done.exception
    return done


def _blocks(command: str, language: str) -> list[str]:
    section = PAGE.split(f"## `parvis {command}`")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def _disclose(place: Path, microdata: str, spec: str, *more: str) -> Path:
    (place / "m.csv").write_text(microdata, "utf-8")
    (place / "spec.toml").write_text(spec, "utf-8")
    if not exists(home_at(place / "home")):
        make_home(home_at(place / "home"), now=NOW)
    fix_noise(home_at(place / "home"))
    _run(place, "disclose", "--microdata", str(place / "m.csv"), "--tables",
         str(place / "spec.toml"), "--out", str(place / "out"), *more)  # fmt: skip
    return place / "out"


def _read(path: Path) -> dict[tuple[str, ...], str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row[:-1]): row[-1] for row in list(csv.reader(file))[1:]}


def _town(persons: int = 3000, seed: int = 4) -> tuple[str, list[tuple[str, ...]]]:
    """A file of persons, `;` between columns as French spreadsheets write it."""
    draw = np.random.default_rng(seed)
    rows = [
        (f"P{rank}", f"{10 * draw.integers(0, 9)}", "FM"[draw.integers(0, 2)],
         f"Q{min(int(draw.exponential(3)), 9)}")
        for rank in range(persons)
    ]  # fmt: skip
    return "\n".join(["id;age;sexe;quartier", *(";".join(row) for row in rows)]), rows


SPEC = """
person = "id"
[[table]]
name = "age_quartier"
dimensions = ["age", "quartier"]
[[table]]
dimensions = ["quartier", "sexe"]
"""


def test_the_example_of_the_page_is_what_comes_out(tmp_path: Path) -> None:
    microdata, expected = _blocks("disclose", "csv")
    (spec,) = _blocks("disclose", "toml")
    out = _disclose(tmp_path, microdata, spec)
    assert (out / "age_sex.csv").read_text("utf-8") == expected
    assert (out / "iris_sex.csv").is_file()


def test_shown_counts_are_near_the_truth_and_never_one_to_ten(tmp_path: Path) -> None:
    text, rows = _town()
    out = _disclose(tmp_path, text, SPEC)
    truth = Counter(
        cell for _, age, _, district in rows for cell in product((age, "*"), (district, "*"))
    )
    shown = _read(out / "age_quartier.csv")
    assert set(truth) <= set(shown)
    gaps = [int(value) - truth[cell] for cell, value in shown.items() if value]
    assert max(map(abs, gaps)) <= 3
    mean = sum(chance * abs(size) for size, chance in LAW.items())
    error = np.sqrt((VARIANCE - mean**2) / len(gaps))
    assert abs(np.mean(np.abs(gaps)) - mean) <= 4 * error
    assert not [v for v in shown.values() if v and 1 <= int(v) <= 10]
    assert all(shown[cell] == "" for cell, count in truth.items() if count < 11)
    assert shown["*", "*"] == _read(out / "quartier_sexe.csv")["*", "*"]
    assert shown["*", "Q0"] == _read(out / "quartier_sexe.csv")["Q0", "*"]


def test_the_same_persons_in_another_order_and_encoding_give_the_same_tables(
    tmp_path: Path,
) -> None:
    text, _ = _town(600)
    head, *lines = text.splitlines()
    first = _read(_disclose(tmp_path, text, SPEC) / "age_quartier.csv")
    again = "\r\n".join([head, *reversed(lines)])
    assert _read(_disclose(tmp_path, again, SPEC) / "age_quartier.csv") == first
    nobody = SPEC.replace('person = "id"', "")
    one = _read(_disclose(tmp_path, text, nobody) / "age_quartier.csv")
    assert _read(_disclose(tmp_path, again, nobody) / "age_quartier.csv") == one


def test_a_person_met_twice_counts_once(tmp_path: Path) -> None:
    lines = "\n".join(f"P{n % 20},{'ab'[n % 2]}" for n in range(60))
    spec = 'tables = {t = ["kind"]}\nperson = "who"\n'
    shown = _read(_disclose(tmp_path, f"who,kind\n{lines}\n", spec) / "t.csv")
    assert abs(int(shown["*",]) - 20) <= 3


def test_json_says_what_was_hidden_and_that_totals_do_not_add_up(tmp_path: Path) -> None:
    text, _ = _town(400)
    (tmp_path / "m.csv").write_text(text, "utf-8")
    (tmp_path / "s.toml").write_text(SPEC, "utf-8")
    done = _run(tmp_path, "--json", "disclose", "--microdata", str(tmp_path / "m.csv"),
                "--tables", str(tmp_path / "s.toml"), "--out", str(tmp_path / "o"))  # fmt: skip
    said = json.loads(done.stdout)
    assert (said["persons"], said["adds_up"], said["noise_most"]) == (400, False, 3)
    table = said["tables"][0]
    assert table["hidden"] == sum(not v for v in _read(tmp_path / "o" / table["file"]).values())


@pytest.mark.parametrize(
    ("microdata", "spec", "sentence"),
    [
        ("a,b\n1,2\n", "table = 3", "spec.toml, champ table"),
        ("a,b\n1,2\n", "", "aucune table"),
        ("a,b\n1,2\n", "x = [", "TOML"),
        ("a,b\n1,2\n", '[[table]]\ndimensions = ["c"]', "Colonnes\u00a0: a, b"),
        ("a,b\n1,2\n", '[[table]]\ndimensions = ["a"]\ncolour = 1', "table[1].colour"),
        ("a,b\n1,2\n", '[[table]]\nname = "../x"\ndimensions = ["a"]', "../x"),
        ("a,b\n1,2\n", '[[table]]\ndimensions = ["a", "a"]', "deux fois"),
        ("a,b\n1,2\n", '[[table]]\nname = "x"\n[[table]]\nname = "x"', "s’appellent"),
        ("a,b\n", '[[table]]\ndimensions = ["a"]', "aucune ligne"),
        ("a,b\n1,2\n*,3\n", '[[table]]\ndimensions = ["a"]', "m.csv, ligne 3, champ a"),
        ("a,b\n1,2\n,3\n", 'person = "a"\n[[table]]\ndimensions = ["b"]', "ligne 3, champ a"),
        ("a,b\n1,2\n1,3\n", '[[table]]\n[[hierarchy]]\nlevels = ["a", "b"]', "deux valeurs de b"),
        ("a,b\n1,2,3\n", '[[table]]\ndimensions = ["a"]', "m.csv, ligne 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_refused_in_one_sentence_and_nothing_is_written(
    tmp_path: Path, microdata: str, spec: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        _disclose(tmp_path, microdata, spec)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def _survival(place: Path, cases: str, *more: str) -> list[list[str]]:
    (place / "cases.csv").write_text(cases, "utf-8")
    _run(place, "survival", "--cases", str(place / "cases.csv"), "--out", str(place / "out.csv"),
         *more)  # fmt: skip
    with (place / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_delays_of_the_page_are_what_comes_out(tmp_path: Path) -> None:
    cases, expected = _blocks("survival", "csv")
    assert _survival(tmp_path, cases) == list(csv.reader(expected.splitlines()))


HEAD = "id,group,opened_at,due_at,closed_at\n"


def test_what_happens_after_the_instant_asked_is_not_known(tmp_path: Path) -> None:
    cases = HEAD + (
        "1,a,2026-01-01T00:00,2026-01-02T00:00,2026-01-01T10:00\n"
        "2,a,2026-01-01T00:00,2026-01-02T00:00,2026-01-05T00:00\n"
        "3,b,2026-02-01T00:00,,\n"
    )
    report = tmp_path / "report.json"
    options = ("--as-of", "2026-01-03T00:00", "--report", str(report))
    _, a, b = _survival(tmp_path, cases, *options)
    assert a[:5] == ["a", "2", "1", "1", "10.0"]
    assert a[-3:] == ["1", "1", "0.5"]
    assert b[:4] == ["b", "0", "0", "0"]
    assert json.loads(report.read_text("utf-8")) == {
        "as_of": "2026-01-03T00:00:00", "cases": 2, "left_out": 1, "log_rank": None
    }  # fmt: skip


def test_offsets_and_french_dates_are_read(tmp_path: Path) -> None:
    offsets = HEAD + "1,a,2026-03-29T00:00:00+01:00,,2026-03-29T04:00:00+02:00\n"
    assert _survival(tmp_path, offsets)[1][4] == "3.0"
    french = HEAD + "1,a,01/03/2026 08:00,,02/03/2026 08:00\n"
    assert _survival(tmp_path, french)[1][4] == "24.0"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1,a,hier,,", "cases.csv, ligne 2, champ opened_at"),
        ("1,a,,,", "ligne 2, champ opened_at"),
        ("1,a,2026-01-02T00:00,,2026-01-01T00:00", "ligne 2, champ closed_at"),
        ("1,a,2026-01-02T00:00,,2026-01-03T00:00Z", "décalage"),
        ("1,a,2026-01-02T00:00,,x", "ligne 2, champ closed_at"),
        ("1,a,2027-01-02T00:00,,", "--as-of"),
    ],
)
def test_cases_that_cannot_be_counted_are_refused_with_their_line(
    tmp_path: Path, row: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        _survival(tmp_path, f"{HEAD}{row}\n", "--as-of", "2026-06-01T00:00")
    assert sentence in str(refused.value)
    assert not (tmp_path / "out.csv").exists()
