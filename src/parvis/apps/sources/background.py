"""The background works of the municipal files."""

from datetime import time, timedelta

from parvis.apps.accounts.selectors import actor_by_ref
from parvis.apps.jobs.definitions import Context, job
from parvis.apps.sources import folders
from parvis.apps.sources.services.describing import forget_undescribed
from parvis.apps.sources.services.publishing import PUBLISH_JOB, publish_release
from parvis.apps.sources.services.pushing import collect_watched
from parvis.apps.sources.services.uploads import LOAD_JOB, load_waiting


@job(LOAD_JOB, attempts=4, first_wait=timedelta(seconds=10))
def load(context: Context, *, delivery: int) -> None:
    """Load the uploaded file of a delivery that waits."""
    load_waiting(now=context.now, delivery=delivery, progress=context.progress)


@job(PUBLISH_JOB)
def publish(context: Context) -> None:
    """Publish, in the name of whoever asked."""
    publish_release(
        actor=actor_by_ref(context.owner_ref),
        now=context.now,
        authority=context.authority,
        progress=context.progress,
    )


@job("sources.watch", every=timedelta(minutes=1))
def watch(context: Context) -> None:
    """Take in the files that applications left in the watched folders."""
    collect_watched(now=context.now)


@job("sources.sweep", daily_at=time(3, 30))
def sweep(context: Context) -> None:
    """Remove what killed loads left, and the files that nobody described."""
    forget_undescribed(now=context.now)
    folders.sweep()
