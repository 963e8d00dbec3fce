"""The background works on persons."""

from datetime import time

from parvis.apps.accounts.selectors import actor_by_ref
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.definitions import Context, job
from parvis.apps.people.services import purge_due
from parvis.apps.people.services.linking import LINK_JOB, link_due
from parvis.core.access import OPERATOR


@job(LINK_JOB, attempts=2)
def link(context: Context) -> None:
    """Link the sectors whose files changed."""
    link_due(
        actor=actor_by_ref(context.owner_ref),
        now=context.now,
        authority=Authority.objects.get(code=context.authority),
        progress=context.progress,
    )


@job("people.purge", attempts=2, daily_at=time(3, 40))
def purge(context: Context) -> None:
    """Erase what has reached the term that its contract sets."""
    for authority in Authority.objects.all():
        purge_due(actor=OPERATOR, now=context.now, authority=authority)
