"""The worker of a home: one at a time, taking jobs in order, waking the daily ones."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import OperationalError, close_old_connections, transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parvis.apps import wired
from parvis.apps.authorities.selectors import principal
from parvis.apps.jobs.definitions import Definition, definitions
from parvis.apps.jobs.models import DueDate, Job, JobState
from parvis.apps.jobs.running import queue, retry_or_fail, run_job
from parvis.apps.jobs.services import enqueue
from parvis.core.access import Actor
from parvis.core.schedule import next_daily

logger = logging.getLogger("parvis.jobs")

SCHEDULER = Actor(ref="schedule", label="Parvis, chaque jour")
"""Who asks for the daily jobs; holds no right over anything."""
IDLE_SECONDS = 1.0
AT_ONCE = 50
"""Jobs done one after the other between two looks at the hour."""


def run_pending(now: datetime) -> int:
    """Run every job due at `now`, one after the other; how many were run."""
    wake_daily(now)
    count = 0
    while _run_one(now):
        count += 1
    return count


def work_until(stop: threading.Event, *, idle_seconds: float = IDLE_SECONDS) -> None:
    """Work until `stop` is set, alone in this home: a second worker waits for its turn."""
    with _alone(wired.home().identified / "worker.lock", stop, idle_seconds):
        must_recover = True
        while not stop.is_set():
            try:
                done = _tick(stop, must_recover)
                must_recover = False
            except OperationalError:
                logger.warning("the database is busy; trying again", exc_info=True)
                done, must_recover = 0, True
            if not done:
                stop.wait(idle_seconds)
            close_old_connections()


def _tick(stop: threading.Event, must_recover: bool) -> int:
    """Do some of the jobs that are due, those left over first; how many were done."""
    now = datetime.now(UTC)
    if must_recover:
        recover(now)
    wake_daily(now)
    for done in range(AT_ONCE):
        if stop.is_set() or not _run_one(datetime.now(UTC)):
            return done
    return AT_ONCE


def recover(now: datetime) -> None:
    """Take up the jobs that a killed worker, or a busy database, left running.

    Only for the home's one worker between two jobs: nothing else can be running then.
    """
    for job in Job.objects.filter(state=JobState.RUNNING):
        retry_or_fail(job, now, "job.interrupted")
    for job in _without_ticket():
        queue(job, run_after=now)


def _without_ticket() -> QuerySet[Job]:
    """Jobs that wait for nothing: a worker was killed after it took their ticket."""
    waiting = Job.objects.filter(state=JobState.WAITING)
    return waiting.exclude(ticket__status=TaskResultStatus.READY)


def _run_one(now: datetime) -> bool:
    job = _claim(now) if _due(now).exists() else None
    if job is not None:
        run_job(job, now=now)
    return job is not None


@transaction.atomic
def _claim(now: datetime) -> int | None:
    """The key of the next job; its ticket has then served, for the job says what becomes of it.

    Killed before the job begins, it waits without a ticket, and is given another.
    """
    ticket = _due(now).get_locked()
    if ticket is None:
        return None
    ticket.set_successful(None)
    return int(ticket.args_kwargs["args"][0])


def _due(now: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=now)


def wake_daily(now: datetime) -> None:
    """Enqueue the regular jobs whose hour has come; a home without authority has none."""
    known = dict(DueDate.objects.values_list("name", "next_at"))
    for definition in definitions().values():
        if definition.daily_at is not None or definition.every is not None:
            due_at = known.get(definition.name)
            if due_at is None or due_at <= now:
                _wake(definition, due_at, now)


@transaction.atomic
def _wake(definition: Definition, due_at: datetime | None, now: datetime) -> None:
    authority = principal()
    if authority is None:
        return
    if due_at is not None:
        enqueue(actor=SCHEDULER, now=now, authority=authority, name=definition.name)
    next_at = _next(definition, now)
    DueDate.objects.update_or_create(name=definition.name, defaults={"next_at": next_at})


def _next(definition: Definition, now: datetime) -> datetime:
    """When a regular job is next due."""
    if definition.daily_at is not None:
        return next_daily(now, definition.daily_at)
    return now + (definition.every or timedelta())


@contextmanager
def _alone(path: Path, stop: threading.Event, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the home's only worker; returns without it once `stop` is set."""
    with path.open("w") as file:
        while not stop.is_set() and not _try_lock(file.fileno()):
            stop.wait(wait_seconds)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
