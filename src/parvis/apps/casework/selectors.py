"""Reads of requests: what an agent handles, and what a citizen may follow."""

from django.db.models import Q, QuerySet

from parvis.apps.accounts.models import Account, Membership
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import (
    Absence,
    Attachment,
    BulkAction,
    DeskVersion,
    Message,
    Presence,
    RequestEvent,
    RequestLink,
    Satisfaction,
    ServiceRequest,
    Way,
)
from parvis.apps.casework.rights import in_sectors, requests_for
from parvis.core.access import SECTOR_BOUND, Actor, Capability
from parvis.core.casework.lifecycle import Happening
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import NotVisible, Refused


def visible_requests(actor: Actor, authority: str) -> QuerySet[ServiceRequest]:
    """Requests of `authority` (a code) within the actor's sectors, latest first."""
    # By its key, so that an index on it gives the first rows in order: a join would sort them all.
    key = Authority.objects.filter(code=authority).values("pk")[:1]
    return requests_for(actor, Capability.SEE_DESK).filter(authority=key)


def request_file(actor: Actor, pk: int) -> ServiceRequest:
    """The request `pk` with its contact, if it lies within the actor's sectors."""
    visible = requests_for(actor, Capability.SEE_DESK)
    found = visible.select_related("authority", "assignee", "contact", "merged_into")
    request = found.filter(pk=pk).first()
    if request is None:
        raise NotVisible
    return request


def whole_file(actor: Actor, pk: int) -> ServiceRequest:
    """The request `pk` with all that its page tells, read at once: history, words, files, who
    reads it, what was merged into it; if it lies within the actor's sectors.
    """
    around = ("events", "messages", "attachments", "merged", "presences__account")
    visible = requests_for(actor, Capability.SEE_DESK).prefetch_related(*around)
    found = visible.select_related("authority", "assignee", "contact", "merged_into")
    request = found.filter(pk=pk).first()
    if request is None:
        raise NotVisible
    return request


def links_of(actor: Actor, pk: int) -> QuerySet[RequestLink]:
    """Links of the request `pk` to others, both within the actor's sectors."""
    ends = (Q(one=pk) | Q(other=pk)) & in_sectors(actor, Capability.SEE_DESK, "one__")
    links = RequestLink.objects.filter(ends & in_sectors(actor, Capability.SEE_DESK, "other__"))
    return links.select_related("one", "other")


def readers_of(actor: Actor, pk: int) -> QuerySet[Presence]:
    """Who has, or had, the request `pk` open, besides `actor`."""
    others = Presence.objects.filter(service_request__in=_one(actor, pk)).select_related("account")
    kind, _, key = actor.ref.partition(":")
    return others.exclude(account=int(key)) if kind == "account" else others


def attachment_for(actor: Actor, pk: int) -> Attachment:
    """The file `pk`, if its request lies within the actor's sectors."""
    visible = requests_for(actor, Capability.SEE_DESK)
    found = Attachment.objects.filter(service_request__in=visible, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def desk_versions(actor: Actor, authority: str) -> QuerySet[DeskVersion]:
    """The setups of the desk of `authority`, latest first."""
    visible = DeskVersion.objects.visible_to(actor, Capability.CONFIGURE_DESK)
    return visible.filter(authority__code=authority)


def absences(actor: Actor, authority: str) -> QuerySet[Absence]:
    """Who is away in `authority`, and who works for them."""
    visible = Absence.objects.visible_to(actor, Capability.SEE_DESK)
    return visible.filter(authority__code=authority).select_related("account", "deputy")


def colleagues_of(actor: Actor, authority: str) -> QuerySet[Account]:
    """Who handles requests in `authority`, oneself included, for who handles some there."""
    held = Membership.objects.visible_to(actor, Capability.SEE_DESK).filter(
        authority__code=authority, role__in=SECTOR_BOUND
    )
    return Account.objects.filter(pk__in=held.values("account"), is_active=True)


def last_bulk_action(actor: Actor, authority: str) -> BulkAction | None:
    """The last action on several requests that `actor` did in `authority` and may undo."""
    visible = BulkAction.objects.visible_to(actor, Capability.HANDLE_REQUESTS)
    mine = visible.filter(authority__code=authority, actor_ref=actor.ref, undone_at=None)
    return mine.first()


def satisfactions(actor: Actor, authority: str) -> QuerySet[Satisfaction]:
    """What citizens of `authority` answered, within the actor's sectors."""
    visible = Satisfaction.objects.visible_to(actor, Capability.SEE_SERVICE_QUALITY)
    allowed = in_sectors(actor, Capability.SEE_SERVICE_QUALITY)
    requests = ServiceRequest.objects.filter(allowed, authority__code=authority)
    return visible.filter(service_request__in=requests)


def tracked_request(authority: str, code: str) -> ServiceRequest:
    """The request that a tracking code names, as any visitor may follow it.

    The code is the right: NotVisible if it names none in `authority`, or is misspelt.
    """
    try:
        typed = typed_code(code)
    except Refused:
        raise NotVisible from None
    found = ServiceRequest.objects.filter(authority__code=authority, tracking_code=typed)
    request = found.select_related("authority", "contact", "merged_into").first()
    if request is None:
        raise NotVisible
    return request


def requests_of_account(actor: Actor, authority: str) -> QuerySet[ServiceRequest]:
    """The requests that `actor`, signed in as a citizen, made in `authority`, latest first."""
    mine = ServiceRequest.objects.filter(contact__account_ref=actor.ref)
    return mine.filter(authority__code=authority).select_related("authority", "contact")


def public_messages(authority: str, code: str) -> QuerySet[Message]:
    """What a citizen reads of the request they follow: no internal note."""
    request = tracked_request(authority, code)
    return Message.objects.filter(service_request=request).exclude(way=Way.NOTE)


def public_events(authority: str, code: str) -> QuerySet[RequestEvent]:
    """What a citizen reads of the life of the request they follow: no internal note."""
    request = tracked_request(authority, code)
    hidden = (Happening.NOTED, Happening.CATEGORISED)
    return RequestEvent.objects.filter(service_request=request).exclude(what__in=hidden)


def public_attachments(authority: str, code: str) -> QuerySet[Attachment]:
    """The files that a citizen may open of the request they follow."""
    request = tracked_request(authority, code)
    return Attachment.objects.filter(service_request=request, is_internal=False)


def _one(actor: Actor, pk: int) -> QuerySet[ServiceRequest]:
    return requests_for(actor, Capability.SEE_DESK).filter(pk=pk)
