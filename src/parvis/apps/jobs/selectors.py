"""Reads of the jobs."""

from parvis.apps.jobs.models import Job
from parvis.core.access import Actor
from parvis.core.errors import NotVisible


def job_for(actor: Actor, pk: int) -> Job:
    """The job `pk`, which only whoever asked for it may follow (and the operator)."""
    jobs = Job.objects.select_related("authority").filter(pk=pk)
    if not actor.is_operator:
        jobs = jobs.filter(owner_ref=actor.ref)
    found = jobs.first()
    if found is None:
        raise NotVisible
    return found
