"""What one parent knows of the requests of the other for their child: what, when, where it stands.

Neither the code that follows a request, nor its answers, address, files or messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parvis.apps.accounts.models import Account, Body
from parvis.apps.accounts.parents import has_ties, sides_of
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.portal.models import Draft


@dataclass(frozen=True, slots=True)
class Told:
    """A request of the other parent, no more of it than they let be known."""

    demarche: str
    subject: str
    received_at: datetime
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class OfChild:
    """What the other parent asked for `child`; `parent` is how they are called."""

    child: Body
    parent: str
    requests: list[Told]


def told_of_children(account: Account, authority: Authority) -> list[OfChild]:
    """For each child whose other parent tells, what they asked."""
    if not has_ties(account, authority):
        return []
    return [
        OfChild(side.own, side.other_name, _asked_for(side.theirs))
        for side in sides_of(account, authority)
        if side.own and side.theirs and side.is_told
    ]


def asked_already(draft: Draft) -> Told | None:
    """The same demarche, still open, that the other parent told of for the child of `draft`."""
    if draft.body is None or draft.account is None:
        return None
    found = (
        told
        for of_child in told_of_children(draft.account, draft.authority)
        if of_child.child.pk == draft.body_id
        for told in of_child.requests
        if told.is_open and told.demarche == draft.demarche
    )
    return next(found, None)


def _asked_for(child: Body) -> list[Told]:
    sent = Draft.objects.filter(body=child).exclude(request_code="")
    demarches = dict(sent.values_list("request_code", "demarche"))
    found = ServiceRequest.objects.filter(
        tracking_code__in=demarches, authority=child.authority_id
    ).order_by("-received_at")
    return list(_told(found, demarches))


def _told(requests: Iterable[ServiceRequest], demarches: dict[str, str]) -> Iterable[Told]:
    for asked in requests:
        yield Told(demarches[asked.tracking_code], asked.subject, asked.received_at,
                   asked.state_label, asked.is_open)  # fmt: skip
