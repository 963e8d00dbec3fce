"""The worker of a home: one at a time, taking jobs in order, waking the daily ones."""

import fcntl
import logging
import os
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
from parvis.apps.jobs.definitions import DEFINITIONS, Definition
from parvis.apps.jobs.models import DueDate, Job, JobState
from parvis.apps.jobs.running import queue, retry_or_fail, run_job
from parvis.apps.jobs.services import enqueue
from parvis.core.access import Actor
from parvis.core.schedule import next_daily

logger = logging.getLogger("parvis.jobs")

SCHEDULER = Actor(ref="schedule", label="Parvis, chaque jour")
"""Who asks for the daily jobs; holds no right over anything."""
IDLE_SECONDS = 1.0


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
        while not stop.is_set():
            if not _tick():
                stop.wait(idle_seconds)
            close_old_connections()


def _tick() -> bool:
    """One look at the queue; False when nothing was to be done or the database was busy."""
    now = datetime.now(UTC)
    try:
        recover(now)
        wake_daily(now)
        return _run_one(now)
    except OperationalError:
        logger.warning("the database is busy; trying again", exc_info=True)
        return False


def recover(now: datetime) -> None:
    """Take up the jobs that a killed worker, or a busy database, left running.

    Only for the home's one worker between two jobs: nothing else can be running then.
    """
    for job in Job.objects.filter(state=JobState.RUNNING):
        retry_or_fail(job, now, "job.interrupted")
    left = DBTaskResult.objects.running()
    if left.exists():
        left.update(status=TaskResultStatus.FAILED, finished_at=now)
    for job in _without_ticket():
        queue(job, run_after=now)


def _without_ticket() -> QuerySet[Job]:
    """Jobs that wait for nothing: a worker was killed after it took their ticket."""
    waiting = Job.objects.filter(state=JobState.WAITING)
    return waiting.exclude(ticket__status=TaskResultStatus.READY)


def _run_one(now: datetime) -> bool:
    ticket = _claim(now)
    if ticket is None:
        return False
    run_job(ticket.args_kwargs["args"][0], now=now)
    ticket.set_successful(None)
    return True


@transaction.atomic
def _claim(now: datetime) -> DBTaskResult | None:
    """The next ticket, marked as taken so that no other worker runs it."""
    ticket = _due(now).get_locked()
    if ticket is not None:
        ticket.claim(str(os.getpid()))
    return ticket


def _due(now: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=now)


def wake_daily(now: datetime) -> None:
    """Enqueue the regular jobs whose hour has come; a home without authority has none."""
    known = dict(DueDate.objects.values_list("name", "next_at"))
    for definition in DEFINITIONS.values():
        if definition.daily_at is not None or definition.every is not None:
            _wake(definition, known.get(definition.name), now)


@transaction.atomic
def _wake(definition: Definition, due_at: datetime | None, now: datetime) -> None:
    authority = principal() if due_at is None or due_at <= now else None
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
