"""The background works of requests."""

from datetime import time, timedelta

from parvis.apps.casework.outbox import (
    ATTEMPTS,
    FIRST_WAIT,
    SEND_JOB,
    WARN_JOB,
    give_up,
    send_message,
    warn_team,
)
from parvis.apps.casework.services.keeping import escalate, sweep
from parvis.apps.jobs.definitions import Context, job
from parvis.core.errors import Unavailable


@job(SEND_JOB, attempts=ATTEMPTS, first_wait=FIRST_WAIT)
def send(context: Context, *, message: int) -> None:
    """Send a message of the outbox."""
    try:
        send_message(message, now=context.now)
    except Unavailable:
        if context.attempt == ATTEMPTS:
            give_up(message)
        raise


@job(WARN_JOB, attempts=ATTEMPTS, first_wait=FIRST_WAIT)
def tell_team(context: Context, *, request: int) -> None:
    """Tell a team that a request is due soon, or late."""
    warn_team(request)


@job("casework.escalate", every=timedelta(minutes=30))
def warn(context: Context) -> None:
    """Warn of requests that will soon be late, and of those that are."""
    escalate(now=context.now)


@job("casework.tidy", attempts=3, daily_at=time(2, 50))
def tidy(context: Context) -> None:
    """Remove files that nothing names; what was kept long enough goes with the nightly purge."""
    sweep(now=context.now)
