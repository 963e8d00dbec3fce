"""The files that linking is measured on, and how homes are judged."""

import csv
from pathlib import Path

import numpy as np
import pytest

from parvis.site.bench.link import home_f1
from parvis.site.bench.newcomers import FRENCH, habits, write_newcomers
from parvis.site.bench.scores import of_group
from parvis.site.bench.towns import MIXED, write_towns


def test_a_file_of_towns_holds_the_registers_and_the_truth_of_each_line(tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    truth = write_towns(file, records=900, seed=2, errors=MIXED)
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == len(truth.person) == 900
    names: dict[int, set[str]] = {}
    for row, person in zip(rows, truth.person.tolist(), strict=True):
        names.setdefault(person, set()).add(row["Prénom"][:2].upper())
    assert np.mean([len(of) == 1 for of in names.values()]) > 0.9
    assert np.unique(truth.person, return_counts=True)[1].max() > 1


def test_homes_are_judged_by_pairs_and_a_child_may_have_two() -> None:
    homes = np.array([[1, -1], [1, -1], [1, 2], [2, -1], [-1, -1]])
    assert home_f1(["a", "a", "a", "b", "b"], homes) == pytest.approx(2 * 3 / (3 + 4))
    assert home_f1(["a", "a", "a", "a", "b"], homes[:, :1]) == pytest.approx(2 * 3 / (6 + 3))


def test_newcomers_are_planted_in_a_town_with_their_habits(tmp_path: Path) -> None:
    file = tmp_path / "newcomers.csv"
    truth = write_newcomers(file, seed=4, town=400, persons=20)
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == len(truth.person) == len(truth.habit)
    assert set(truth.habit) == {FRENCH, *habits()}
    of: dict[int, set[str]] = {}
    for person, habit in zip(truth.person, truth.habit, strict=True):
        of.setdefault(person, set()).add(habit)
    assert all(len(known) == 1 for known in of.values())
    again = write_newcomers(tmp_path / "again.csv", seed=4, town=400, persons=20)
    assert again == truth and (tmp_path / "again.csv").read_bytes() == file.read_bytes()


def test_a_group_is_judged_by_the_pairs_that_touch_it() -> None:
    found, truth = [1, 1, 1, 2, 2], [7, 7, 8, 9, 9]
    group = ["a", "a", "b", "b", "b"]
    assert of_group(found, truth, group, "a") == (pytest.approx(1 / 3), 1.0)
    assert of_group(found, truth, group, "b") == (pytest.approx(1 / 3), 1.0)
