"""The background work of the desk: feeding the release, before the night's publication."""

from datetime import time, timedelta

from parvis.apps.desk.feed import feed_all
from parvis.apps.jobs.definitions import Context, job


@job("desk.feed", attempts=3, first_wait=timedelta(minutes=5), daily_at=time(2, 20))
def nightly(context: Context) -> None:
    """Export the requests that changed to the sources."""
    feed_all(now=context.now)
