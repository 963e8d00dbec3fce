"""What the desk holds of persons: names, words and files of requests, until their term.

Who asked is known for one request only, by no reference of a file: a request is surely somebody's
where their name stands with an address or a number that their records give, or where it was made
from an account that is theirs. The others are reached by their number, at the desk.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.db.models import Q

from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import RequestContact, ServiceRequest
from parvis.apps.casework.services.keeping import (
    erase_contents,
    forget,
    kept_since,
    past_their_term,
)
from parvis.apps.people.holdings import Erased, Held, Purge, declare
from parvis.core.people.concerned import Concerned
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector


class Requests:
    """Closed requests: the history stays, which holds no word of anybody."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return []

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        return [_held(contact) for contact in _theirs(authority, concerned)]

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        """Those that are closed; an open one is a duty not done yet (RGPD, article 17-3-b)."""
        theirs = [contact.service_request for contact in _theirs(authority, concerned)]
        closed = [request for request in theirs if not request.is_open]
        for request in closed:
            erase_contents(request=request.pk, now=now)
        kept = (f"{_name(request)}, encore ouverte" for request in theirs if request.is_open)
        return Erased(len(closed), tuple(map(_name, closed)), tuple(kept))

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        due = Counter(past_their_term(authority, now).values_list("sector", flat=True))
        if due and not is_rehearsal:
            forget(now=now, authority=authority)
        limit = kept_since(authority, now)
        return [
            Purge("Demandes closes du guichet", Sector(sector), count, limit, is_published=False)
            for sector, count in sorted(due.items())
        ]


def _theirs(authority: Authority, concerned: Concerned) -> list[RequestContact]:
    asked = Q(account_ref__in=concerned.accounts)
    reached = asked | Q(email_key__in=concerned.emails) | Q(phone_key__in=concerned.phones)
    kept = RequestContact.objects.filter(reached, authority=authority,
                                         service_request__erased_at=None)  # fmt: skip
    found = kept.select_related("service_request").order_by("service_request")
    accounts = concerned.accounts
    return [c for c in found if c.account_ref in accounts or concerned.is_called(c.name)]


def _name(request: ServiceRequest) -> str:
    return f"Demande n° {request.number}"


def _held(contact: RequestContact) -> Held:
    request = contact.service_request
    words = (f"{m.at.isoformat()} {m.get_way_display()} : {m.text}"
             for m in request.messages.order_by("rank"))  # fmt: skip
    return Held(
        _name(request), Sector(contact.sector),
        {"nom": contact.name, "courriel": contact.email, "téléphone": contact.phone,
         "adresse": contact.address, "objet": request.subject, "état": request.state_label,
         "reçue le": request.received_at.isoformat(),
         "messages": "\n".join(words)},
        "Mission d’intérêt public (RGPD, article 6-1-e)",
    )  # fmt: skip


declare("casework", Requests())
