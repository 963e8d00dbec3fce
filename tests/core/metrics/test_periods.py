"""Periods: what towns write, and the steps of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.metrics.period import (
    Grain,
    Period,
    grain_of,
    intersection,
    key_of,
    parse_period,
    step_of,
    title_of,
    year_before,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
grains = st.sampled_from(Grain)


@pytest.mark.parametrize(
    ("text", "start", "end", "title"),
    [
        ("2024", date(2024, 1, 1), date(2025, 1, 1), "2024"),
        ("2024-S1", date(2024, 1, 1), date(2024, 7, 1), "1er semestre 2024"),
        ("2024-S2", date(2024, 7, 1), date(2025, 1, 1), "2e semestre 2024"),
        ("2024-T3", date(2024, 7, 1), date(2024, 10, 1), "3e trimestre 2024"),
        ("2024-09", date(2024, 9, 1), date(2024, 10, 1), "septembre 2024"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1), "29 février 2024"),
        ("2024-02-01", date(2024, 2, 1), date(2024, 2, 2), "1er février 2024"),
        ("2024/2025", date(2024, 9, 1), date(2025, 9, 1), "année scolaire 2024-2025"),
    ],
)
def test_a_period_reads_as_towns_write_it(text: str, start: date, end: date, title: str) -> None:
    period = parse_period(text)
    assert (period.start, period.end, period.label) == (start, end, text)
    assert title_of(period) == title


@pytest.mark.parametrize(
    "text",
    ["", "hier", "24", "2024-13", "2024-00", "2024-S3", "2024-T5", "2024/2026", "2023-02-29"],
)
def test_what_no_calendar_holds_is_refused_with_the_ways_to_write_one(text: str) -> None:
    with pytest.raises(Refused, match="2024-T3"):
        parse_period(text)


@pytest.mark.parametrize(
    "text", ["0000", "9999", "2024-9", "2024; DROP", "٢٠٢٤", "２０２４", "２０２４-S9"]
)
def test_what_only_looks_like_a_period_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_period(text)


@given(days, grains)
def test_the_step_that_holds_a_day_reads_back_from_its_key(day: date, grain: Grain) -> None:
    period = parse_period(key_of(day, grain))
    assert period.start <= day < period.end
    assert period.start == step_of(day, grain)
    assert grain_of(period) is grain


@given(days, grains)
def test_steps_of_a_grain_tile_the_calendar(day: date, grain: Grain) -> None:
    period = parse_period(key_of(day, grain))
    earlier = parse_period(key_of(period.start - timedelta(days=1), grain))
    assert earlier.end == period.start
    assert key_of(period.end - timedelta(days=1), grain) == period.label


@given(days, grains)
def test_a_year_before_is_the_same_step_of_the_year_before(day: date, grain: Grain) -> None:
    period = parse_period(key_of(day, grain))
    earlier = year_before(period)
    assert earlier.start.year == period.start.year - 1
    assert earlier.start.month == period.start.month
    assert grain_of(earlier) is grain


def test_the_common_days_of_two_periods_may_be_none() -> None:
    year, month = parse_period("2024"), parse_period("2023-05")
    common = intersection(year, month)
    assert common.start == common.end
    assert intersection(None, month) == month
    assert intersection(year, parse_period("2024-05")) == Period(
        date(2024, 5, 1), date(2024, 6, 1), "2024-05"
    )
