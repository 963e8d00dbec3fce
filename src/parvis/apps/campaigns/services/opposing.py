"""Saying no: by one click, to the town, or because an address does not answer any more."""

from datetime import datetime

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.bounces import bounced_in
from parvis.apps.campaigns.keys import key_of, recipient_of
from parvis.apps.campaigns.models import Campaign, Opposition, Recipient, Sent
from parvis.apps.campaigns.rights import authority_of
from parvis.core.access import Actor
from parvis.core.errors import NotVisible, Refused
from parvis.core.loyalty.outreach import Medium


@transaction.atomic
def unsubscribe(*, now: datetime, token: str) -> Opposition:
    """The bearer of a message's link is written to no more; a second click changes nothing.

    NotVisible where the link is not one of ours.
    """
    pk = recipient_of(token)
    found = Recipient.objects.select_related("authority", "campaign").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return _oppose(found.authority, found.key, Opposition.Reason.ASKED, now, found.campaign)


@transaction.atomic
def oppose(*, actor: Actor, now: datetime, authority: str, contact: str) -> Opposition:
    """Note that somebody told the town not to write to an address or a telephone any more."""
    where = authority_of(actor, authority)
    medium = Medium.EMAIL if "@" in contact else Medium.SMS
    key = key_of(contact, medium)
    if not key:
        raise Refused("campaign.contact", contact=contact)
    found = _oppose(where, key, Opposition.Reason.TOLD, now, None)
    record(actor=actor, authority=where, action="campaign.opposition", now=now,
           subject=f"authority:{where.code}", detail={})  # fmt: skip
    return found


@transaction.atomic
def note_bounces(*, actor: Actor, now: datetime, authority: str, raw: bytes) -> int:
    """Read a message of non-delivery, or several in one mailbox file; how many addresses."""
    where = authority_of(actor, authority)
    keys = {key for address in bounced_in(raw) if (key := key_of(address, Medium.EMAIL))}
    for key in keys:
        _oppose(where, key, Opposition.Reason.BOUNCED, now, None)
        sent = Recipient.objects.filter(authority=where, key=key, state=Sent.SENT)
        sent.update(state=Sent.BOUNCED)
    record(actor=actor, authority=where, action="campaign.bounces", now=now,
           subject=f"authority:{where.code}", detail={"addresses": len(keys)})  # fmt: skip
    return len(keys)


def _oppose(
    where: Authority, key: str, reason: str, now: datetime, campaign: Campaign | None
) -> Opposition:
    found, _ = Opposition.objects.get_or_create(
        authority=where, key=key, defaults={"reason": reason, "at": now, "campaign": campaign}
    )
    waiting = Recipient.objects.filter(authority=where, key=key, state=Sent.WAITING)
    waiting.filter(is_held_out=False).update(state=Sent.CANCELLED, contact="")
    return found
