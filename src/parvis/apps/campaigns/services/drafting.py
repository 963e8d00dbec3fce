"""Asking for a campaign: the matrix of purposes answers first, and its answer is journaled."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import NOBODY, contact_field, contract_named
from parvis.apps.campaigns.models import Campaign
from parvis.apps.campaigns.rights import authority_of
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.audience import Condition, check_conditions, criteria_of
from parvis.core.loyalty.outreach import (
    SHOWN_TO_ALL,
    Aim,
    Decision,
    Demand,
    Medium,
    Verdict,
    decide,
)
from parvis.core.loyalty.preparing import check_held_out

LONGEST_BODY, LEAST_DAYS, MOST_DAYS = 10_000, 7, 366


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody asks for. `usual`: the share of people who act anyway, None where unknown."""

    title: str
    goal: str
    aim: Aim
    channel: Medium
    contract: str
    subject: str = ""
    body: str = ""
    conditions: tuple[Condition, ...] = ()
    held_out: float = 0.0
    outcome: str = ""
    least: int = 1
    window_days: int = 60
    usual: float | None = None


def draft_campaign(*, actor: Actor, now: datetime, authority: str, draft: Draft) -> Campaign:
    """Keep a campaign to prepare. Refused, and the refusal journaled, where the law says no."""
    where = authority_of(actor, authority)
    contract = contract_named(where, draft.contract)
    _check(draft, contract, where)
    decision = judge_demand(contract, draft.aim, draft.channel, draft.conditions, now.date())
    if decision.verdict is Verdict.REFUSED:
        journal_decision(actor, now, where, f"authority:{where.code}", draft, contract, decision)
        raise Refused("campaign.refused", source=source_title(contract), because=decision.because,
                      legal=decision.legal)  # fmt: skip
    with transaction.atomic():
        made = Campaign.objects.create(
            authority=where, title=draft.title, goal=draft.goal, aim=draft.aim,
            channel=draft.channel, contract=contract.id, sector=contract.sector,
            conditions=[asdict(c) for c in draft.conditions], subject=draft.subject,
            body=draft.body, held_out=draft.held_out, outcome=draft.outcome, least=draft.least,
            window_days=draft.window_days, usual=draft.usual,
            decision={**asdict(decision), "source": source_title(contract)},
            draw=secrets.token_bytes(32), created_at=now, created_by_label=actor.label,
        )  # fmt: skip
        journal_decision(actor, now, where, f"campaign:{made.pk}", draft, contract, decision)
    return made


def judge_demand(
    contract: Contract, aim: Aim, channel: Medium, conditions: Sequence[Condition], today: date
) -> Decision:
    """What the matrix of the town answers."""
    matrix = wired.outreach()
    demand = Demand(matrix.source_of(contract.id, contract.sector).id, aim, channel,
                    criteria_of(conditions, contract))  # fmt: skip
    return decide(matrix, demand, today, wired.elections())


def source_title(contract: Contract) -> str:
    """The kind of file a contract is, in French."""
    return wired.outreach().source_of(contract.id, contract.sector).title


def conditions_of(campaign: Campaign) -> tuple[Condition, ...]:
    """The rule of a kept campaign."""
    from parvis.core.loyalty.audience import Test

    return tuple(
        Condition(c["field"], Test(c["test"]), tuple(c["values"])) for c in campaign.conditions
    )


def journal_decision(
    actor: Actor, now: datetime, where: Authority, subject: str, draft: Draft,
    contract: Contract, decision: Decision,
) -> None:  # fmt: skip
    """Leave the answer of the matrix in the journal, allowed or not."""
    record(
        actor=actor, authority=where, action="campaign.decided", subject=subject, now=now,
        detail={"purpose": draft.aim.label, "contract": contract.title,
                "channel": draft.channel.label, "verdict": decision.verdict.value,
                "rule": decision.rule, "legal": decision.legal},
    )  # fmt: skip


def _check(draft: Draft, contract: Contract, where: Authority) -> None:
    if not draft.title.strip() or not draft.goal.strip():
        raise Refused("campaign.untitled")
    if draft.channel in (Medium.EMAIL, Medium.SMS) and not draft.body.strip():
        raise Refused("campaign.no_words")
    if len(draft.body) > LONGEST_BODY:
        raise Refused("campaign.too_long", most=LONGEST_BODY)
    if not LEAST_DAYS <= draft.window_days <= MOST_DAYS:
        raise Refused("campaign.window", least=LEAST_DAYS, most=MOST_DAYS)
    contact_field(contract, draft.channel)
    check_conditions(draft.conditions, contract)
    check_held_out(draft.held_out, draft.aim)
    if draft.outcome:
        measured_by(contract, contract_named(where, draft.outcome))
    _check_shown(draft, contract)


def _check_shown(draft: Draft, contract: Contract) -> None:
    """Refused where what everybody sees would choose people, or a file be read for nobody."""
    is_shown, is_nobody = draft.channel in SHOWN_TO_ALL, contract.id == NOBODY.id
    if is_shown and not draft.body.strip():
        raise Refused("campaign.no_words")
    if is_shown != is_nobody or (is_shown and (draft.held_out or draft.conditions)):
        raise Refused("campaign.shown_to_all", channel=draft.channel.label)


def measured_by(contract: Contract, outcome: Contract) -> None:
    """Refused unless both files number the same persons, within one sector."""
    alike = bool(contract.numbering) and contract.numbering == outcome.numbering
    headers = [set(c.by_name[c.person].headers) if c.person in c.by_name else set()
               for c in (contract, outcome)]  # fmt: skip
    if contract.sector != outcome.sector or not (alike or headers[0] & headers[1]):
        raise Refused("campaign.outcome", outcome=outcome.title, contract=contract.title)
