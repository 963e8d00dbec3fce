"""Working time: laws that always hold, and counts equal to those made minute by minute."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import OFFICE, named, opening
from minutes import Minutes
from parvis.core.calendar.holidays import days_off
from parvis.core.calendar.hours import hours_from
from parvis.core.calendar.opening import UNKNOWN, Opening
from parvis.core.calendar.zones import zone_named

CASES = 20_000
OFFICE_WEEK = {day: [(510, 720), (810, 1020)] for day in range(5)}
NIGHT = {day: [(0, 360), (1320, 1440)] for day in range(7)}
EVERY = {day: [(0, 1440)] for day in range(7)}
HALF_PAST_TWO = {6: [(0, 150), (150, 181)]}
FIRST, LAST = date(2023, 12, 1), date(2025, 2, 1)


@pytest.fixture(scope="module")
def paris() -> Minutes:
    return Minutes(FIRST, LAST, "Europe/Paris")


@pytest.mark.parametrize(
    ("spec", "week", "name"),
    [
        (OFFICE, OFFICE_WEEK, "FR"),
        (f"{OFFICE}; sat 09:00-12:00", {**OFFICE_WEEK, 5: [(540, 720)]}, "FR-57"),
        ("mon-sun 00:00-06:00,22:00-24:00", NIGHT, "FR"),
        ("mon-sun 00:00-24:00", EVERY, "none"),
        ("sun 00:00-02:30,02:30-03:01", HALF_PAST_TWO, "none"),
    ],
)
def test_counts_equal_those_made_minute_by_minute_to_the_second(
    paris: Minutes, spec: str, week: dict, name: str
) -> None:
    draw = np.random.default_rng(6)
    low, high = paris.start + 86_400, paris.start + 425 * 86_400
    pairs = np.sort(draw.integers(low, high, (CASES, 2)), axis=1)
    counted = paris.open_seconds(week, days_off(named(name), FIRST, LAST))
    line = opening(spec, name).between(FIRST, LAST)
    assert (line.elapsed(*pairs.T) == counted.between(*pairs.T)).all()


@pytest.mark.parametrize(
    ("night", "hours"), [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 2), 24)]
)
def test_a_day_open_all_round_lasts_as_long_as_it_does(night: date, hours: int) -> None:
    line = opening("mon-sun 00:00-24:00").between(night, night)
    assert line.totals[-1] == hours * 3600


def test_a_change_of_hours_applies_from_its_day_on() -> None:
    winter, summer = hours_from("mon-sun 08:00-12:00"), hours_from("mon-sun 07:00-14:00")
    changing = Opening(
        ((date(2024, 1, 1), winter), (date(2024, 7, 1), summer)), named("none"), zone_named("UTC")
    )
    line = changing.between(date(2023, 12, 30), date(2024, 7, 3))
    instants = [datetime(2024, 6, 30, 9, tzinfo=UTC), datetime(2024, 7, 1, 9, tzinfo=UTC)]
    start, end = (np.array([int(i.timestamp())]) for i in instants)
    assert line.elapsed(start, end) == (3 + 2) * 3600
    assert line.opens[0] == datetime(2024, 1, 1, 8, tzinfo=UTC).timestamp()


ZONES = ("Europe/Paris", "America/New_York", "Indian/Reunion", "Pacific/Noumea")
SPECS = (OFFICE, "mon-sun 00:00-06:00,22:00-24:00", "sat-sun 01:30-02:30", "wed 00:00-24:00")
openings = st.builds(
    opening, st.sampled_from(SPECS), st.sampled_from(["none", "FR", "US"]), st.sampled_from(ZONES)
)
instants = st.integers(
    int(datetime(2024, 1, 5, tzinfo=UTC).timestamp()),
    int(datetime(2024, 12, 20, tzinfo=UTC).timestamp()),
)


def _line(of: Opening):
    return of.between(date(2024, 1, 1), date(2026, 12, 31))


@settings(deadline=None)
@given(openings, instants, instants, instants)
def test_time_adds_up(of: Opening, a: int, b: int, c: int) -> None:
    line, (a, b, c) = _line(of), sorted((a, b, c))
    ab, bc, ac = line.elapsed(np.array([a, b, a]), np.array([b, c, c])).tolist()
    assert ab + bc == ac


@settings(deadline=None)
@given(openings, instants, instants)
def test_time_never_runs_backwards_nor_faster_than_the_clock(of: Opening, a: int, b: int) -> None:
    start, end = sorted((a, b))
    (worked,) = _line(of).elapsed(np.array([start]), np.array([end])).tolist()
    assert 0 <= worked <= end - start


@settings(deadline=None)
@given(openings, instants, st.integers(0, 40 * 3600))
def test_a_delay_ends_at_the_first_instant_by_which_it_is_worked(
    of: Opening, start: int, seconds: int
) -> None:
    line, at = _line(of), np.array([start])
    due = line.after(at, np.array([seconds]))
    assert line.elapsed(at, due) == seconds
    assert seconds == 0 or line.elapsed(at, due - 1) == seconds - 1


@settings(deadline=None)
@given(openings, instants, st.integers(0, 40))
def test_working_days_are_counted_one_by_one(of: Opening, start: int, count: int) -> None:
    line, day = _line(of), np.array([start // 86_400])
    reached = line.working_day(day, np.array([count]))
    between = line.days[(line.days > day) & (line.days <= reached)]
    assert between.size == count
    assert count == 0 or reached in line.days


@settings(deadline=None)
@given(openings, instants)
def test_a_day_off_more_never_makes_a_clock_run_longer(of: Opening, start: int) -> None:
    closed = replace(of, calendar=named("FR-974"))
    plain = replace(of, calendar=named("none"))
    pair = np.array([start]), np.array([start + 30 * 86_400])
    assert _line(closed).elapsed(*pair) <= _line(plain).elapsed(*pair)


@settings(deadline=None)
@given(st.sampled_from(ZONES), instants)
def test_wall_clocks_are_those_of_the_time_zone(zone: str, instant: int) -> None:
    place = ZoneInfo(zone)
    clocks = opening(zone=zone).clocks(np.array([instant]))
    shown = datetime.fromtimestamp(instant, place).replace(tzinfo=None)
    (local,) = clocks.to_local(np.array([instant])).tolist()
    assert datetime.fromtimestamp(local, UTC).replace(tzinfo=None) == shown
    (back,) = clocks.to_instants(np.array([local])).tolist()
    assert back == shown.replace(tzinfo=place).timestamp()


@pytest.mark.parametrize("naive", ["2024-03-31T02:30", "2024-10-27T02:30", "2024-10-27T03:00"])
def test_an_hour_skipped_is_taken_later_and_one_repeated_the_first_time(naive: str) -> None:
    wall = datetime.fromisoformat(naive)
    local = np.array([int(wall.replace(tzinfo=UTC).timestamp())])
    (instant,) = opening().clocks(local).to_instants(local).tolist()
    assert instant == wall.replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp()


def test_past_its_days_a_timeline_says_that_it_does_not_know() -> None:
    line = opening().between(date(2024, 1, 1), date(2024, 1, 7))
    start = line.opens[:1]
    assert line.after(start, np.array([36 * 3600])) == UNKNOWN
    assert line.working_day(np.array([19_723]), np.array([9])) == UNKNOWN
    never = opening(OFFICE).between(date(2024, 1, 6), date(2024, 1, 7))
    assert never.after(start, np.array([0, 1])).tolist() == [start[0], UNKNOWN]
    assert never.working_day(np.array([19_728]), np.array([1])) == UNKNOWN
    assert never.worked(start) == 0
