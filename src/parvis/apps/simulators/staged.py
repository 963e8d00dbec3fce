"""The typed rows that simulators read: kept deliveries of one sector, on the identified side."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources import folders
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.staging import reading, work_folder
from parvis.core.controls.outcome import Staged
from parvis.core.sectors import Sector

Held = tuple[Sequence[Delivery], Sequence[Staged], Path]


@contextmanager
def staged_for(place: Authority, contracts: Sequence[str], sector: Sector) -> Iterator[Held]:
    """The deliveries, their rows by contract, and where to spill, as long as they are read."""
    home = wired.home()
    name = f"simulation-{uuid.uuid4().hex}"
    with reading(home.staging), work_folder(home.staging, name, folders.is_orphan_folder) as spill:
        kept = deliveries_of(place, contracts, sector)
        yield kept, _staged(kept), spill.path


def deliveries_of(place: Authority, contracts: Sequence[str], sector: Sector) -> Sequence[Delivery]:
    """Those kept of these contracts, the first received first."""
    kept = Delivery.objects.filter(
        authority=place, state=DeliveryState.KEPT, rows_kept__gt=0, sector=sector,
        contract__in=contracts,
    )  # fmt: skip
    return list(kept.select_related("authority", "source").order_by("received_at", "pk"))


def _staged(kept: Sequence[Delivery]) -> list[Staged]:
    known = wired.contracts()
    return [
        Staged(known[contract],
               tuple((d.pk, d.rows_file) for d in kept if d.contract == contract))
        for contract in dict.fromkeys(delivery.contract for delivery in kept)
    ]  # fmt: skip
