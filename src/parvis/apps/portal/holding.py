"""What the portal and its accounts hold of persons until a term: drafts, words, mandates.

An account is its holder's, who takes away or erases everything from « Mes données »: here goes
only what nobody came back to.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from parvis.apps.accounts.models import Account, Contacted, Delegation
from parvis.apps.authorities.models import Authority
from parvis.apps.people.holdings import Erased, Held, Purge, declare
from parvis.apps.portal.filing import KEPT, drafts_past, throw_away
from parvis.core.people.concerned import Concerned
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector

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
    """Known by an account, never by a reference of a file: it is theirs where its address and its
    name are those of their records. Only its holder closes it, from « Mes données »."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return []

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        return [
            Held("Compte du portail", Sector.RELATIONS_USAGERS,
                 {"nom": account.full_name, "courriel": account.email,
                  "ouvert le": account.created_at.isoformat()},
                 "Consentement (RGPD, article 6-1-a)")
            for account in _theirs(concerned)
        ]  # fmt: skip

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        told = "Compte du portail, que son titulaire ferme depuis « Mes données »"
        return Erased(kept=tuple(told for _ in _theirs(concerned)))

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


def _theirs(concerned: Concerned) -> list[Account]:
    found = Account.objects.filter(email__in=concerned.emails, memberships=None)
    return [account for account in found if concerned.is_called(account.full_name)]


declare("portal", OfAccounts())
