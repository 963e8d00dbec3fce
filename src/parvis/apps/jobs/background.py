"""The jobs' own housekeeping."""

from datetime import time, timedelta
from typing import Any

from django_tasks_db.models import DBTaskResult

from parvis.apps.jobs.definitions import Context, job
from parvis.apps.jobs.models import OPEN, Job

KEPT = timedelta(days=30)


@job("jobs.tidy", attempts=3, daily_at=time(3, 10))
def tidy(context: Context, **_: Any) -> None:
    """Forget the jobs that ended more than thirty days ago, and their tickets."""
    limit = context.now - KEPT
    Job.objects.exclude(state__in=OPEN).filter(last_attempt_at__lt=limit).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()
