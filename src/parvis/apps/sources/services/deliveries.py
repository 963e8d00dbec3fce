"""What is done to a delivery once it is there: undone, or its refused rows given up."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.sources import folders
from parvis.apps.sources.history import bring_back
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.quarantine import RefusedRow, refused_rows
from parvis.apps.sources.rights import delivery_for_verb
from parvis.apps.sources.staging import reading
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused, Where


@transaction.atomic
def discard_delivery(*, actor: Actor, now: datetime, delivery: int) -> Delivery:
    """Undo a load: the files go at once, the rows leave the figures at the next publication.

    The deliveries that correct this one's rows make no sense without it and go too.
    """
    found = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
    if not found.is_stuck:
        _require_kept(found)
    _discard(actor, now, found)
    transaction.on_commit(folders.sweep)
    return found


def _discard(actor: Actor, now: datetime, delivery: Delivery) -> None:
    for correction in delivery.corrections.filter(state=DeliveryState.KEPT):
        _discard(actor, now, correction)
    delivery.state = DeliveryState.DISCARDED
    delivery.discarded_at = now
    bring_back(delivery)
    # Refused values may name people: they go with the files.
    delivery.report = {**delivery.report, "rejects": [], "notes": []}
    delivery.save(update_fields=["state", "discarded_at", "report"])
    _journal(actor, now, delivery, "delivery.discarded")


@transaction.atomic
def set_aside_quarantine(*, actor: Actor, now: datetime, delivery: int) -> Delivery:
    """Give up the refused rows of a delivery: they will not be corrected."""
    found = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
    require_open_quarantine(found)
    found.set_aside_at = now
    found.save(update_fields=["set_aside_at"])
    _journal(actor, now, found, "quarantine.set_aside")
    return found


@transaction.atomic
def hand_over_quarantine(*, actor: Actor, now: datetime, delivery: int) -> tuple[BinaryIO, str]:
    """The refused rows of a delivery as an open CSV file, and a name for it; journaled."""
    found = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
    _require_kept(found)
    with reading(wired.home().staging):
        if not found.quarantine_file.exists():
            raise NotVisible
        handle = found.quarantine_file.open("rb")
    _journal(actor, now, found, "quarantine.downloaded")
    return handle, f"{Path(found.filename).stem}-a-corriger.csv"


@transaction.atomic
def consult_quarantine(
    *, actor: Actor, now: datetime, delivery: int, offset: int = 0, limit: int
) -> list[RefusedRow]:
    """Some refused rows of a delivery, to be corrected on the screen; journaled.

    NotVisible for who may not correct them; nothing where they were dealt with.
    """
    found = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
    with reading(wired.home().staging):
        if not found.has_open_quarantine or not found.quarantine_file.exists():
            return []
        rows = refused_rows(found.quarantine_file, offset, limit)
    _journal(actor, now, found, "quarantine.consulted")
    return rows


def require_open_quarantine(delivery: Delivery) -> None:
    """Refused unless the delivery has refused rows that nobody dealt with yet."""
    _require_kept(delivery)
    if not delivery.has_open_quarantine:
        raise Refused("quarantine.closed", where=Where(delivery.filename))


def _require_kept(delivery: Delivery) -> None:
    if not delivery.is_kept:
        raise Refused("delivery.not_kept", where=Where(delivery.filename))


def _journal(actor: Actor, now: datetime, delivery: Delivery, action: str) -> None:
    record(
        actor=actor,
        authority=delivery.authority,
        action=action,
        subject=f"delivery:{delivery.pk}",
        detail={"contract": delivery.contract, "sha256": delivery.sha256},
        now=now,
    )
