"""Carrying out a job: its progress, its refusal, its new attempts."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django_tasks import task

from parvis.apps.jobs.definitions import LONGEST_WAIT, Context, definition_of, definitions
from parvis.apps.jobs.models import Job, JobState
from parvis.core.errors import NotVisible, Refused
from parvis.core.schedule import backoff

logger = logging.getLogger("parvis.jobs")

STEP = 0.02
"""Least advance of `progress` worth a write, unless the label changes."""


@task()
def carry_out(job: int) -> None:
    """The one task the queue knows: the job's own row says what to do."""
    run_job(job, now=datetime.now(UTC))


def queue(job: Job, *, run_after: datetime) -> None:
    """Hand `job` to the workers, not before `run_after`."""
    job.ticket_id = carry_out.using(run_after=run_after).enqueue(job.pk).id
    job.state = JobState.WAITING
    job.save(update_fields=["ticket", "state"])


def run_job(pk: int, *, now: datetime) -> None:
    """Make one attempt at the job `pk`; what becomes of it is written on its row.

    A job that ended, or that is gone, is left alone.
    """
    job = _begin(pk, now)
    if job is None:
        return
    try:
        _work(job, now)
    except Refused as refusal:
        _end(job, JobState.REFUSED, refusal.sentence())
    except NotVisible:
        _end(job, JobState.REFUSED, Refused("job.not_allowed").sentence())
    except Exception:
        logger.exception("job %s (%s), attempt %s", job.pk, job.name, job.attempts)
        retry_or_fail(job, now, "job.failed")
    else:
        _end(job, JobState.DONE)


@transaction.atomic
def retry_or_fail(job: Job, now: datetime, rule: str) -> None:
    """Queue another attempt, later each time; after the last one, say so by `rule`'s sentence."""
    definition = definitions().get(job.name)
    if definition is None or job.attempts >= definition.attempts:
        _end(job, JobState.FAILED, Refused(rule).sentence())
        return
    wait = backoff(job.attempts, definition.first_wait, LONGEST_WAIT)
    queue(job, run_after=now + wait)


@transaction.atomic
def _begin(pk: int, now: datetime) -> Job | None:
    job = (
        Job.objects.select_for_update(of=("self",))
        .select_related("authority")
        .filter(pk=pk, state=JobState.WAITING)
        .first()
    )
    if job is not None:
        job.state = JobState.RUNNING
        job.attempts += 1
        job.last_attempt_at = now
        job.save(update_fields=["state", "attempts", "last_attempt_at"])
    return job


def _work(job: Job, now: datetime) -> None:
    context = Context(
        owner_ref=job.owner_ref,
        authority=job.authority.code,
        now=now,
        attempt=job.attempts,
        progress=_Gauge(job.pk),
    )
    definition_of(job.name).work(context, **job.arguments)


@dataclass(slots=True)
class _Gauge:
    """Writes a job's progress, but not each of a thousand tiny steps."""

    job: int
    done: float = 0.0
    label: str = ""

    def __call__(self, done: float, label: str) -> None:
        if label == self.label and done - self.done < STEP:
            return
        self.done, self.label = done, label
        Job.objects.filter(pk=self.job).update(progress=min(max(done, 0.0), 1.0), label=label)


def _end(job: Job, state: JobState, sentence: str = "") -> None:
    job.state, job.sentence = state, sentence
    job.progress = 1.0 if state == JobState.DONE else job.progress
    changed = ["state", "sentence"] + (["progress"] if state == JobState.DONE else [])
    job.save(update_fields=changed)
