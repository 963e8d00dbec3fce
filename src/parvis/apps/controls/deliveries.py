"""The kept deliveries of an authority as an auditor reads them."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from hashlib import md5

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources import folders
from parvis.apps.sources.models import Delivery, DeliveryState, Source
from parvis.apps.sources.staging import reading, work_folder
from parvis.core.controls.outcome import Auditor, Line, Staged
from parvis.core.sectors import Sector


@contextmanager
def auditing(authority: Authority, contracts: Collection[str]) -> Iterator[Auditor]:
    """An auditor over the kept deliveries of `contracts`, which stay in place meanwhile."""
    staging = wired.home().staging
    name = f"controls-{uuid.uuid4().hex}"
    with reading(staging), work_folder(staging, name, folders.is_orphan_folder) as folder:
        auditor = wired.auditors()(_staged(authority, contracts), spill=folder.path)
        try:
            yield auditor
        finally:
            auditor.close()


def _staged(authority: Authority, contracts: Collection[str]) -> list[Staged]:
    kept = Delivery.objects.filter(
        authority=authority,
        state=DeliveryState.KEPT,
        contract__in=contracts,
        rows_kept__gt=0,
    )
    found: dict[str, list[Delivery]] = {}
    for delivery in kept.select_related("authority").order_by("received_at", "pk"):
        found.setdefault(delivery.contract, []).append(delivery)
    known = wired.contracts()
    return [
        Staged(known[contract], tuple((d.pk, d.rows_file) for d in deliveries))
        for contract, deliveries in found.items()
        if contract in known
    ]


def silent_sources(authority: Authority, sector: Sector, now: datetime) -> list[Source]:
    """The sources of a sector whose last delivery is older than their contract promises."""
    sources = Source.objects.filter(authority=authority, sector=sector)
    return [source for source in sources if _is_silent(source, now)]


def _is_silent(source: Source, now: datetime) -> bool:
    contract = wired.contracts().get(source.contract)
    kept = source.deliveries.filter(state=DeliveryState.KEPT).order_by("-received_at")
    last_at = kept.values_list("received_at", flat=True).first()
    if contract is None or not contract.freshness_days or last_at is None:
        return False
    return (now - last_at).days > contract.freshness_days


def silence_line(source: Source) -> Line:
    """A silent source as a line of a worklist."""
    name = md5(source.contract.encode(), usedforsecurity=False).hexdigest()
    return Line(name, (source.title,), Decimal(1), Decimal(0), Decimal(1), (), ())
