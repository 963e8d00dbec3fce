"""The verbs of the journal: to write at its end, and to say that it was taken away."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from parvis.apps.audit.models import GENESIS, JournalEntry
from parvis.apps.audit.searching import Filter, found_entries
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.scope import everywhere
from parvis.apps.authorities.selectors import visible_authorities
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible

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


@transaction.atomic
def record_export(*, actor: Actor, authority: str, where: Filter, now: datetime) -> JournalEntry:
    """Journal that `actor` takes away what `where` finds; how many entries, and in which words."""
    scope = visible_authorities(actor).filter(code=authority).first()
    if scope is None or not actor.may(Capability.SEE_JOURNAL, authority):
        raise NotVisible
    said = {name: str(value) for name, value in asdict(where).items() if value}
    rows = found_entries(actor, authority, where).count()
    return record(actor=actor, authority=scope, action="journal.exported", subject=_SELF,
                  detail={"rows": rows, "where": said}, now=now)  # fmt: skip


_SELF = "journal"


def _last_hash() -> str | None:
    """The end of the home's chain, whatever the authority; nobody else adds to it meanwhile."""
    with everywhere(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        return JournalEntry.objects.order_by("-pk").values_list("hash", flat=True).first()
