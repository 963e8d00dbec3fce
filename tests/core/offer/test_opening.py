"""Hours of a place as its town writes them."""

import math

import pytest

from parvis.core.errors import Refused
from parvis.core.offer.opening import week_hours


@pytest.mark.parametrize(("spec", "hours"), [
    ("mon-fri 08:30-12:00,13:30-17:00", 35.0),
    ("lun-ven 07:30-18:30; sam 9:00-12:00", 58.0),
    ("du lundi au vendredi de 7h30 à 18h30", 55.0),
    ("Lundi-vendredi 7H30-18H30", 55.0),
    ("Lundi, mardi, jeudi et vendredi : 8h30 - 12h et 13h30-17h", 28.0),
    ("mercredi 9h-12h ; samedi 10h à 12h", 5.0),
    ("Les mercredis de 9 heures à 12 heures", 3.0),
    ("dimanche 10 h 30 - 12 h", 1.5),
    ("tous les jours 8h-20h", 84.0),
    ("7j/7 00:00-24:00", 168.0),
])  # fmt: skip
def test_hours_are_read_short_or_in_a_sentence(spec: str, hours: float) -> None:
    assert week_hours(spec) == hours


def test_nothing_said_is_not_known_and_nonsense_is_quoted_as_written() -> None:
    assert math.isnan(week_hours("  "))
    with pytest.raises(Refused) as refusal:
        week_hours("Vacances 8h-20h")
    assert "Vacances 8h-20h" in refusal.value.sentence()
