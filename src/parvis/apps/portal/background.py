"""Which devices the portal forgets every night, and what it reminds of every morning."""

from datetime import time, timedelta
from typing import Any

from parvis.apps.accounts.models import PushSubscription
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.jobs.definitions import Context, job
from parvis.apps.portal.reminding import remind

KEPT, MOST = timedelta(days=30), 900
"""Devices are told of a request until so long after it is closed; so many a night are forgotten."""


@job("portal.remind", attempts=3, daily_at=time(8, 0))
def tell(context: Context, **_: Any) -> None:
    """Remind those who asked for it of a draft that waits, or of an appointment tomorrow."""
    remind(now=context.now)


@job("portal.tidy", attempts=3, daily_at=time(3, 40))
def tidy(context: Context, **_: Any) -> None:
    """Forget the devices that followed a request closed for thirty days."""
    closed = ServiceRequest.objects.filter(closed_at__lt=context.now - KEPT).order_by("-closed_at")
    topics = [f"request:{pk}" for pk in closed.values_list("pk", flat=True)[:MOST]]
    PushSubscription.objects.filter(topic__in=topics).delete()
