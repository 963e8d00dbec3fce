"""The background works of the campaigns."""

from datetime import time, timedelta

from parvis.apps.campaigns.services import feed_answers, feed_outcomes, send_next
from parvis.apps.campaigns.services.sending import SEND_JOB
from parvis.apps.jobs.definitions import Context, job

ATTEMPTS, FIRST_WAIT = 12, timedelta(minutes=1)


@job(SEND_JOB, attempts=ATTEMPTS, first_wait=FIRST_WAIT)
def send(context: Context, *, campaign: int) -> None:
    """Send a campaign to those who wait; an interrupted one is taken up where it was."""
    send_next(now=context.now, campaign=campaign)


@job("campaigns.measure", attempts=3, daily_at=time(3, 10))
def measure(context: Context) -> None:
    """Measure the campaigns whose window is over; bring the answers to surveys to the sources."""
    feed_outcomes(now=context.now)
    feed_answers(now=context.now)
