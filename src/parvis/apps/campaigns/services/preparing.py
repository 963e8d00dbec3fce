"""Preparing a campaign: the rule evaluated, the lot drawn, the detectable effect said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection, transaction
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
    trait_fields,
    traits_of,
)
from parvis.apps.campaigns.keys import key_of
from parvis.apps.campaigns.models import Campaign, CampaignState, Opposition, Recipient, Sent
from parvis.apps.campaigns.rights import campaign_for_verb
from parvis.apps.campaigns.services.drafting import conditions_of
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.audience import chosen, criteria_of
from parvis.core.loyalty.experiment import detectable
from parvis.core.loyalty.fairness import (
    BY_CRITERION,
    NOBODY_LEFT,
    Flags,
    Labels,
    gaps,
    reach_said,
    rule_said,
)
from parvis.core.loyalty.outreach import Aim, Medium, Verdict
from parvis.core.loyalty.preparing import FEWEST, Limits, Prepared, prepare

CAP_DAYS, MOST_MESSAGES = 30, 4
"""Nobody gets more messages than that in so many days, all campaigns together."""
_COLUMNS = (
    "authority",
    "campaign",
    "key",
    "contact",
    "place",
    "references",
    "is_held_out",
    "state",
)
EDITABLE = (CampaignState.DRAFT, CampaignState.PREPARED)


@dataclass(frozen=True, slots=True)
class People:
    """Those a rule chooses, one place each: their contact, its key, where they live, who they are
    in the file. `agreed`: the keys that consented in the file itself. `traits`: of everybody in the
    file, what fairness is checked by; `kept`: who of them the rule chooses."""

    contacts: list[str]
    keys: list[str]
    places: list[str]
    references: list[str]
    agreed: Collection[str]
    traits: Mapping[str, Labels]
    kept: Flags


@transaction.atomic
def prepare_campaign(*, actor: Actor, now: datetime, campaign: int) -> Campaign:
    """Evaluate the rule now and keep who is to be written to; again replaces what was prepared."""
    found = campaign_for_verb(actor, campaign)
    if found.state not in EDITABLE:
        raise Refused("campaign.not_editable", state=found.get_state_display())
    if found.is_shown:
        return _ready(actor, now, found, {})
    contract = contract_named(found.authority, found.contract)
    people = people_of(found, contract, now)
    prepared = prepare(
        people.keys, _limits(found, people, now), held_out=found.held_out, aim=Aim(found.aim),
        draw=bytes(found.draw),
    )  # fmt: skip
    found.recipients.all().delete()
    _keep(_recipients(found, people, prepared))
    found.left_out = dict(prepared.left_out)
    found.detectable = _detectable(found, prepared)
    found.fairness = _fairness(found, contract, people, prepared)
    told = {"written": len(prepared.written), "held_out": len(prepared.held_out),
            **prepared.left_out, "fairness": " ".join(found.fairness)}  # fmt: skip
    return _ready(actor, now, found, told)


def _ready(actor: Actor, now: datetime, campaign: Campaign, told: dict[str, object]) -> Campaign:
    campaign.state, campaign.prepared_at = CampaignState.PREPARED, now
    campaign.save()
    record(actor=actor, authority=campaign.authority, action="campaign.prepared", now=now,
           subject=f"campaign:{campaign.pk}", detail=told)  # fmt: skip
    return campaign


def people_of(campaign: Campaign, contract: Contract, now: datetime) -> People:
    """Whom the rule of the campaign chooses in its file, now."""
    medium, rule = Medium(campaign.channel), conditions_of(campaign)
    where, place, agreed = (
        contact_field(contract, medium), place_field(contract), consent_field(contract)
    )  # fmt: skip
    told = trait_fields(contract)
    wanted = {where, place, agreed, contract.person, *told.values(), *(c.field for c in rule)}
    columns = rows_of(campaign.authority, contract, wanted)
    kept = chosen(rule, columns, now.date())
    traits = traits_of(columns, told, now.date())
    columns = {name: values[kept] for name, values in columns.items()}
    contacts = _texts(columns, where)
    known = {contact: key_of(contact, medium) if contact else "" for contact in set(contacts)}
    keys = [known[contact] for contact in contacts]
    said = columns[agreed] if agreed else []
    return People(
        contacts, keys, _texts(columns, place), _texts(columns, contract.person),
        {key for key, value in zip(keys, said, strict=False) if has_agreed(value)},
        traits, kept,
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


def _keep(rows: Iterable[tuple[object, ...]]) -> None:
    """Insert recipients, one tuple of `_COLUMNS` each, by one prepared statement.

    Fifty thousand records made one by one, and a statement written for each hundred of them, would
    take most of the time that preparing may take.
    """
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(Recipient._meta.get_field(name).column) for name in _COLUMNS)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    with connection.cursor() as cursor:
        table = quoted(Recipient._meta.db_table)
        insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of the model
        cursor.executemany(insert, rows)


def _recipients(
    campaign: Campaign, people: People, prepared: Prepared
) -> Iterator[tuple[object, ...]]:
    """What `_COLUMNS` hold for each of those written to, then for the control group."""
    references = defaultdict(list)
    for key, reference in zip(people.keys, people.references, strict=True):
        references[key].append(reference)
    adapted = connection.ops.adapt_json_value
    for places, is_held_out in ((prepared.written, False), (prepared.held_out, True)):
        for place in places:
            key = people.keys[place]
            yield (
                campaign.authority_id, campaign.pk, key,
                "" if is_held_out else people.contacts[place], people.places[place][:120],
                adapted(list(dict.fromkeys(references[key])), None), is_held_out,
                Sent.WAITING.value,
            )  # fmt: skip


def _fairness(
    campaign: Campaign, contract: Contract, people: People, prepared: Prepared
) -> list[str]:
    """What the check of the rule, then of the channel, says; a trait that the rule chooses people
    by openly is not held against it."""
    open_ = {BY_CRITERION.get(name) for name in criteria_of(conditions_of(campaign), contract)}
    by_rule = {name: of for name, of in people.traits.items() if name not in open_}
    written = {people.keys[place] for place in (*prepared.written, *prepared.held_out)}
    reached = np.array([key in written for key in people.keys], bool)
    of_chosen = {name: of[people.kept] for name, of in people.traits.items()}
    said = [reach_said(gaps(of_chosen, reached))]
    if conditions_of(campaign):
        said.insert(0, rule_said(gaps(by_rule, people.kept)))
    return [sentence for sentence in said if sentence] or [NOBODY_LEFT]


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
