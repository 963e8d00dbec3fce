"""Did they act? Everybody drawn is looked for, once, in the file of the measure of their sector.

Assignment and outcome pass the gate together, as one delivery under the purpose of evaluation: a
person is a number of one campaign there, and joins nothing else. Nothing comes back but counts.
"""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import contract_named, rows_of
from parvis.apps.campaigns.models import Campaign, CampaignState, Recipient, Sent
from parvis.apps.campaigns.rights import campaign_for_verb
from parvis.apps.sources.services import load_file
from parvis.apps.ui.brands import home_card
from parvis.core.access import OPERATOR, Actor
from parvis.core.errors import Refused
from parvis.core.loyalty.experiment import effect_on_mean
from parvis.core.loyalty.preparing import FEWEST
from parvis.core.privacy.retention import dated_by

CONTRACT = "parvis_campagnes"
HEADER = ("Campagne jugée", "Numéro dans la campagne", "Tirage du", "Message envoyé",
          "Groupe témoin", "A agi ensuite", "Agissait avant")  # fmt: skip
MOST_BROKEN = 0.1
"""Beyond this share of the control group written to by hand, nothing is concluded."""
OVER = (CampaignState.DONE, CampaignState.STOPPED)


def measure_campaign(*, actor: Actor, now: datetime, campaign: int) -> Campaign:
    """Look for what those drawn did, bring it to the gate, and keep the adjusted effect.

    Refused before the window is over, where there is no measure, or where too many of the control
    group were written to all the same.
    """
    with transaction.atomic():
        found = campaign_for_verb(actor, campaign)
        _check(found, now)
    recipients = list(found.recipients.order_by("pk"))
    after, before = uses_of(found, recipients)
    _bring(found, recipients, after, before, now)
    found.adjusted = _adjusted(recipients, after, before)
    found.measured_at = now
    found.save(update_fields=["adjusted", "measured_at"])
    record(actor=actor, authority=found.authority, action="campaign.measured", now=now,
           subject=f"campaign:{found.pk}", detail={"persons": len(recipients)})  # fmt: skip
    return found


def feed_outcomes(*, now: datetime) -> int:
    """Measure every campaign whose window is over and that was not measured since; how many."""
    waiting = Campaign.objects.filter(
        state__in=OVER, measured_at=None, launched_at__isnull=False
    ).exclude(outcome="")
    due = [c for c in waiting if _window_end(c) <= now.date() and c.recipients.exists()]
    for campaign in due:
        measure_campaign(actor=OPERATOR, now=now, campaign=campaign.pk)
    return len(due)


def broken(campaign: Campaign) -> int:
    """How many of the control group got another message of the same purpose in the window."""
    keys = campaign.recipients.filter(is_held_out=True).values("key")
    others = Recipient.objects.filter(
        authority=campaign.authority, key__in=keys, state=Sent.SENT, campaign__aim=campaign.aim,
        sent_at__gte=campaign.launched_at,
        sent_at__lt=campaign.launched_at + timedelta(days=campaign.window_days),
    ).exclude(campaign=campaign)  # fmt: skip
    return others.values("key").distinct().count()


def uses_of(campaign: Campaign, recipients: list[Recipient]) -> tuple[list[int], list[int]]:
    """Rows of each recipient in the file of the measure: in the window, and as long before."""
    contract = contract_named(campaign.authority, campaign.outcome)
    columns = rows_of(campaign.authority, contract)
    dated = dated_by(contract, wired.facts().get(contract.fact))
    if not dated:
        raise Refused("campaign.undated", outcome=contract.title)
    start = _launched_on(campaign)
    span = timedelta(days=campaign.window_days)
    windows = ((start, start + span), (start - span, start))
    who, when = columns[contract.person], columns[dated]
    counts = [Counter(str(w) for w, on in zip(who, when, strict=True) if _within(on, *window))
              for window in windows]  # fmt: skip
    after, before = ([sum(count[ref] for ref in r.references) for r in recipients]
                     for count in counts)  # fmt: skip
    return after, before


def _within(on: object, start: date, end: date) -> bool:
    return on is not None and start <= date.fromisoformat(str(on)[:10]) < end


def _launched_on(campaign: Campaign) -> date:
    launched: datetime = campaign.launched_at or campaign.created_at
    return launched.date()


def _window_end(campaign: Campaign) -> date:
    return _launched_on(campaign) + timedelta(days=campaign.window_days)


def _check(campaign: Campaign, now: datetime) -> None:
    if campaign.state not in OVER or campaign.launched_at is None:
        raise Refused("campaign.not_over", state=campaign.get_state_display())
    if not campaign.outcome:
        raise Refused("campaign.no_outcome")
    if now.date() < _window_end(campaign):
        raise Refused("campaign.too_early", end=f"{_window_end(campaign):%d/%m/%Y}")
    controls = campaign.recipients.filter(is_held_out=True).count()
    reached = broken(campaign)
    if controls and reached > MOST_BROKEN * controls:
        raise Refused("campaign.broken", n=reached, controls=controls)


def _bring(
    campaign: Campaign, recipients: list[Recipient], after: list[int], before: list[int],
    now: datetime,
) -> None:  # fmt: skip
    """Give the delivery to the sources, as every night's feeds do."""
    home = wired.home().identified
    with tempfile.TemporaryDirectory(dir=home, prefix="campaign-") as place:
        path = Path(place) / f"campagne-{campaign.pk}-{now:%Y%m%d%H%M%S}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_rows(campaign, recipients, after, before))
        load_file(
            actor=OPERATOR, now=now, authority=_code(campaign.authority), path=path,
            filename=path.name, contract_id=CONTRACT, is_synthetic=home_card().is_demo,
        )  # fmt: skip


def _code(authority: Authority) -> str:
    return str(authority.code)


def _rows(
    campaign: Campaign, recipients: list[Recipient], after: list[int], before: list[int]
) -> Iterator[tuple[str, ...]]:
    drawn = _launched_on(campaign).isoformat()
    for one, done, usual in zip(recipients, after, before, strict=True):
        yield (
            campaign.title, f"{campaign.pk}-{one.pk}", drawn, _said(not one.is_held_out),
            _said(one.is_held_out), _said(done >= campaign.least), _said(usual >= campaign.least),
        )  # fmt: skip


def _said(yes: bool) -> str:
    return "oui" if yes else "non"


def _adjusted(
    recipients: list[Recipient], after: list[int], before: list[int]
) -> dict[str, float | int]:
    """The effect on the mean number of uses, what came before taken out; {} for small groups."""
    written = np.array([not one.is_held_out for one in recipients], bool)
    if min(int(written.sum()), int((~written).sum())) < FEWEST:
        return {}
    found = effect_on_mean(np.array(after, float), written, np.array(before, float))
    return {"value": round(found.value, 2), "low": round(found.low, 2),
            "high": round(found.high, 2)}  # fmt: skip
