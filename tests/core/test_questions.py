"""Questions as data: what a definition may say, and what is refused."""

from copy import deepcopy
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.questions import CASES, Find, inquiry_from
from parvis.engines.definitions import read_definitions

SHIPPED = list(read_definitions("questions"))
ONE: dict[str, Any] = {
    "id": "qui",
    "title": "Qui sont mes usagers ?",
    "target": [{"id": "seniors", "title": "Seniors", "keys": {"age_band": ["75 ans ou plus"]}}],
    "answer": [{"figure": "ages", "says": {"find": "total", "found": "[{value}]"}}],
    "figure": [
        {
            "id": "ages",
            "drawing": "dots",
            "metric": "library_penetration",
            "by": ["age_band"],
            "says": {"find": "extremes", "found": "{low_name}", "alike": "Tous."},
            "how": "Par âge.",
            "targets": ["seniors"],
        }
    ],
}


def changed(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    data: Any = deepcopy(ONE)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def test_a_figure_without_targets_is_for_everybody_and_with_targets_for_them_alone() -> None:
    (panel,) = inquiry_from(ONE, "qui.toml").panels
    assert panel.is_for("seniors")
    assert not panel.is_for("jeunes")
    (clause,) = inquiry_from(ONE, "qui.toml").clauses
    assert clause.is_for("jeunes")


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("answer", 0, "figure"), "carte", "answer.figure"),
        (("figure", 0, "targets"), ["artisans"], "targets"),
        (("figure", 0, "drawing"), "donut", "drawing"),
        (("figure", 0, "says", "find"), "luck", "find"),
        (("figure", 0, "says", "perhaps"), "Peut-être.", "perhaps"),
        (("figure", 0, "colour"), "red", "colour"),
    ],
)
def test_what_is_wrong_in_a_definition_is_refused_by_its_name(path, value, named) -> None:
    with pytest.raises(Refused, match=named):
        inquiry_from(changed(path, value), "qui.toml")


def test_every_finding_has_its_cases() -> None:
    assert set(CASES) == set(Find)


@pytest.mark.parametrize(("file", "data"), SHIPPED, ids=[file for file, _ in SHIPPED])
def test_a_shipped_question_says_something_of_every_case_of_its_figures(file: str, data) -> None:
    for panel in inquiry_from(data, file).panels:
        assert {case for case, _ in panel.title.texts} == CASES[panel.title.find], panel.id
