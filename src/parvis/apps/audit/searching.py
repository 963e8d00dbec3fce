"""What is looked for in the journal, and what is found, as it is taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from parvis.apps.audit.models import JournalEntry
from parvis.apps.audit.selectors import visible_entries
from parvis.core.access import Actor


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for in the journal; what is empty leaves all through.

    `agent`: part of a name. `request`: the number of a request. `action`: a
    code of `words.ACTIONS`. `first_on`, `last_on`: local days, both included.
    """

    agent: str = ""
    request: str = ""
    action: str = ""
    first_on: date | None = None
    last_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for in particular."""
        return self == Filter()


def found_entries(actor: Actor, authority: str, wanted: Filter) -> QuerySet[JournalEntry]:
    """Those of `visible_entries` that `wanted` lets through."""
    conditions = {
        "actor_label__icontains": wanted.agent,
        "subject": wanted.request and f"request:{wanted.request}",
        "action": wanted.action,
        "at__gte": wanted.first_on and _start(wanted.first_on),
        "at__lt": wanted.last_on and _start(wanted.last_on + timedelta(days=1)),
    }
    asked = {name: value for name, value in conditions.items() if value}
    return visible_entries(actor, authority).filter(**asked)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def rows_of(entries: QuerySet[JournalEntry]) -> Iterator[tuple[str, ...]]:
    """The entries as texts: when, who, what was done (code, French), to what, precisions, seal."""
    for entry in entries.iterator(chunk_size=2000):
        said = "; ".join(f"{name}: {text}" for name, text in entry.details)
        yield (entry.at.isoformat(), entry.actor_ref, entry.actor_label, entry.action,
               entry.action_label, entry.subject, said, entry.hash)  # fmt: skip
