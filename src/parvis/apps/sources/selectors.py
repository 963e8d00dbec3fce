"""Reads of the municipal files, each within what its actor may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from parvis.apps import wired
from parvis.apps.jobs.models import Job, JobState
from parvis.apps.sources.health import Health, Received
from parvis.apps.sources.models import LIVE, PENDING, Delivery, DeliveryState, PushToken, Source
from parvis.apps.sources.rights import deliveries_for, in_sectors
from parvis.apps.sources.services.publishing import PUBLISH_JOB
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible
from parvis.core.ingest.contract import Contract
from parvis.core.privacy.purposes import PREFIX
from parvis.core.release import Input, Manifest
from parvis.gate import shelf

DELIVERIES_DRAWN = 12
"""A year of a monthly export."""


def sources_of(actor: Actor, authority: str) -> QuerySet[Source]:
    """The sources of `authority` in the actor's sectors, each with what it delivered.

    `kept` counts deliveries, `rows` their rows, `last_at` is the latest reception.
    """
    is_kept = Q(deliveries__state=DeliveryState.KEPT)
    return (
        _sources(actor)
        .filter(authority__code=authority)
        .annotate(
            kept=Count("deliveries", filter=is_kept),
            last_at=Max("deliveries__received_at", filter=is_kept),
        )
    )


def source_for(actor: Actor, pk: int) -> Source:
    """One source; NotVisible out of the actor's sectors."""
    found = _sources(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def deliveries_of(actor: Actor, source: Source) -> QuerySet[Delivery]:
    """The deliveries of a source, the latest first."""
    return deliveries_for(actor, Capability.SEE_SOURCES).filter(source=source)


def delivery_for(
    actor: Actor, pk: int, capability: Capability = Capability.SEE_SOURCES
) -> Delivery:
    """One delivery; NotVisible where the actor does not hold `capability`."""
    found = deliveries_for(actor, capability).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def unsettled_deliveries(actor: Actor, authority: str) -> QuerySet[Delivery]:
    """Files on their way, refused, or with rows to correct: what somebody has to look at."""
    corrected = Delivery.objects.filter(corrects__isnull=False, state__in=(*PENDING, "kept"))
    to_correct = Q(state=DeliveryState.KEPT, rows_rejected__gt=0, set_aside_at=None) & ~Q(
        pk__in=corrected.values("corrects")
    )
    on_their_way = Q(state__in=PENDING)
    return (
        deliveries_for(actor, Capability.SEE_SOURCES)
        .filter(authority__code=authority)
        .filter(to_correct | on_their_way)
    )


def refused_deliveries(actor: Actor, authority: str, limit: int = 5) -> list[Delivery]:
    """The last files that could not be read, the latest first."""
    visible = deliveries_for(actor, Capability.SEE_SOURCES).filter(authority__code=authority)
    return list(visible.filter(state=DeliveryState.REFUSED)[:limit])


@dataclass(frozen=True, slots=True)
class ContractChoice:
    """A contract one may name when a file is not recognised."""

    id: str
    title: str


def contract_choices(actor: Actor, authority: str) -> list[ContractChoice]:
    """The contracts of the sectors where the actor may load files."""
    sectors = actor.sectors(Capability.LOAD_SOURCES, authority)
    contracts = sorted(wired.contracts().values(), key=lambda c: c.title)
    return [ContractChoice(c.id, c.title) for c in contracts if c.sector in sectors]


def health_of(actor: Actor, source: Source) -> Health:
    """What the kept deliveries of a source add up to."""
    kept = deliveries_of(actor, source).filter(state=DeliveryState.KEPT)
    sums = kept.aggregate(
        count=Count("pk"),
        read=Sum("rows_read", default=0),
        kept=Sum("rows_kept", default=0),
        last_at=Max("received_at"),
    )
    last = kept.filter(corrects=None).order_by("-received_at", "-pk")[:DELIVERIES_DRAWN]
    history = tuple(Received(d.received_at, d.rows_read, d.rows_kept) for d in reversed(last))
    return Health(sums["count"], sums["read"], sums["kept"], sums["last_at"], history)


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """A release as one authority sees it: its own inputs, and whether it is in use."""

    id: str
    published_at: datetime
    code_version: str
    inputs: tuple[Input, ...]
    is_current: bool

    @property
    def rows(self) -> int:
        """Rows of the authority that went in."""
        return sum(i.rows for i in self.inputs)


def releases_of(actor: Actor, authority: str) -> list[ReleaseCard]:
    """The releases on the shelf, the latest first, each with what `authority` put in it."""
    if not actor.may(Capability.SEE_INSIGHTS, authority):
        return []
    home = wired.home()
    current = shelf.current_id(home)
    return [_card(m, authority, m.id == current) for m in shelf.list_releases(home)]


def current_release(actor: Actor, authority: str) -> ReleaseCard | None:
    """The release in use, if anything was published."""
    return next((c for c in releases_of(actor, authority) if c.is_current), None)


def is_in_use(actor: Actor, delivery: Delivery) -> bool:
    """Whether the release in use already holds the rows of this delivery."""
    current = current_release(actor, delivery.authority.code)
    return current is not None and any(i.sha256 == delivery.sha256 for i in current.inputs)


def publication_under_way(actor: Actor, authority: str) -> Job | None:
    """The last publication asked for in `authority`, unless it went well."""
    if not actor.may(Capability.SEE_INSIGHTS, authority):
        return None
    asked = Job.objects.filter(name=PUBLISH_JOB, authority__code=authority)
    last = asked.order_by("-pk").first()
    return last if last is not None and last.state != JobState.DONE else None


def changes_to_publish(actor: Actor, authority: str) -> int:
    """How many deliveries came or went since the release in use was published."""
    current = current_release(actor, authority)
    inputs = current.inputs if current else ()
    files = (i for i in inputs if i.sector and not i.sector.startswith(PREFIX))
    published = {i.sha256 for i in files}
    feeding = [c.id for c in wired.contracts().values() if c.fact]
    visible = Delivery.objects.visible_to(actor, Capability.SEE_INSIGHTS)
    kept = visible.filter(
        authority__code=authority,
        state=DeliveryState.KEPT,
        contract__in=feeding,
        rows_kept__gt=0,
    )
    return len(published ^ set(kept.values_list("sha256", flat=True)))


def _card(manifest: Manifest, authority: str, is_current: bool) -> ReleaseCard:
    inputs = tuple(i for i in manifest.inputs if i.authority == authority)
    return ReleaseCard(
        manifest.id, manifest.published_at, manifest.code_version, inputs, is_current
    )


def contract_of(actor: Actor, record: Source | Delivery) -> Contract | None:
    """The contract a source or a delivery follows, if the actor sees it and it still exists."""
    if not actor.may(Capability.SEE_SOURCES, record.authority.code):
        return None
    return wired.contracts().get(record.contract)


def corrections_of(actor: Actor, delivery: Delivery) -> list[Delivery]:
    """The deliveries that correct this one's refused rows, or are about to."""
    visible = deliveries_for(actor, Capability.SEE_SOURCES)
    return list(visible.filter(corrects=delivery, state__in=LIVE))


def may_load(actor: Actor, delivery: Delivery) -> bool:
    """Whether the actor may correct or undo this delivery."""
    return deliveries_for(actor, Capability.LOAD_SOURCES).filter(pk=delivery.pk).exists()


def tokens_of(actor: Actor, authority: str) -> QuerySet[PushToken]:
    """The tokens that still open something, in the sectors where the actor may load files."""
    visible = PushToken.objects.visible_to(actor, Capability.LOAD_SOURCES)
    mine = in_sectors(actor, Capability.LOAD_SOURCES)
    return visible.filter(mine, authority__code=authority, revoked_at=None)


def _sources(actor: Actor) -> QuerySet[Source]:
    visible = Source.objects.visible_to(actor, Capability.SEE_SOURCES)
    return visible.filter(in_sectors(actor, Capability.SEE_SOURCES)).select_related("authority")
