"""The matrix of sources by purposes, on a hundred demands and more, each with its text of law."""

from datetime import date
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

import pytest

from each import each
from parvis.core.errors import Refused
from parvis.core.loyalty.consent_cases import Case, cases_from, texts_from
from parvis.core.loyalty.outreach import (
    Aim,
    Decision,
    Demand,
    Matrix,
    Medium,
    Verdict,
    decide,
    matrix_from,
)
from parvis.core.palmares.notice import elections_from
from parvis.core.sectors import Sector
from parvis.engines.definitions import read_definitions, read_one

PLACE = Path(str(files("parvis")))
MATRIX: Matrix = matrix_from(read_one(PLACE / "outreach/matrix.toml"), "matrix.toml")
TEXTS = texts_from(read_one(PLACE / "outreach/cases/texts.toml"), "texts.toml")
CASES = cases_from(read_one(PLACE / "outreach/cases/cases.toml"), "cases.toml", TEXTS)
BALLOTS = [e for file, data in read_definitions("elections") for e in elections_from(data, file)]
CALM = date(2026, 9, 1)


def _decide(demand: Demand, day: date = CALM) -> Decision:
    return decide(MATRIX, demand, day, BALLOTS)


@each(CASES, attrgetter("title"))
def test_each_demand_is_decided_as_the_law_says_and_explained(case: Case) -> None:
    found = _decide(case.demand)
    assert case.is_right(found), found
    assert case.is_explained(found), found
    assert [text.title for text in case.texts if not text.is_cited(found)] == []


def test_every_case_was_settled_by_a_text_and_every_text_settles_one() -> None:
    assert all(case.texts for case in CASES)
    assert set(TEXTS) == {text.id for case in CASES for text in case.texts}
    assert all(text.published and text.says for text in TEXTS.values())


def test_a_case_that_names_a_text_nobody_wrote_is_refused() -> None:
    case = {"title": "x", "source": "parents", "aim": "invite", "channel": "email",
            "consent": False, "verdict": "consent", "rule": "another_use",
            "texts": ["lune"]}  # fmt: skip
    with pytest.raises(Refused, match="lune"):
        cases_from({"case": [case]}, "c.toml", TEXTS)


def test_there_are_a_hundred_cases_and_every_rule_and_source_meets_one() -> None:
    assert len(CASES) >= 100
    assert {rule.id for rule in MATRIX.rules} - {case.rule for case in CASES} == set()
    assert {s.id for s in MATRIX.sources} - {case.demand.source for case in CASES} == set()


def test_political_content_is_refused_whatever_the_source_and_the_channel() -> None:
    for source in MATRIX.sources:
        for channel in Medium:
            found = _decide(Demand(source.id, Aim.POLITICAL, channel))
            assert found.verdict is Verdict.REFUSED


def test_the_parents_file_says_that_its_decision_is_unpublished_and_narrow() -> None:
    found = _decide(Demand("parents", Aim.SAME_SERVICE, Medium.EMAIL))
    assert "381078 (inédit)" in found.legal
    assert "étroite" in found.because


@pytest.mark.parametrize(
    ("day", "warned"),
    [(date(2025, 8, 31), False), (date(2025, 9, 1), True), (date(2026, 3, 22), True),
     (date(2026, 3, 23), False), (date(2027, 9, 1), True)],
)  # fmt: skip
def test_from_the_sixth_month_before_a_ballot_a_dated_warning_is_given(
    day: date, warned: bool
) -> None:
    found = _decide(Demand("subscribers", Aim.TOWN_LIFE, Medium.EMAIL), day)
    assert bool(found.warnings) is warned
    if warned:
        assert "L. 52-1" in found.warnings[0]
        assert "L. 52-8" in found.warnings[1]


def test_the_warning_says_since_when() -> None:
    found = _decide(Demand("subscribers", Aim.INVITE, Medium.EMAIL), date(2026, 1, 5))
    assert "lundi 1er septembre 2025" in found.warnings[0]
    service = _decide(Demand("service", Aim.SAME_SERVICE, Medium.EMAIL), date(2026, 1, 5))
    assert service.warnings == ()


def test_what_no_rule_foresees_is_refused() -> None:
    found = _decide(Demand("newcomers", Aim.CONGRATULATE, Medium.LETTER))
    assert (found.verdict, found.rule) == (Verdict.REFUSED, "none")


def test_a_file_is_of_a_source_by_its_contract_then_by_its_sector() -> None:
    sector = Sector.SCOLAIRE_SPORT_CULTURE
    assert MATRIX.source_of("demo_familles", sector).id == "parents"
    assert MATRIX.source_of("bibliotheque_prets", sector).id == "service"
    with pytest.raises(Refused, match="n’est d’aucune source"):
        Matrix((), ()).source_of("bibliotheque_prets", sector)


def test_a_rule_on_a_source_that_does_not_exist_is_refused_by_name() -> None:
    rule = {"id": "r", "sources": ["lune"], "verdict": "allowed", "because": "x", "legal": "y"}
    with pytest.raises(Refused, match="lune"):
        matrix_from({"source": [], "rule": [rule]}, "m.toml")
