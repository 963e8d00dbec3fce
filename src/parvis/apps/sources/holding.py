"""What the municipal files hold of persons."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.people.holdings import declare
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.staging import reading
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector


class Files:
    """The kept deliveries, whose contract is still described."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return [file_of(delivery) for delivery in kept(authority, sector)]

    def reading(self) -> AbstractContextManager[None]:
        return reading(wired.home().staging)


def kept(authority: Authority, sector: Sector) -> list[Delivery]:
    """The deliveries of one sector that hold rows and whose contract is known."""
    found = Delivery.objects.filter(
        authority=authority, sector=sector, state=DeliveryState.KEPT, rows_kept__gt=0,
        contract__in=list(wired.contracts()),
    )  # fmt: skip
    return list(found.select_related("authority").order_by("received_at", "pk"))


def file_of(delivery: Delivery) -> RecordFile:
    """A delivery as linking reads it."""
    return RecordFile(
        wired.contracts()[delivery.contract], delivery.rows_file, delivery.received_at,
        delivery.sha256,
    )  # fmt: skip


declare("sources", Files())
