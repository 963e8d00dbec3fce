"""Campaigns that another tool sent, taken up from its file to be judged like ours."""

import secrets
from datetime import UTC, date, datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.campaigns.files import Columns, audience_contracts, contract_named, rows_of
from parvis.apps.campaigns.keys import reference_key
from parvis.apps.campaigns.models import Campaign, CampaignState, Recipient, Sent
from parvis.apps.campaigns.rights import authority_of
from parvis.apps.campaigns.services.drafting import measured_by
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.outreach import Aim, Medium

FACT, BATCH = "campaign_send", 500


@transaction.atomic
def take_up_elsewhere(
    *, actor: Actor, now: datetime, authority: str, contract: str, name: str, goal: str,
    outcome: str, least: int, window_days: int,
) -> Campaign:  # fmt: skip
    """Keep the campaign `name` of a file of sends as one of ours, over, ready to be measured.

    Refused where the file knows no such campaign, or does not number people as `outcome` does.
    """
    where = authority_of(actor, authority)
    source, measured = contract_named(where, contract), contract_named(where, outcome)
    measured_by(source, measured)
    columns = rows_of(where, source)
    mine = [rank for rank, told in enumerate(columns["campaign"]) if str(told) == name]
    if source.fact != FACT or not mine:
        raise Refused("campaign.elsewhere", name=name, contract=source.title)
    made = Campaign.objects.create(
        authority=where, title=name, goal=goal, aim=Aim.SAME_SERVICE, channel=Medium.LETTER,
        contract=source.id, sector=source.sector, outcome=measured.id, least=least,
        window_days=window_days, state=CampaignState.DONE, is_elsewhere=True,
        draw=secrets.token_bytes(32), created_at=now, created_by_label=actor.label,
        launched_at=_sent_at(columns, mine), finished_at=now,
    )  # fmt: skip
    Recipient.objects.bulk_create(_recipients(made, source, columns, mine), batch_size=BATCH)
    record(actor=actor, authority=where, action="campaign.taken_up", now=now,
           subject=f"campaign:{made.pk}", detail={"persons": len(mine)})  # fmt: skip
    return made


def campaigns_elsewhere(authority: object) -> list[tuple[str, str]]:
    """The campaigns that delivered files tell of, as (contract, name)."""
    known = wired.contracts()
    files = [c for c in audience_contracts(authority) if c.id in known and c.fact == FACT]  # type: ignore[arg-type]
    return [(c.id, name) for c in files
            for name in sorted({str(v) for v in rows_of(authority, c)["campaign"]})]  # type: ignore[arg-type]  # fmt: skip


def _sent_at(columns: Columns, mine: list[int]) -> datetime:
    first = min(date.fromisoformat(str(columns["sent_on"][rank])[:10]) for rank in mine)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _recipients(
    campaign: Campaign, source: Contract, columns: Columns, mine: list[int]
) -> list[Recipient]:
    found = {}
    for rank in mine:
        reference = str(columns[source.person][rank])
        is_sent = columns["is_sent"][rank] in (True, "oui")
        key = reference_key(reference)
        found[key] = Recipient(
            authority=campaign.authority, campaign=campaign, key=key, references=[reference],
            is_held_out=not is_sent, state=Sent.SENT if is_sent else Sent.CANCELLED,
        )  # fmt: skip
    return list(found.values())
