"""Forecasts kept: asked of the background, worked out once, read as long as the files stay."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.models import Job, JobState
from parvis.apps.jobs.services import enqueue
from parvis.apps.simulators.background import ORDERS_JOB
from parvis.apps.simulators.models import Outlook
from parvis.apps.simulators.port import learner, rolls
from parvis.apps.simulators.staged import deliveries_of, staged_for
from parvis.apps.sources.models import Delivery
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.offer.attendance import Attendance
from parvis.core.offer.kitchen import Tried, tried
from parvis.core.offer.outlook import plain, tried_from
from parvis.core.ports import Progress
from parvis.core.sectors import Sector

HORIZON = 7
KEPT_DAYS = 7
"""How long a forecast is kept after the day that it was seen from."""


@dataclass(frozen=True, slots=True)
class View:
    """A service of an authority, seen from the day `on`, with the strikes announced."""

    place: Authority
    asked: Attendance
    on: date
    strikes: frozenset[date]

    @property
    def sector(self) -> Sector:
        return wired.contracts()[self.asked.contract].sector

    def held(self) -> Sequence[Delivery]:
        """The files it is made from; Refused where nobody is counted in any."""
        found = deliveries_of(self.place, self.asked.contracts, self.sector)
        if not any(one.contract == self.asked.contract for one in found):
            raise Refused("simulation.not_delivered", contract=self.asked.contract,
                          title=self.asked.title)  # fmt: skip
        return found

    def stamp(self, held: Sequence[Delivery]) -> str:
        """What tells this view from any other."""
        told = [self.asked, self.on, sorted(self.strikes), [one.sha256 for one in held]]
        return sha256(repr(told).encode()).hexdigest()

    def arguments(self, stamp: str) -> dict[str, Any]:
        """What its work is told."""
        strikes = sorted(day.isoformat() for day in self.strikes)
        return {"service": self.asked.id, "on": self.on.isoformat(), "strikes": strikes,
                "stamp": stamp}  # fmt: skip


def ask(*, actor: Actor, now: datetime, view: View) -> Tried | Job:
    """The forecast kept, else the work that makes it, asked for if nobody did.

    Refused where nothing is delivered. The caller holds the right to see `view`.
    """
    stamp = view.stamp(view.held())
    kept = Outlook.objects.filter(authority=view.place, service=view.asked.id, stamp=stamp).first()
    return tried_from(kept.content) if kept else _asked_once(actor, now, view, stamp)


@transaction.atomic
def _asked_once(actor: Actor, now: datetime, view: View, stamp: str) -> Job:
    """The work under way, or refused on these very files; a new one elsewhere."""
    arguments = view.arguments(stamp)
    last = Job.objects.filter(authority=view.place, name=ORDERS_JOB, arguments=arguments).first()
    if last is not None and (last.is_open or last.state == JobState.REFUSED):
        return last
    return enqueue(actor=actor, now=now, authority=view.place, name=ORDERS_JOB, **arguments)


def work_out(*, now: datetime, view: View, progress: Progress) -> None:
    """Forecast what `view` asks, from the files as they are now, and keep it."""
    progress(0.05, "Lecture des comptes")
    with staged_for(view.place, view.asked.contracts, view.sector) as (held, staged, spill):
        attended = rolls()(spill).attended(view.asked, staged)
    progress(0.2, "Apprentissage et prévision")
    found = tried(attended, view.strikes, view.on, HORIZON, learner())
    Outlook.objects.update_or_create(
        authority=view.place, service=view.asked.id, stamp=view.stamp(held),
        defaults={"on": view.on, "content": plain(found), "made_at": now},
    )  # fmt: skip


@transaction.atomic
def look_ahead(*, actor: Actor, now: datetime, views: Sequence[View]) -> None:
    """Ask for each of `views` that is not kept yet, so that nobody waits; forget the old ones."""
    Outlook.objects.filter(on__lt=now.date() - timedelta(days=KEPT_DAYS)).delete()
    for view in views:
        with suppress(Refused):
            ask(actor=actor, now=now, view=view)
