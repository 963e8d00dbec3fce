"""Asking for background work, in the transaction of whatever makes it necessary."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.definitions import definition_of
from parvis.apps.jobs.models import Job, JobState
from parvis.apps.jobs.running import queue
from parvis.core.access import Actor


@transaction.atomic
def enqueue(
    *,
    actor: Actor,
    now: datetime,
    authority: Authority,
    name: str,
    not_before: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Ask for the job `name` with JSON `arguments`; rolled back with the caller's transaction.

    It waits for `not_before`, if given.
    """
    definition_of(name)
    job = Job.objects.create(
        authority=authority,
        name=name,
        arguments=arguments,
        owner_ref=actor.ref,
        enqueued_at=now,
    )
    queue(job, run_after=not_before or now)
    return job


@transaction.atomic
def enqueue_once(
    *, actor: Actor, now: datetime, authority: Authority, name: str, **arguments: Any
) -> Job:
    """The job of the same name and arguments that still waits, or a new one."""
    waiting = Job.objects.filter(
        authority=authority, name=name, arguments=arguments, state=JobState.WAITING
    ).first()
    return waiting or enqueue(actor=actor, now=now, authority=authority, name=name, **arguments)
