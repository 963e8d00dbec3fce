"""Which verdicts an actor may see: those of their sectors."""

from django.db.models import Q, QuerySet

from parvis.apps.controls.models import Verdict
from parvis.apps.sources.rights import in_sectors
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def verdicts_for(actor: Actor) -> QuerySet[Verdict]:
    """The verdicts of the actor's sectors."""
    visible = Verdict.objects.visible_to(actor, Capability.SEE_CONTROLS)
    return visible.filter(mine(actor)).select_related("authority")


def mine(actor: Actor) -> Q:
    """The condition that keeps the actor's sectors in each authority."""
    return in_sectors(actor, Capability.SEE_CONTROLS)


def verdict_for_verb(actor: Actor, pk: int) -> Verdict:
    """The verdict `pk`; NotVisible out of the actor's sectors."""
    found = verdicts_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
