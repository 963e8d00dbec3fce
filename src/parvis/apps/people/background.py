"""The background works on persons."""

from parvis.apps.accounts.selectors import actor_by_ref
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.definitions import Context, job
from parvis.apps.people.services.linking import LINK_JOB, link_due


@job(LINK_JOB, attempts=2)
def link(context: Context) -> None:
    """Link the sectors whose files changed."""
    link_due(
        actor=actor_by_ref(context.owner_ref),
        now=context.now,
        authority=Authority.objects.get(code=context.authority),
        progress=context.progress,
    )
