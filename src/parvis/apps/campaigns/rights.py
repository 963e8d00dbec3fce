"""Which campaigns an actor may see or change."""

from django.db.models import QuerySet

from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.models import Campaign
from parvis.apps.sources.rights import authority_for_verb
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def authority_of(actor: Actor, code: str) -> Authority:
    """The authority `code`, where the actor runs campaigns; NotVisible otherwise."""
    return authority_for_verb(actor, Capability.RUN_CAMPAIGNS, code)


def campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of the authorities where the actor sees them."""
    visible = Campaign.objects.visible_to(actor, Capability.SEE_CAMPAIGNS)
    return visible.select_related("authority")


def campaign_for_verb(actor: Actor, pk: int) -> Campaign:
    """The campaign `pk`, locked, where the actor runs campaigns; NotVisible otherwise."""
    mine = Campaign.objects.visible_to(actor, Capability.RUN_CAMPAIGNS)
    found = mine.select_for_update(of=("self",)).select_related("authority").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
