"""Letters of a campaign, given to the service that prints them: neighbourhood by neighbourhood."""

from datetime import datetime

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.campaigns.models import Campaign, CampaignState
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible
from parvis.core.loyalty.outreach import Medium
from parvis.core.sectors import Sector


@transaction.atomic
def fetch_letters(*, actor: Actor, now: datetime, campaign: int) -> list[tuple[str, str]]:
    """Neighbourhood and address of each letter to print, the control group left out; journaled.

    Only for who may see lines in the sector of the file; NotVisible otherwise.
    """
    found = Campaign.objects.select_related("authority").filter(
        pk=campaign, channel=Medium.LETTER, state=CampaignState.DONE, is_elsewhere=False
    ).first()  # fmt: skip
    if found is None or not actor.may(
        Capability.SEE_LINES, found.authority.code, Sector(found.sector)
    ):
        raise NotVisible
    letters = found.recipients.filter(is_held_out=False).exclude(contact="")
    rows = sorted(letters.values_list("place", "contact"))
    record(actor=actor, authority=found.authority, action="campaign.letters", now=now,
           subject=f"campaign:{found.pk}", detail={"rows": len(rows)})  # fmt: skip
    return rows
