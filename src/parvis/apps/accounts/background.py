"""What the accounts forget every night."""

from datetime import time, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session

from parvis.apps.jobs.definitions import Context, job

KEPT = timedelta(days=90)
"""Connection traces hold addresses of people: kept for an inquiry, then gone."""


@job("accounts.tidy", attempts=3, daily_at=time(3, 20))
def tidy(context: Context, **_: Any) -> None:
    """Delete expired sessions and the connection traces older than ninety days."""
    Session.objects.filter(expire_date__lt=context.now).delete()
    limit = context.now - KEPT
    AccessAttempt.objects.filter(attempt_time__lt=limit).delete()
    AccessLog.objects.filter(attempt_time__lt=limit).delete()
