"""What the portal forgets every night."""

from datetime import time
from typing import Any

from parvis.apps.jobs.definitions import Context, job
from parvis.apps.portal.filing import sweep


@job("portal.tidy", attempts=3, daily_at=time(3, 40))
def tidy(context: Context, **_: Any) -> None:
    """Throw away the drafts that nobody came back to for thirty days, with their files."""
    sweep(now=context.now)
