"""When a daily work is next due, at a wall-clock hour that survives the change of season."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def next_daily(after: datetime, at: time, zone: ZoneInfo = PARIS) -> datetime:
    """The first instant strictly after `after` (aware) when clocks of `zone` show `at`.

    Returned in UTC. An hour that the spring change skips is taken an hour later; one that the
    autumn change repeats is taken the first time.
    """
    day = after.astimezone(zone).date()
    due = datetime.combine(day, at, zone).astimezone(UTC)
    while due <= after:
        day += timedelta(days=1)
        due = datetime.combine(day, at, zone).astimezone(UTC)
    return due


def backoff(attempt: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after failed `attempt` (1, 2, ...): doubled each time, up to `longest`."""
    return min(first * (1 << min(attempt - 1, 30)), longest)
