"""What the desk holds of persons: names, words and files of requests, until their term.

Who asked is known for one request only, by no reference of a file: the rights of persons reach
requests by their number, at the desk.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from parvis.apps.authorities.models import Authority
from parvis.apps.casework.services.keeping import forget, kept_since, past_their_term
from parvis.apps.people.holdings import Erased, Held, Purge, References, declare
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector


class Requests:
    """Closed requests: the history stays, which holds no word of anybody."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return []

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def export(self, authority: Authority, references: References) -> list[Held]:
        return []

    def erase(self, authority: Authority, references: References, now: datetime) -> Erased:
        return Erased()

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        due = Counter(past_their_term(authority, now).values_list("sector", flat=True))
        if due and not is_rehearsal:
            forget(now=now, authority=authority)
        limit = kept_since(authority, now)
        return [
            Purge("Demandes closes du guichet", Sector(sector), count, limit, is_published=False)
            for sector, count in sorted(due.items())
        ]


declare("casework", Requests())
