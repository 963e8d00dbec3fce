"""Reads of the municipal files, each within what its actor may see."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from parvis.apps import wired
from parvis.apps.sources.models import PENDING, Delivery, DeliveryState, Source
from parvis.apps.sources.quarantine import RefusedRow, refused_rows
from parvis.apps.sources.rights import deliveries_for, in_sectors
from parvis.apps.sources.staging import reading
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


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


def quarantine_page(actor: Actor, delivery: Delivery, offset: int, limit: int) -> list[RefusedRow]:
    """Refused rows of a delivery, for who may correct them; nothing for the others."""
    visible = deliveries_for(actor, Capability.LOAD_SOURCES).filter(pk=delivery.pk)
    with reading(wired.home().staging):
        if not visible.exists() or not delivery.quarantine_file.exists():
            return []
        return refused_rows(delivery.quarantine_file, offset, limit)


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


def _sources(actor: Actor) -> QuerySet[Source]:
    visible = Source.objects.visible_to(actor, Capability.SEE_SOURCES)
    return visible.filter(in_sectors(actor, Capability.SEE_SOURCES)).select_related("authority")
