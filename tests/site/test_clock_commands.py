"""`parvis clock`: files of cases in, answers out, refusals in one sentence."""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calendars import OFFICE
from parvis.core.errors import Refused
from parvis.site.cli import cli, common


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run `parvis clock` on these lines of cases; the rows answered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(common, "_COMMON", common.Common())

    def run(command: str, *lines: str, hours: str = OFFICE, **options: str) -> list[list[str]]:
        header = {"elapsed": "id,start,end", "due": "id,start,delay"}[command]
        (tmp_path / "cases.csv").write_text("\n".join((header, *lines)) + "\n", "utf-8")
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        more = ["--hours", hours] if hours or command == "elapsed" else []
        done = invoke("clock", command, "--cases", "cases.csv", "--out", "out.csv", *more, *words)
        assert done.exit_code == 0, done.output
        with (tmp_path / "out.csv").open(encoding="utf-8") as file:
            return list(csv.reader(file))

    return run


def invoke(*words: str) -> Result:
    done = CliRunner().invoke(cli, [*words, "--home", "home"], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def test_elapsed_counts_the_seconds_of_working_time(ask, tmp_path) -> None:
    assert ask(
        "elapsed",
        "a,2024-03-29T16:00,2024-04-02T09:00",
        "b,2024-03-29T16:00:00+01:00,2024-04-02T07:00:00Z",
        "é;,05/01/2026 09:12,05/01/2026 14:00:30".replace(";", ""),
        "d,2024-03-30,2024-03-31",
    ) == [
        ["id", "worked_seconds"],
        ["a", "5400"],
        ["b", "5400"],
        ["é", "11910"],
        ["d", "0"],
    ]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("zone", "seconds"), [("FR", "5400"), ("FR-57", "1800"), ("none", "30600"), ("US", "30600")]
)
def test_days_off_are_those_of_the_zone(ask, zone: str, seconds: str) -> None:
    rows = ask("elapsed", "a,2024-03-29T16:00,2024-04-02T09:00", holidays=zone)
    assert rows[1] == ["a", seconds]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2024-03-30T22:00", "2024-03-31T06:00", 7),
        ("2024-10-26T22:00", "2024-10-27T06:00", 9),
        ("2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00", 1),
    ],
)
def test_the_night_of_a_change_of_hour_lasts_as_long_as_it_does(
    ask, start: str, end: str, hours: int
) -> None:
    rows = ask("elapsed", f"a,{start},{end}", hours="mon-sun 00:00-24:00")
    assert rows[1] == ["a", str(hours * 3600)]


def test_opening_hours_are_those_of_the_wall_clocks_of_the_zone(ask) -> None:
    case = "a,2024-01-08T04:30:00Z,2024-01-08T09:00:00Z"
    assert ask("elapsed", case, holidays="FR-974")[1] == ["a", "12600"]
    assert ask("elapsed", case, holidays="FR-974", timezone="Europe/Paris")[1] == ["a", "5400"]


def test_due_ends_hours_at_an_instant_and_days_and_months_with_a_day(ask) -> None:
    assert ask(
        "due",
        "a,2024-03-29T16:00,14h",
        "b,2024-03-29T16:00:00+01:00,10wd",
        "c,2025-12-31T09:12,2m",
        "d,2024-03-30,1wd",
        "e,2024-03-29T16:00:00Z,1h",
        "f,2024-03-29T16:00,0h",
        "g,2026-03-14T10:00,2m",
    ) == [
        ["id", "due_at", "claimable_on"],
        ["a", "2024-04-03T16:00:00", "2024-04-04"],
        ["b", "2024-04-15T23:59:59+02:00", "2024-04-16"],
        ["c", "2026-02-28T23:59:59", "2026-03-01"],
        ["d", "2024-04-02T23:59:59", "2024-04-03"],
        ["e", "2024-04-02T09:30:00+02:00", "2024-04-03"],
        ["f", "2024-03-29T16:00:00", "2024-03-30"],
        ["g", "2026-05-14T23:59:59", "2026-05-15"],
    ]


def test_a_delay_that_ends_with_the_day_does_not_run_into_the_next_one(ask) -> None:
    rows = ask("due", "a,2024-01-08T08:00,7h", "b,2024-01-05T18:00,7h")
    assert [row[1] for row in rows[1:]] == ["2024-01-08T17:00:00", "2024-01-08T17:00:00"]


def test_months_need_no_opening_hours(ask) -> None:
    assert ask("due", "a,2024-01-31,1m", hours="")[1] == ["a", "2024-02-29T23:59:59", "2024-03-01"]


def test_a_file_without_a_case_gets_an_answer_without_a_line(ask) -> None:
    assert ask("elapsed") == [["id", "worked_seconds"]]
    assert ask("due") == [["id", "due_at", "claimable_on"]]


def test_a_town_closes_on_the_days_of_its_own_calendar(ask, tmp_path) -> None:
    (tmp_path / "home" / "calendars").mkdir(parents=True)
    (tmp_path / "home" / "calendars" / "mairie.toml").write_text(
        'id = "mairie"\ntitle = "Mairie"\ntimezone = "Europe/Paris"\nextends = "FR"\n'
        'source = "Arrêté"\n[[holiday]]\nname = "Pont"\non = "2026-05-15"\n', "utf-8"
    )  # fmt: skip
    case = "a,2026-05-13T16:00,2026-05-18T09:30"
    assert ask("elapsed", case, holidays="mairie")[1] == ["a", "7200"]
    assert ask("elapsed", case, holidays="FR")[1] == ["a", "32400"]


def test_a_long_file_tells_its_progress_on_stderr(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(common, "_COMMON", common.Common())
    cases = tmp_path / "cases.csv"
    cases.write_text("id,start,delay\n" + "a,2024-01-08T08:00:00,7h\n" * 170_000)
    done = invoke("clock", "due", "--cases", str(cases), "--out", "o.csv", "--hours", OFFICE)
    assert done.stderr.splitlines() == ["Lecture des cas", "Calcul", "Cas écrits"]
    assert (tmp_path / "o.csv").read_text().count("2024-01-08T17:00:00,2024-01-09\n") == 170_000


def test_the_result_in_json_counts_the_cases(ask) -> None:
    ask("elapsed", "a,2024-01-08T08:00,2024-01-08T12:00")
    done = invoke("clock", "elapsed", "--cases", "cases.csv", "--out", "o.csv", "--hours", OFFICE,
                  "--json")  # fmt: skip
    assert done.stderr == ""
    assert json.loads(done.stdout) == {"out": "o.csv", "cases": 1, "hours_worked": 4}


@pytest.mark.parametrize(
    ("command", "case", "options", "sentence"),
    [
        ("elapsed", "a,2024-01-09,2024-01-08", {}, "cases.csv, ligne 3, champ end"),
        ("elapsed", "a,2024-13-09,2024-01-08", {}, "cases.csv, ligne 3, champ start"),
        ("elapsed", "a,2024-01-09,", {}, "cases.csv, ligne 3, champ end"),
        ("elapsed", "a,0202-01-09,2024-01-08", {}, "entre 1900 et 2199"),
        ("elapsed", "a,31/02/2024,2024-01-08", {}, "31/02/2024"),
        ("elapsed", "a,2024-01-08", {}, "cases.csv, ligne 3"),
        ("elapsed", "a,2024-01-08,2024-01-09", {"holidays": "FR-75"}, "FR-75"),
        ("elapsed", "a,2024-01-08,2024-01-09", {"timezone": "Paris"}, "Paris"),
        ("elapsed", "a,2024-01-08,2024-01-09", {"hours": ""}, "aucune heure d’ouverture"),
        ("elapsed", "a,2024-01-08,2024-01-09", {"hours": "mon-fri"}, "aucune heure d’ouverture"),
        ("elapsed", "a,2024-01-08,2024-01-09", {"hours": "lundi"}, "lundi"),
        ("due", "a,2024-01-08,10d", {}, "cases.csv, ligne 3, champ delay"),
        ("due", "a,2024-01-08,", {}, "cases.csv, ligne 3, champ delay"),
        ("due", "a,2024-01-08,14h", {"hours": ""}, "cases.csv, ligne 3, champ delay"),
        ("due", "a,2024-01-08,1wd", {"hours": ""}, "aucune heure d’ouverture"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_sentence_and_nothing_is_written(
    ask, tmp_path, command: str, case: str, options: dict, sentence: str
) -> None:
    good = {"elapsed": "z,2024-01-08,2024-01-09", "due": "z,2024-01-08,1m"}[command]
    with pytest.raises(Refused) as refused:
        ask(command, good, case, **options)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("command", ["elapsed", "due"])
def test_the_examples_of_the_page_on_the_command_line_are_true(ask, command: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cli" / "requests.md").read_text("utf-8")
    section = page.split(f"## `parvis clock {command}`")[1].split("\n## ")[0]
    cases, answer = re.findall(r"```csv\n(.*?)```", section, re.DOTALL)
    rows = ask(command, *cases.splitlines()[1:], holidays="FR")
    assert rows == list(csv.reader(answer.splitlines()))
