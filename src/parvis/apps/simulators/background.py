"""The background works of the simulators: what takes long is worked out before it is asked for.

Every process declares them: what they learn with is imported when they work.
"""

from datetime import date, timedelta

from django.utils import timezone

from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.definitions import Context, job
from parvis.core.errors import Refused

ORDERS_JOB, AHEAD_JOB = "simulators.orders", "simulators.ahead"


@job(ORDERS_JOB, attempts=3, first_wait=timedelta(seconds=10))
def orders(context: Context, *, service: str, on: str, strikes: list[str], stamp: str) -> None:
    """Forecast one service; `stamp` only tells this work from that of other files."""
    from parvis.apps.simulators.counted import counted
    from parvis.apps.simulators.outlooks import View, work_out

    place = Authority.objects.get(code=context.authority)
    known = counted()
    if service not in known:
        raise Refused("simulation.unknown", name=service, known=", ".join(sorted(known)))
    days = frozenset(map(date.fromisoformat, strikes))
    view = View(place, known[service], date.fromisoformat(on), days)
    work_out(now=context.now, view=view, progress=context.progress)


@job(AHEAD_JOB, every=timedelta(minutes=10))
def ahead(context: Context) -> None:
    """Ask for the forecasts of today wherever a new day, or a new file, makes them due."""
    from parvis.apps.jobs.worker import SCHEDULER
    from parvis.apps.simulators.counted import counted
    from parvis.apps.simulators.outlooks import View, look_ahead

    today = timezone.localtime(context.now).date()
    views = [View(place, one, today, frozenset()) for place in Authority.objects.all()
             for one in counted().values()]  # fmt: skip
    look_ahead(actor=SCHEDULER, now=context.now, views=views)
