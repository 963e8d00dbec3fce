"""Reads of the journal."""

from django.db.models import QuerySet

from parvis.apps.audit.models import GENESIS, JournalEntry
from parvis.core.access import Actor, Capability


def visible_entries(actor: Actor, authority: str) -> QuerySet[JournalEntry]:
    """The journal of `authority` (a code) as `actor` may read it, latest first."""
    return JournalEntry.objects.visible_to(actor, Capability.SEE_JOURNAL).filter(
        authority__code=authority
    )


def verify_chain() -> JournalEntry | None:
    """The first entry that was altered or does not follow the one before; None if all hold.

    Reads the whole home's journal: the chain is one. Entries cut off its very end leave no
    mark in a chain; the triggers and the backups are what guards against that.
    """
    previous = GENESIS
    for entry in JournalEntry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.previous != previous or entry.hash != entry.seal():
            return entry
        previous = entry.hash
    return None
