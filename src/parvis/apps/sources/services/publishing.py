"""Releases of the warehouse: published from the kept deliveries, or gone back to."""

from datetime import datetime

from django.db import transaction

from parvis import __version__
from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.jobs.models import OPEN, Job
from parvis.apps.jobs.services import enqueue
from parvis.apps.people.services import (
    carry_erasures,
    joint_inputs,
    key_in_use,
    link_due,
    links_of_all,
)
from parvis.apps.sources import folders
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.rights import authority_for_verb
from parvis.apps.sources.services.loading import silent
from parvis.apps.sources.staging import reading
from parvis.core.access import Actor, Capability
from parvis.core.errors import Refused
from parvis.core.ports import Progress
from parvis.core.release import Manifest
from parvis.core.sectors import Sector
from parvis.core.territory.figures import OfficialFigure, official_figures
from parvis.core.territory.portrait import peer_group, portrait_of
from parvis.gate import shelf
from parvis.gate.release import ReleaseInput, build

PUBLISH_JOB = "sources.publish"


@transaction.atomic
def ask_to_publish(*, actor: Actor, now: datetime, authority: str) -> Job:
    """Ask the worker for a new release; the one already asked for is returned as it is."""
    where = authority_for_verb(actor, Capability.PUBLISH, authority)
    asked = Job.objects.filter(name=PUBLISH_JOB, authority=where, state__in=OPEN).first()
    return asked or enqueue(actor=actor, now=now, authority=where, name=PUBLISH_JOB)


def publish_release(
    *, actor: Actor, now: datetime, authority: str = "", progress: Progress = silent
) -> Manifest:
    """Build a release from every kept delivery of the home and put it in use.

    `authority` (a code) is in whose name; the first of the actor's if not said. A release holds
    all the authorities of the home: a right to publish in one is enough, since each row was
    loaded by someone who held that right in its own authority and sector.
    """
    where = _in_whose_name(actor, authority)
    home = wired.home()
    key = key_in_use(actor=actor, now=now)
    for authority_linked in Authority.objects.all():
        link_due(actor=actor, now=now, authority=authority_linked, progress=progress)
    with reading(home.staging):
        manifest = build(
            [*_inputs(), *joint_inputs(actor=actor, now=now)],
            home=home,
            facts=wired.facts(),
            key=key,
            now=now,
            code_version=__version__,
            progress=progress,
            links=links_of_all(),
            official=_official(),
            prepare=lambda made: wired.prepare(made, _last_tenth(progress)),
        )
        _journal(actor, now, where, "release.published", manifest.id)
    carry_erasures(actor=actor, now=now, release=manifest.id)
    folders.sweep()
    return manifest


def use_release(*, actor: Actor, now: datetime, release_id: str, authority: str = "") -> Manifest:
    """Put an earlier (or later) release in use; the others stay on the shelf.

    Figures of every authority of the home change: the right to publish is needed in each.
    """
    where = _in_whose_name(actor, authority)
    home = wired.home()
    manifest = shelf.read_manifest(home, release_id)
    if not all(actor.may(Capability.PUBLISH, i.authority) for i in manifest.inputs):
        raise Refused("release.others")
    shelf.use_release(home, release_id, lambda whole: wired.prepare(whole, silent))
    _journal(actor, now, where, "release.used", release_id)
    return manifest


def _last_tenth(progress: Progress) -> Progress:
    """What comes after the release is built, as the end of the same work."""
    return lambda done, label: progress(0.9 + 0.1 * done, label)


def release_input(delivery: Delivery) -> ReleaseInput:
    """A kept delivery as the gate reads it."""
    return ReleaseInput(
        authority=delivery.authority.code,
        sector=Sector(delivery.sector),
        contract=wired.contracts()[delivery.contract],
        rows=delivery.rows_file,
        sha256=delivery.sha256,
        received_at=delivery.received_at,
        observed_until=delivery.observed_until,
        row_count=delivery.rows_kept,
        is_synthetic=delivery.is_synthetic,
    )


COMPARED_WITH = 20
"""Comparable communes beside an official figure, as in the portrait."""


def _official() -> list[OfficialFigure]:
    """The official statistics of the authorities that are communes the atlas knows."""
    atlas = wired.atlas()
    reference = atlas.reference()
    found: list[OfficialFigure] = []
    for code in Authority.objects.order_by("code").values_list("code", flat=True):
        if code in reference.rank:
            peers = peer_group(code, (), reference, atlas.structure(), COMPARED_WITH)
            portrait = portrait_of(code, reference, atlas.indicators(), peers, is_picked=False)
            found += official_figures(portrait)
    return found


def _in_whose_name(actor: Actor, code: str) -> Authority:
    first = authority_for(actor, code)
    return authority_for_verb(actor, Capability.PUBLISH, code or (first.code if first else ""))


def _inputs() -> list[ReleaseInput]:
    """What feeds a release: kept deliveries whose contract is still described and has a fact."""
    kept = Delivery.objects.filter(state=DeliveryState.KEPT, rows_kept__gt=0)
    feeding = {c.id for c in wired.contracts().values() if c.fact}
    ordered = kept.filter(contract__in=feeding).select_related("authority")
    return [release_input(d) for d in ordered.order_by("received_at", "pk")]


@transaction.atomic
def _journal(actor: Actor, now: datetime, authority: Authority, action: str, release: str) -> None:
    record(
        actor=actor,
        authority=authority,
        action=action,
        subject=f"release:{release}",
        detail={},
        now=now,
    )
