"""Opening hours, as people write them."""

import pytest

from parvis.core.calendar.hours import hours_from
from parvis.core.errors import Refused

H = 3600


def test_a_day_may_have_several_periods() -> None:
    monday = ((8 * H + 1800, 12 * H), (13 * H + 1800, 17 * H))
    assert hours_from("mon-fri 08:30-12:00,13:30-17:00").days == (*[monday] * 5, (), ())


def test_groups_add_up_in_either_language_and_in_any_order() -> None:
    english = hours_from("mon,wed 13:30-17:00; sat 09:00-12:00 ; mon-wed 8:30-12:00")
    french = hours_from("lun-mer 08:30-12:00;LUN,mer 13:30-17:00;sam 9:00-12:00")
    assert english == french
    assert english.seconds == (3 * 3.5 + 2 * 3.5 + 3) * H


def test_days_may_go_round_the_week_and_a_day_may_end_at_midnight() -> None:
    week = hours_from("sat-mon 00:00-24:00")
    assert [len(day) for day in week.days] == [1, 0, 0, 0, 0, 1, 1]
    assert week.seconds == 3 * 24 * H


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        ("", "hours.none"),
        ("mon-fri", "hours.none"),
        (";", "hours.none"),
        ("monday 08:00-12:00", "hours.day"),
        ("mon-fri 08h30-12h", "hours.period"),
        ("mon-fri 08:60-12:00", "hours.period"),
        ("mon-fri 08:00-24:30", "hours.period"),
        ("mon-fri 22:00-06:00", "hours.backwards"),
        ("mon-fri 08:00-08:00", "hours.backwards"),
        ("mon-fri 08:00-12:00,11:00-13:00", "hours.overlap"),
        ("mon-fri 08:00-12:00;wed 08:00-12:00", "hours.overlap"),
        ("08:00-12:00", "hours.day"),
    ],
)
def test_what_is_no_week_is_refused_in_one_sentence(spec: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        hours_from(spec)
    assert refused.value.rule == rule
    assert "\n" not in str(refused.value)
