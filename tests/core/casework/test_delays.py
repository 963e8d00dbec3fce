"""Delays as written, and months counted to the same day-number."""

from datetime import date, timedelta

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta

from calendars import opening
from parvis.core.calendar.holidays import days_off
from parvis.core.calendar.zones import day_number, day_of
from parvis.core.casework.clocks import hours_after, working_days_after
from parvis.core.casework.delays import Delay, Unit, delay_from, months_after, same_day_number
from parvis.core.errors import Refused

CASES = 20_000


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("14h", Delay(14, Unit.HOURS)),
        ("10wd", Delay(10, Unit.WORKING_DAYS)),
        (" 2m ", Delay(2, Unit.MONTHS)),
        ("0h", Delay(0, Unit.HOURS)),
    ],
)
def test_a_delay_is_a_number_and_a_unit(text: str, delay: Delay) -> None:
    assert delay_from(text) == delay


@pytest.mark.parametrize("text", ["", "14", "h", "1.5h", "-2m", "2 m", "10d", "99999h", "2M"])
def test_anything_else_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(Refused, match=r"14h.*10wd.*2m"):
        delay_from(text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 2, 1), 2, date(2025, 4, 1)),
        (date(2025, 7, 10), 2, date(2025, 9, 10)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 1, 31), 0, date(2025, 1, 31)),
    ],
)
def test_months_end_on_the_same_day_number_or_on_the_last_of_the_month(
    start: date, months: int, end: date
) -> None:
    assert same_day_number(start, months) == end


def test_twenty_thousand_months_equal_those_of_another_library() -> None:
    draw = np.random.default_rng(11)
    days, months = draw.integers(-20_000, 60_000, CASES), draw.integers(0, 60, CASES)
    expected = [
        day_number(day_of(int(d)) + relativedelta(months=int(m)))
        for d, m in zip(days, months, strict=True)
    ]
    assert months_after(days, months).tolist() == expected


def test_twenty_thousand_working_days_equal_those_counted_one_by_one() -> None:
    draw = np.random.default_rng(12)
    first, last = date(2016, 1, 1), date(2026, 12, 31)
    days = draw.integers(day_number(first), day_number(date(2025, 12, 31)), CASES)
    counts = draw.integers(0, 15, CASES)
    off = days_off(opening(name="FR-57").calendar, first, last)

    def walked(day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5 and day not in off
        return day

    expected = [
        day_number(walked(day_of(int(d)), int(c))) for d, c in zip(days, counts, strict=True)
    ]
    assert working_days_after(opening(name="FR-57"), days, counts).tolist() == expected


def test_a_delay_looks_as_far_ahead_as_it_must() -> None:
    start = np.array([0])
    rare = opening("mon 08:00-09:00")
    due = hours_after(rare, start, np.array([9_999 * 3600]))
    line = rare.between(date(1970, 1, 1), day_of(int(due[0]) // 86_400 + 1))
    assert line.elapsed(start, due) == 9_999 * 3600


def test_a_calendar_that_is_never_open_is_said_so_rather_than_searched_for_ever() -> None:
    closed = opening("mon 08:00-09:00")
    never = type(closed)(((date(9000, 1, 1), closed.weeks[0][1]),), closed.calendar, closed.zone)
    for ask in (hours_after, working_days_after):
        with pytest.raises(Refused) as refused:
            ask(never, np.array([0]), np.array([3600]))
        assert refused.value.rule == "clock.never"
