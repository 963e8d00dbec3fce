"""A load killed at any line of ours leaves nothing behind; two at once never both load."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands import new_home

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)


def run(arguments, home, **more):
    environment = {
        **os.environ,
        "PARVIS_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "parvis.site.settings",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, **more
    )


@pytest.fixture
def place(tmp_path):
    """A home on the disk, with its own database, for processes other than this one."""
    return new_home(tmp_path / "home")


@pytest.fixture
def file(tmp_path):
    """A canteen file with one row to refuse."""
    path = tmp_path / "cantine.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(["site_type", "date", "prevision", "reel", "site_nom"])
        writer.writerow(["M", "2016-11-31", 1, 1, "CHAUVINIERE M"])
        writer.writerows(["M", f"2016-{m:02}-{d:02}", 70, 60 + d, "CHAUVINIERE M"]
                         for m in range(1, 13) for d in range(1, 29))  # fmt: skip
    return path


def kill_loads(place, file, seed, kills):
    script = Path(__file__).with_name("killed_loads.py")
    done = run([str(script), str(place), str(file), str(seed), str(kills)], place)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert len(outcomes) == kills
    return outcomes


def check(outcomes):
    for outcome in outcomes:
        assert outcome["broken"] == [], outcome
        assert outcome["works"] == [], outcome
        assert outcome["folders"] == outcome["kept"] <= 1, outcome
        assert not outcome["survived"], outcome


def test_a_load_killed_at_any_line_leaves_nothing_or_a_whole_delivery(place, file):
    check(kill_loads(place, file, seed=2, kills=12))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_killed_loads_leave_nothing_or_a_whole_delivery(place, file, seed):
    check(kill_loads(place, file, seed=seed, kills=50))


def test_two_processes_loading_one_file_at_once_keep_it_once(place, file):
    command = [sys.executable, "-c", "from parvis.site.cli import main; main()"]
    arguments = ["load", str(file), "--home", str(place), "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    both = [
        subprocess.Popen(
            [*command, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [(*p.communicate(), p.returncode) for p in both]
    refused = [error for _, error, code in said if code == 1]
    again = [text for text, _, code in said if code == 0 and "déjà chargé" in text]
    assert len(refused) + len(again) == 1, said
    assert all("déjà en cours" in error for error in refused)
    deliveries = list((place / "identified/staging/00000").iterdir())
    assert len(deliveries) == 1
