"""The one verb of the journal: to write at its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.apps.audit.models import GENESIS, JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.core.access import Actor


@transaction.atomic
def record(
    *,
    actor: Actor,
    authority: Authority,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> JournalEntry:
    """Add an entry, in the transaction of what it tells: both stay, or neither.

    `detail` must be JSON. Two writers cannot follow the same entry: `previous` is unique.
    """
    last = JournalEntry.objects.order_by("-pk").values_list("hash", flat=True).first()
    entry = JournalEntry(
        at=now,
        authority=authority,
        actor_ref=actor.ref,
        actor_label=actor.label,
        action=action,
        subject=subject,
        detail=dict(detail),
        previous=last or GENESIS,
    )
    entry.hash = entry.seal()
    entry.save(force_insert=True)
    return entry
