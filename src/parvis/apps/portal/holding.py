"""What the portal and its accounts hold of persons: told whole and closed with them, at the demand
of who was verified; and until a term what nobody came back to: drafts, words, mandates.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from parvis.apps.accounts.models import Account, Contacted, Delegation
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.authorities.models import Authority
from parvis.apps.people.holdings import Erased, Held, Purge, declare
from parvis.apps.portal.closing import close_for, is_of
from parvis.apps.portal.filing import KEPT, drafts_past, throw_away
from parvis.apps.portal.my_data import everything
from parvis.core.people.concerned import Concerned
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector

ORIGIN = "Compte du portail"
WORDS_KEPT = timedelta(days=365)
"""What the town wrote of its own accord: a year, as long as the cap on its messages looks back."""
MANDATES_KEPT = timedelta(days=5 * 365)
"""A mandate that ended may be called into question for five years (code civil, article 2224)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of one kind, how long they are kept, which are past that at an instant, how they go."""

    origin: str
    term: timedelta
    past: Callable[[datetime], QuerySet[Any]]
    remove: Callable[[QuerySet[Any]], object]


def _delete(rows: QuerySet[Any]) -> object:
    return rows.delete()


def _ended(before: datetime) -> QuerySet[Any]:
    return Delegation.objects.filter(Q(until__lt=before.date()) | Q(ended_at__lt=before))


_ROWS = (
    _Kept("Brouillons du portail", KEPT, drafts_past, throw_away),
    _Kept("Messages de la mairie aux comptes", WORDS_KEPT,
          lambda now: Contacted.objects.filter(at__lt=now - WORDS_KEPT), _delete),
    _Kept("Mandats terminés", MANDATES_KEPT, lambda now: _ended(now - MANDATES_KEPT), _delete),
)  # fmt: skip


class OfAccounts:
    """Known by an account, never by a reference of a file. Its holder closes it from « Mes
    données »; so does the data protection officer, once they verified who asks."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return []

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        return [
            Held(ORIGIN, Sector.RELATIONS_USAGERS, values,
                 "Consentement (RGPD, article 6-1-a)")
            for account in _theirs(authority, concerned)
            for values in _told(everything(actor_of(account), account, authority))
        ]  # fmt: skip

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        theirs = _theirs(authority, concerned)
        stays = [close_for(now=now, authority=authority, account=one) for one in theirs]
        closed = stays.count("")
        return Erased(closed, (ORIGIN,) * closed, tuple(why for why in stays if why))

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        purged = []
        for kept in _ROWS:
            due = kept.past(now).filter(authority=authority)
            if count := due.count():
                limit = (now - kept.term).date()
                purged.append(Purge(kept.origin, Sector.RELATIONS_USAGERS, count, limit,
                                    is_published=False))  # fmt: skip
                if not is_rehearsal:
                    kept.remove(due)
        return purged


def _theirs(authority: Authority, concerned: Concerned) -> list[Account]:
    """The accounts of one person that `authority` answers for."""
    pks = [int(ref.removeprefix("account:")) for ref in concerned.accounts]
    found = Account.objects.filter(pk__in=pks).order_by("pk")
    return [account for account in found if is_of(account, authority)]


def _told(held: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What an account holds, one row a thing, each under its heading; requests apart, which the
    desk tells."""
    for heading, told in held.items():
        for row in told if isinstance(told, list) else [told]:
            if heading != "demandes" and row:
                yield {"rubrique": heading, **{name: _text(value) for name, value in row.items()}}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


declare("portal", OfAccounts())
