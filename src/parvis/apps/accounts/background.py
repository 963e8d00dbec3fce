"""What the accounts forget every night."""

from datetime import time, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session

from parvis.apps.accounts.contacting import SEND_JOB, give_up, send_contacted
from parvis.apps.accounts.devices import TELL_JOB, tell
from parvis.apps.accounts.parents import forget_invitations
from parvis.apps.jobs.definitions import Context, job
from parvis.core.errors import Unavailable

KEPT = timedelta(days=90)
"""Connection traces hold addresses of people: kept for an inquiry, then gone."""


ATTEMPTS, FIRST_WAIT = 8, timedelta(minutes=1)


@job(SEND_JOB, attempts=ATTEMPTS, first_wait=FIRST_WAIT)
def contact(context: Context, *, contacted: int) -> None:
    """Send what the town writes to a resident."""
    try:
        send_contacted(contacted)
    except Unavailable:
        if context.attempt == ATTEMPTS:
            give_up(contacted)
        raise


@job(TELL_JOB, attempts=4, first_wait=FIRST_WAIT)
def notify(context: Context, *, topics: list[str], title: str, path: str) -> None:
    """Tell devices and telephones of news about a request."""
    tell(authority=context.authority, topics=topics, title=title, path=path)


@job("accounts.tidy", attempts=3, daily_at=time(3, 20))
def tidy(context: Context, **_: Any) -> None:
    """Delete expired sessions, connection traces older than ninety days, invitations unanswered."""
    Session.objects.filter(expire_date__lt=context.now).delete()
    limit = context.now - KEPT
    AccessAttempt.objects.filter(attempt_time__lt=limit).delete()
    AccessLog.objects.filter(attempt_time__lt=limit).delete()
    forget_invitations(now=context.now)
