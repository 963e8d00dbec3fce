"""The command line as a script sees it: exit status, stdout, stderr."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commands import new_home, parvis
from synthetic import write_feeding

PARVIS = Path(sys.executable).with_name("parvis")


def run(home, *words):
    return parvis(*words, home=home)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    write_feeding(folder, persons=700, seed=3)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory, exports):
    """A home in which the three exports were loaded and published from the command line."""
    home = tmp_path_factory.mktemp("homes") / "maison"
    for export in sorted(exports.iterdir()):
        done = run(home, "load", str(export))
        assert done.returncode == 0, done.stderr
    done = run(home, "publish", "--quiet")
    assert done.returncode == 0, done.stderr
    return home


def test_help_answers_at_once_and_names_every_command():
    done = subprocess.run([PARVIS, "--help"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    for command in ("backup", "bench", "check", "demo", "load", "metric", "publish", "release"):
        assert command in done.stdout


def test_the_report_counts_every_row_and_names_the_rejects(tmp_path, exports):
    report = tmp_path / "report.json"
    done = run(new_home(tmp_path / "m"), "load", str(exports / "cantine_presences.csv"),
               "--report", str(report), "--dry-run")  # fmt: skip
    found = json.loads(report.read_text())
    assert done.returncode == 0
    assert found["rows_read"] == found["rows_kept"] + found["rows_rejected"]
    assert found["rows_rejected"] == 3
    assert (found["encoding"], found["delimiter"]) == ("cp1252", ";")
    assert {r["value"] for r in found["rejects"]} == {"31/02/2025", "-12", ""}
    assert [r["line"] for r in found["rejects"]] == [12, 902, 1502]


def test_the_same_file_twice_changes_nothing(home, exports):
    done = run(home, "load", str(exports / "grc_demandes.csv"), "--json", "--quiet")
    assert json.loads(done.stdout)["is_already_loaded"] is True


def test_one_refused_file_does_not_stop_the_others(tmp_path, exports):
    (tmp_path / "courses.csv").write_text("pain;lait\n1;2\n")
    done = run(new_home(tmp_path / "m"), "load", str(tmp_path / "courses.csv"),
               str(exports / "grc_demandes.csv"), "--quiet")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("courses.csv")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "grc_demandes.csv" in done.stdout


def test_a_zip_of_several_exports_is_each_of_them_and_twice_changes_nothing(tmp_path, exports):
    archive = tmp_path / "exports.zip"
    with zipfile.ZipFile(archive, "w") as parcel:
        for export in sorted(exports.iterdir()):
            parcel.write(export, f"envoi/{export.name}")
        parcel.writestr("envoi/courses.csv", "pain;lait\n1;2\n")
        parcel.writestr("__MACOSX/envoi/._courses.csv", "x")
    home = new_home(tmp_path / "m")
    runs = [run(home, "load", str(archive), "--json", "--quiet") for _ in range(2)]
    first, again = (json.loads(done.stdout) for done in runs)
    assert [r["file"] for r in first] == sorted(e.name for e in exports.iterdir())
    assert [r["is_already_loaded"] for r in first + again] == [False] * 3 + [True] * 3
    for done in runs:
        assert done.returncode == 1
        assert done.stderr.startswith("courses.csv")
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_refusal_is_one_sentence_in_english_where_asked(tmp_path):
    (tmp_path / "vide.csv").touch()
    done = run(new_home(tmp_path / "m"), "--lang", "en", "load", str(tmp_path / "vide.csv"))
    assert done.returncode == 1
    assert "empty" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_metric_comes_out_as_csv_with_dot_decimals(home):
    done = run(home, "metric", "compute", "meals_served", "--by", "school_year")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {r["school_year"] for r in rows} >= {"2024/2025", "2025/2026"}
    assert all(float(r["value"]) > 0 for r in rows)


def test_a_metric_comes_out_as_json_with_what_was_hidden(home):
    done = run(home, "metric", "compute", "requests", "--by", "category,channel",
               "--period", "2026", "--format", "json")  # fmt: skip
    found = json.loads(done.stdout)
    assert found["hidden"] == sum(c["hidden"] is not None for c in found["cells"]) > 0
    assert all(c["value"] is None for c in found["cells"] if c["hidden"])
    assert found["sentence"].endswith("demandes ont été reçues.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("metric", "compute", "requets"), "requests"),
        (("metric", "compute", "requests", "--by", "chanel"), "channel"),
        (("metric", "compute", "requests", "--period", "2024-S3"), "2024-S3"),
        (("metric", "compute", "requests", "--authority", "99999"), "99999"),
        (("release", "show", "hier"), "hier"),
        (("release", "use", "hier"), "hier"),
        (("load", "/nulle/part.csv"), "part.csv"),
        (("serve", "--bind", "partout"), "partout"),
        (("bench", "sieste"), "sieste"),
    ],
)
def test_a_mistake_is_named_in_one_sentence(home, words, expected):
    done = run(home, *words, "--quiet")
    assert done.returncode == 1
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_usage_exits_with_2(home):
    assert run(home, "load").returncode == 2
    assert run(home, "metric", "compute", "requests", "--where", "channel").returncode == 2


def test_going_back_to_an_earlier_release_and_forth(home):
    first = json.loads(run(home, "release", "list", "--json").stdout)["current"]
    second = run(home, "publish", "--quiet").stdout.strip()
    assert second != first
    assert run(home, "release", "use", first).returncode == 0
    assert json.loads(run(home, "release", "list", "--json").stdout)["current"] == first
    assert run(home, "release", "use", second).returncode == 0


def test_a_sound_home_passes_its_check_and_a_damaged_one_says_what_to_do(home):
    assert run(home, "check").returncode == 0
    key = home / "identified" / "keys" / "pseudonym.key"
    key.chmod(0o644)
    done = run(home, "check")
    key.chmod(0o600)
    assert done.returncode == 1
    assert "chmod" in done.stdout


def test_a_backup_taken_here_answers_the_same_figures_elsewhere(home, tmp_path):
    file = tmp_path / "sauvegarde.tar.gz"
    assert run(home, "backup", str(file), "--quiet").returncode == 0
    other = tmp_path / "ailleurs"
    assert run(other, "restore", str(file), "--quiet").returncode == 0
    question = ("metric", "compute", "request_delay_median", "--by", "category")
    assert run(other, *question).stdout == run(home, *question).stdout
    assert run(other, "check").returncode == 0


@pytest.mark.parametrize("place", ["absent/report.json", "."])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_kept(
    tmp_path, exports, place
):
    home, report = tmp_path / "m", tmp_path / place
    done = run(home, "load", str(exports / "cantine_presences.csv"), "--report", str(report))
    assert done.returncode == 1
    assert "--report" in done.stderr
    assert "Traceback" not in done.stderr
    assert not home.exists()


def test_what_has_no_end_is_not_read(tmp_path):
    done = run(new_home(tmp_path / "m"), "load", "/dev/zero")
    assert (done.returncode, done.stdout) == (1, "")
    assert "zero" in done.stderr


def test_two_first_commands_at_once_make_one_home(tmp_path):
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, tmp_path / "m", "metric", "list") for _ in range(2)]
        done = [command.result() for command in both]
    assert [(d.returncode, d.stderr) for d in done] == [(0, ""), (0, "")]


def test_a_command_starts_without_what_only_a_few_need(home):
    script = (
        "import sys; sys.argv = ['parvis', 'metric', 'list', '--quiet', '--home', sys.argv[1]]\n"
        "from parvis.site.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", script, str(home)], capture_output=True, text=True)
    assert "parvis.site.cli" in done.stdout
    heavy = {"duckdb", "icalendar", "pandas", "parvis.apps.people.services", "phonenumbers", "PIL",
             "polars", "pyarrow", "scipy", "sklearn", "vl_convert"}  # fmt: skip
    assert heavy.isdisjoint(done.stdout.splitlines())


def test_a_single_line_is_said_in_the_singular(tmp_path) -> None:
    file = tmp_path / "cantine.csv"
    row = "M,2016-11-07,12,11,BEAUJOIRE M\n"
    file.write_text(f"site_type,date,prevision,reel,site_nom\n{row}", "utf-8")
    done = run(new_home(tmp_path / "m"), "load", str(file), "--quiet")
    assert "1\u00a0ligne gardée sur 1, 0 à corriger" in done.stdout, done
