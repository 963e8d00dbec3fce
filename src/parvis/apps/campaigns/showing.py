"""Messages that reach people without their address: tiles, screens of the halls, letters."""

from datetime import datetime, timedelta

from django.db.models import Count

from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.models import Campaign, CampaignState
from parvis.core.loyalty.outreach import Medium
from parvis.core.loyalty.preparing import FEWEST


def shown_on(authority: Authority, medium: Medium, now: datetime) -> list[Campaign]:
    """The messages that everybody sees on the tiles or the screens of `authority` now."""
    launched = Campaign.objects.filter(
        authority=authority, channel=medium, state=CampaignState.DONE, launched_at__lte=now
    )
    return [c for c in launched.order_by("-launched_at") if now < shown_until(c)]


def shown_until(campaign: Campaign) -> datetime:
    """When what everybody sees goes away by itself; it was launched."""
    launched: datetime = campaign.launched_at or campaign.created_at
    return launched + timedelta(days=campaign.window_days)


def letters_by_place(campaign: Campaign) -> list[tuple[str, int]]:
    """How many letters go to each neighbourhood; those under `FEWEST` are put together."""
    rows = campaign.recipients.filter(is_held_out=False).values_list("place")
    counts = dict(rows.annotate(n=Count("pk")).order_by("place"))
    few = sum(n for place, n in counts.items() if n < FEWEST or not place)
    told = [(place, n) for place, n in counts.items() if n >= FEWEST and place]
    return [*told, ("Autres et inconnus", few)] if few else told
