"""The background works of requests."""

from parvis.apps.casework.outbox import ATTEMPTS, FIRST_WAIT, SEND_JOB, give_up, send_message
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
