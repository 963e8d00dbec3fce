"""On which period a page opens, and what it says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from parvis.apps import wired
from parvis.apps.ui.question.opening import known_period, not_known_then
from parvis.core.metrics.period import parse_period
from parvis.core.release import Manifest, TableNote
from parvis.site.wiring import HomePorts

TOWN = "41269"
USUAL = parse_period("2025")


@pytest.fixture(autouse=True)
def wired_ports(published_ports: HomePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wired, "ports", published_ports)


def opens(first: date, last: date) -> str:
    inquiry = wired.inquiries()["agir"]
    facts = {wired.metrics()[panel.metric].fact for panel in inquiry.panels}
    notes = tuple(TableNote(fact, 1, {TOWN: (first, last)}) for fact in facts)
    manifest = Manifest("r", datetime(2026, 11, 1, tzinfo=UTC), "test", (), notes, {})
    found = known_period(manifest, TOWN, inquiry, USUAL)
    return found.label if found else ""


def test_a_question_whose_files_know_the_usual_year_opens_on_it() -> None:
    assert opens(date(2024, 3, 1), date(2026, 2, 1)) == "2025"


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [(date(2026, 1, 5), date(2026, 9, 1), "2026"), (date(2021, 1, 1), date(2023, 5, 1), "2023")],
)
def test_else_it_opens_on_the_last_year_that_they_know(first, last, label) -> None:
    assert opens(first, last) == label


def test_what_no_file_feeds_opens_as_usual() -> None:
    inquiry = replace(wired.inquiries()["agir"], panels=())
    manifest = Manifest("r", datetime(2026, 11, 1, tzinfo=UTC), "test", (), (), {})
    assert known_period(manifest, TOWN, inquiry, USUAL) == USUAL


def test_it_says_why() -> None:
    said = not_known_then(USUAL, parse_period("2026"))
    assert "rien de 2025" in said and "2026, la dernière période" in said
