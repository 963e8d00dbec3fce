"""Deliveries of one source, one after the other: what each replaces, how it differs."""

from pathlib import Path

from django.db.models import QuerySet

from parvis.apps import wired
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.core.ingest.comparison import Finding, compare_totals, late_finding
from parvis.core.ingest.contract import Contract
from parvis.core.ports import Loaded


def supersede_before(delivery: Delivery) -> None:
    """Let a delivery that holds everything replace those before it, their corrections too.

    Their files stay: a past release can be made again, and the discard of the new one brings
    them back.
    """
    before = _before(delivery).exclude(pk=delivery.pk)
    before.update(state=DeliveryState.SUPERSEDED, superseded_by=delivery)


def bring_back(delivery: Delivery) -> None:
    """Undo what a delivery replaced."""
    delivery.superseded.filter(state=DeliveryState.SUPERSEDED).update(
        state=DeliveryState.KEPT, superseded_by=None
    )


def findings_of(delivery: Delivery, contract: Contract, loaded: Loaded) -> list[dict[str, str]]:
    """What a delivery says beside the one before, and beside its own totals."""
    found = list(compare_totals(loaded.report.controls, contract))
    before = None if delivery.corrects else _before(delivery).filter(corrects=None).first()
    if before is not None and before.pk != delivery.pk:
        found += late_finding(before.received_at, delivery.received_at, contract)
        found += _compared(before.rows_file, delivery.rows_file, contract)
    return [{"severity": f.severity.value, "sentence": f.sentence} for f in found]


def _before(delivery: Delivery) -> QuerySet[Delivery]:
    """The kept deliveries of the same source, the latest first."""
    return Delivery.objects.filter(
        authority=delivery.authority, source=delivery.source, state=DeliveryState.KEPT
    ).order_by("-received_at", "-pk")


def _compared(before: Path, after: Path, contract: Contract) -> list[Finding]:
    return wired.intake().compare(before, after, contract=contract) if before.is_file() else []
