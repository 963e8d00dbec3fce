"""Sending a campaign: one message after another, each marked before and after it leaves.

Killed at any moment, the queue goes on where it was: who waits is written to once; the one whose
message was leaving is in doubt, shown, and settled from the journal of the mail relay.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.campaigns.carriers import Carrier, Rejected, carrier_for
from parvis.apps.campaigns.files import contract_named
from parvis.apps.campaigns.models import Campaign, CampaignState, Opposition, Recipient, Sent
from parvis.apps.campaigns.rights import campaign_for_verb
from parvis.apps.campaigns.services.drafting import conditions_of, judge_demand
from parvis.apps.jobs.services import enqueue
from parvis.core.access import Actor
from parvis.core.errors import Refused, Unavailable
from parvis.core.loyalty.outreach import Aim, Medium, Verdict

SEND_JOB = "campaigns.send"
STALE = timedelta(minutes=10)
"""After so long a message that was leaving has left, or never will."""
SENT_ONE_BY_ONE = frozenset({Medium.EMAIL, Medium.SMS})


@transaction.atomic
def launch_campaign(*, actor: Actor, now: datetime, campaign: int) -> Campaign:
    """Let a prepared campaign go, if the law of the day still allows it."""
    found = campaign_for_verb(actor, campaign)
    if found.state != CampaignState.PREPARED:
        raise Refused("campaign.not_prepared", state=found.get_state_display())
    _judge_again(found, now)
    is_queued = Medium(found.channel) in SENT_ONE_BY_ONE
    found.state = CampaignState.SENDING if is_queued else CampaignState.DONE
    found.launched_at = now
    found.finished_at = None if is_queued else now
    found.save()
    if is_queued:
        carrier_for(Medium(found.channel))
        enqueue(actor=actor, now=now, authority=found.authority, name=SEND_JOB, campaign=found.pk)
    else:
        _waiting(found).update(state=Sent.SENT, sent_at=now)
    _journal(actor, now, found, "campaign.launched")
    return found


@transaction.atomic
def stop_campaign(*, actor: Actor, now: datetime, campaign: int) -> Campaign:
    """Send nothing more, show nothing more; what has left has left."""
    found = campaign_for_verb(actor, campaign)
    if found.state == CampaignState.STOPPED or (
        found.state == CampaignState.DONE and not found.is_shown
    ):
        raise Refused("campaign.over", state=found.get_state_display())
    stopped = _waiting(found).update(state=Sent.CANCELLED)
    found.state, found.finished_at = CampaignState.STOPPED, now
    found.save()
    _journal(actor, now, found, "campaign.stopped", cancelled=stopped)
    return found


def send_next(*, now: datetime, campaign: int, most: int | None = None) -> int:
    """Send to those who wait, `most` at the most; how many messages left.

    Unavailable if the carrier does not answer: whoever waits goes on waiting.
    """
    found = Campaign.objects.select_related("authority").get(pk=campaign)
    _doubt_stale(found, now)
    carrier, sent = carrier_for(Medium(found.channel)), 0
    last: Recipient | None = None
    try:
        while most is None or sent < most:
            recipient = _take(found, last, now)
            if recipient is None:
                last = None
                break
            last = _carry(found, recipient, carrier, now)
            sent += last is not None
    finally:
        _note(last, now)
        carrier.close()
    _finish(found, now)
    return sent


@transaction.atomic
def settle_doubts(
    *, actor: Actor, now: datetime, campaign: int, left: Collection[str]
) -> tuple[int, int]:
    """Settle what is in doubt from the relay's journal: message ids that `left`.

    Those it names are sent; the others wait again. How many of each.
    """
    found = campaign_for_verb(actor, campaign)
    doubts = found.recipients.filter(state=Sent.DOUBT)
    carried = [r.pk for r in doubts if any(message_id(r) in line for line in left)]
    gone = found.recipients.filter(pk__in=carried).update(state=Sent.SENT, sent_at=now)
    again = found.recipients.filter(state=Sent.DOUBT).update(state=Sent.WAITING)
    if again:
        found.state, found.finished_at = CampaignState.SENDING, None
        found.save()
        enqueue(actor=actor, now=now, authority=found.authority, name=SEND_JOB, campaign=found.pk)
    _journal(actor, now, found, "campaign.doubts_settled", written=gone, again=again)
    return gone, again


def message_id(recipient: Recipient) -> str:
    """What names the one message of this recipient in any mail journal."""
    return f"campagne-{recipient.campaign_id}-{recipient.pk}-{recipient.key[:16]}"


def _carry(
    campaign: Campaign, recipient: Recipient, carrier: Carrier, now: datetime
) -> Recipient | None:
    """The recipient once its message has left; None where its address is refused for good."""
    try:
        carrier.carry(campaign, recipient, message_id(recipient))
    except Rejected:
        _bounce(recipient, now)
        return None
    except Unavailable:
        Recipient.objects.filter(pk=recipient.pk).update(state=Sent.WAITING)
        raise
    return recipient


@transaction.atomic
def _take(campaign: Campaign, last: Recipient | None, now: datetime) -> Recipient | None:
    """Note that the last message left and mark the next one as leaving, in one step."""
    _note(last, now)
    if not Campaign.objects.filter(pk=campaign.pk, state=CampaignState.SENDING).exists():
        return None
    waiting = _waiting(campaign).select_for_update(skip_locked=_skips()).order_by("pk")
    recipient = waiting.first()
    if recipient is None:
        return None
    if Opposition.objects.filter(authority=campaign.authority, key=recipient.key).exists():
        Recipient.objects.filter(pk=recipient.pk).update(state=Sent.CANCELLED)
        return _take(campaign, None, now)
    Recipient.objects.filter(pk=recipient.pk).update(state=Sent.SENDING, sent_at=now)
    return recipient


def _note(last: Recipient | None, now: datetime) -> None:
    if last is not None:
        Recipient.objects.filter(pk=last.pk).update(state=Sent.SENT, sent_at=now)


@transaction.atomic
def _bounce(recipient: Recipient, now: datetime) -> None:
    Recipient.objects.filter(pk=recipient.pk).update(state=Sent.BOUNCED, contact="", sent_at=None)
    Opposition.objects.get_or_create(
        authority_id=recipient.authority_id, key=recipient.key,
        defaults={"reason": Opposition.Reason.BOUNCED, "at": now,
                  "campaign_id": recipient.campaign_id},
    )  # fmt: skip


def _doubt_stale(campaign: Campaign, now: datetime) -> None:
    stale = campaign.recipients.filter(state=Sent.SENDING, sent_at__lte=now - STALE)
    stale.update(state=Sent.DOUBT)


def _finish(campaign: Campaign, now: datetime) -> None:
    """Nobody waits any more: the addresses are forgotten, but those still in doubt."""
    left = campaign.recipients.filter(state__in=(Sent.WAITING, Sent.SENDING), is_held_out=False)
    if left.exists() or campaign.recipients.filter(state=Sent.DOUBT).exists():
        return
    going = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.SENDING)
    if going.update(state=CampaignState.DONE, finished_at=now):
        campaign.recipients.update(contact="")


def _judge_again(campaign: Campaign, now: datetime) -> None:
    contract = contract_named(campaign.authority, campaign.contract)
    decision = judge_demand(contract, Aim(campaign.aim), Medium(campaign.channel),
                            conditions_of(campaign), now.date())  # fmt: skip
    if decision.verdict is Verdict.REFUSED or decision.verdict != campaign.decision["verdict"]:
        raise Refused("campaign.law_changed", because=decision.because, legal=decision.legal)


def _waiting(campaign: Campaign) -> Any:
    return campaign.recipients.filter(state=Sent.WAITING, is_held_out=False)


def _skips() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def _journal(
    actor: Actor, now: datetime, campaign: Campaign, action: str, **detail: object
) -> None:
    record(actor=actor, authority=campaign.authority, action=action, now=now,
           subject=f"campaign:{campaign.pk}", detail=detail)  # fmt: skip
