"""Preparing a campaign: the rule evaluated, the lot drawn, the detectable effect said."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from parvis.apps.audit.services import record
from parvis.apps.campaigns.consents import already_written, consented_to
from parvis.apps.campaigns.files import (
    Columns,
    consent_field,
    contact_field,
    contract_named,
    has_agreed,
    place_field,
    rows_of,
)
from parvis.apps.campaigns.keys import key_of
from parvis.apps.campaigns.models import Campaign, CampaignState, Opposition, Recipient, Sent
from parvis.apps.campaigns.rights import campaign_for_verb
from parvis.apps.campaigns.services.drafting import conditions_of
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.audience import chosen
from parvis.core.loyalty.experiment import detectable
from parvis.core.loyalty.outreach import Aim, Medium, Verdict
from parvis.core.loyalty.preparing import FEWEST, Limits, Prepared, prepare

CAP_DAYS, MOST_MESSAGES = 30, 4
"""Nobody gets more messages than that in so many days, all campaigns together."""
_BATCH = 2000
EDITABLE = (CampaignState.DRAFT, CampaignState.PREPARED)


@dataclass(frozen=True, slots=True)
class People:
    """Those a rule chooses, one place each: their contact, its key, where they live, who they are
    in the file. `agreed`: the keys that consented in the file itself."""

    contacts: list[str]
    keys: list[str]
    places: list[str]
    references: list[str]
    agreed: Collection[str]


@transaction.atomic
def prepare_campaign(*, actor: Actor, now: datetime, campaign: int) -> Campaign:
    """Evaluate the rule now and keep who is to be written to; again replaces what was prepared."""
    found = campaign_for_verb(actor, campaign)
    if found.state not in EDITABLE:
        raise Refused("campaign.not_editable", state=found.get_state_display())
    contract = contract_named(found.authority, found.contract)
    people = people_of(found, contract, now)
    prepared = prepare(
        people.keys, _limits(found, people, now), held_out=found.held_out, aim=Aim(found.aim),
        draw=bytes(found.draw),
    )  # fmt: skip
    found.recipients.all().delete()
    Recipient.objects.bulk_create(_recipients(found, people, prepared), batch_size=_BATCH)
    found.state, found.prepared_at = CampaignState.PREPARED, now
    found.left_out = dict(prepared.left_out)
    found.detectable = _detectable(found, prepared)
    found.save()
    record(
        actor=actor, authority=found.authority, action="campaign.prepared",
        subject=f"campaign:{found.pk}", now=now,
        detail={"written": len(prepared.written), "held_out": len(prepared.held_out),
                **prepared.left_out},
    )  # fmt: skip
    return found


def people_of(campaign: Campaign, contract: Contract, now: datetime) -> People:
    """Whom the rule of the campaign chooses in its file, now."""
    medium, rule = Medium(campaign.channel), conditions_of(campaign)
    where, place, agreed = (
        contact_field(contract, medium), place_field(contract), consent_field(contract)
    )  # fmt: skip
    wanted = {where, place, agreed, contract.person, *(c.field for c in rule)}
    columns = rows_of(campaign.authority, contract, wanted)
    kept = chosen(rule, columns, now.date())
    columns = {name: values[kept] for name, values in columns.items()}
    contacts = _texts(columns, where)
    known = {contact: key_of(contact, medium) if contact else "" for contact in set(contacts)}
    keys = [known[contact] for contact in contacts]
    said = columns[agreed] if agreed else []
    return People(
        contacts, keys, _texts(columns, place), _texts(columns, contract.person),
        {key for key, value in zip(keys, said, strict=False) if has_agreed(value)},
    )  # fmt: skip


def _texts(columns: Columns, name: str) -> list[str]:
    size = len(next(iter(columns.values()), ()))
    if not name or name not in columns:
        return [""] * size
    return ["" if value is None else str(value) for value in columns[name]]


def _limits(campaign: Campaign, people: People, now: datetime) -> Limits:
    against = Opposition.objects.filter(authority=campaign.authority)
    reasons = dict(against.values_list("key", "reason"))
    since = now - timedelta(days=CAP_DAYS)
    sent = Recipient.objects.filter(authority=campaign.authority, sent_at__gte=since)
    written = already_written(
        campaign.authority, Medium(campaign.channel), now, CAP_DAYS, MOST_MESSAGES
    )
    written.update(dict(sent.values_list("key").annotate(n=Count("pk")).order_by()))
    consented = None
    if campaign.decision["verdict"] == Verdict.CONSENT:
        consented = set(people.agreed) | consented_to(
            campaign.authority, campaign.contract, Aim(campaign.aim), Medium(campaign.channel)
        )
    bounced = Opposition.Reason.BOUNCED
    return Limits(
        {key for key, reason in reasons.items() if reason != bounced},
        {key for key, reason in reasons.items() if reason == bounced},
        written, MOST_MESSAGES, consented,
    )  # fmt: skip


def _recipients(campaign: Campaign, people: People, prepared: Prepared) -> Iterator[Recipient]:
    references = defaultdict(list)
    for key, reference in zip(people.keys, people.references, strict=True):
        references[key].append(reference)
    for places, is_held_out in ((prepared.written, False), (prepared.held_out, True)):
        for place in places:
            key = people.keys[place]
            yield Recipient(
                authority=campaign.authority, campaign=campaign, key=key,
                contact="" if is_held_out else people.contacts[place],
                place=people.places[place][:120],
                references=list(dict.fromkeys(references[key])), is_held_out=is_held_out,
            )  # fmt: skip


def _detectable(campaign: Campaign, prepared: Prepared) -> float | None:
    """The least rise that the measure would see; None without a control group or a usual share."""
    sizes = len(prepared.written), len(prepared.held_out)
    if campaign.usual is None or min(sizes) < FEWEST:
        return None
    found = detectable(sizes, campaign.usual)
    return found if found < 1 else None


def counts_of(campaigns: Sequence[Campaign]) -> dict[int, dict[str, int]]:
    """For each campaign, how many recipients are in each state, and held out."""
    rows = Recipient.objects.filter(campaign__in=campaigns).values_list(
        "campaign", "is_held_out", "state"
    )
    found: dict[int, dict[str, int]] = {campaign.pk: {} for campaign in campaigns}
    for campaign, is_held_out, state, n in rows.annotate(n=Count("pk")).order_by():
        name = "held_out" if is_held_out else str(Sent(state))
        found[campaign][name] = found[campaign].get(name, 0) + n
    return found
