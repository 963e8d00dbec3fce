"""The one verb of the journal: to write at its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from parvis.apps.audit.models import GENESIS, JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.scope import everywhere
from parvis.core.access import Actor

_CHAIN_LOCK = 0x6A6F7572
"""PostgreSQL: whoever holds it writes the next entry; SQLite has one writer anyway."""


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
    last = _last_hash()
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


def _last_hash() -> str | None:
    """The end of the home's chain, whatever the authority; nobody else adds to it meanwhile."""
    with everywhere(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        return JournalEntry.objects.order_by("-pk").values_list("hash", flat=True).first()
