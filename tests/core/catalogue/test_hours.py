"""Opening hours are said as people say them."""

from datetime import UTC, date, datetime

import pytest

from parvis.core.calendar.hours import hours_from
from parvis.core.catalogue.hours import said_now, said_week

WEEK = hours_from("lun-ven 08:30-12:00,13:30-17:30; sam 09:00-12:00")


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2009", " ")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "Ouvert jusqu’à 12 h"),
        (datetime(2026, 11, 26, 11, 15, tzinfo=UTC), "Ouvre à 13 h 30"),
        (datetime(2026, 11, 26, 18, 0, tzinfo=UTC), "Ouvre demain à 8 h 30"),
        (datetime(2026, 11, 28, 15, 0, tzinfo=UTC), "Ouvre lundi à 8 h 30"),
        (datetime(2026, 7, 3, 15, 29, 59, tzinfo=UTC), "Ouvert jusqu’à 17 h 30"),
    ],
)
def test_now(at: datetime, said: str) -> None:
    assert spaced(said_now(WEEK, at, lambda day: False)) == said


def test_a_day_off_is_passed_over() -> None:
    at = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
    off = {date(2026, 5, 1), date(2026, 5, 2)}
    assert spaced(said_now(WEEK, at, off.__contains__)) == "Ouvre lundi à 8 h 30"
    assert said_now(WEEK, at, lambda day: True) == "Fermé"


def test_a_week_is_said_by_groups_of_days() -> None:
    said = [(days, spaced(hours)) for days, hours in said_week(WEEK)]
    assert said == [
        ("lundi à vendredi", "8 h 30 – 12 h et 13 h 30 – 17 h 30"),
        ("samedi", "9 h – 12 h"),
    ]
    (odd,) = said_week(hours_from("lun,mar,jeu 09:00-12:00"))
    assert odd[0] == "lundi, mardi et jeudi"
