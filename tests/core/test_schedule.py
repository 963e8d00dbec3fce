"""Daily hours keep to the wall clock; waits double up to their limit."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.schedule import PARIS, backoff, next_daily

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
HOURS = st.times().map(lambda t: t.replace(microsecond=0))


@given(INSTANTS, HOURS)
def test_the_next_daily_hour_is_ahead_and_within_a_day_of_clock_changes(
    after: datetime, at: time
) -> None:
    due = next_daily(after, at)
    assert after < due <= after + timedelta(hours=26)
    shown = due.astimezone(PARIS).time()
    an_hour_later = (datetime.combine(due.date(), at) + timedelta(hours=1)).time()
    assert shown in (at, an_hour_later)


@given(INSTANTS, HOURS)
def test_a_daily_hour_comes_once_each_day(after: datetime, at: time) -> None:
    first = next_daily(after, at)
    second = next_daily(first, at)
    days = second.astimezone(PARIS).date() - first.astimezone(PARIS).date()
    assert days == timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-03-28T01:30", "2026-03-28T01:45"),
        # 02:45 does not exist on 29 March: taken at 03:45 summer time.
        ("2026-03-28T02:00", "2026-03-29T01:45"),
        # 02:45 comes twice on 25 October: taken the first time.
        ("2026-10-24T02:00", "2026-10-25T00:45"),
        ("2026-10-25T00:45", "2026-10-26T01:45"),
    ],
)
def test_the_changes_of_season(after: str, due: str) -> None:
    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert next_daily(instant(after), time(2, 45)) == instant(due)


@given(st.integers(1, 10_000))
def test_waits_never_shorten_nor_pass_their_limit(attempt: int) -> None:
    first, longest = timedelta(seconds=30), timedelta(hours=1)
    wait = backoff(attempt, first, longest)
    assert first <= wait <= longest
    assert backoff(attempt + 1, first, longest) >= wait
