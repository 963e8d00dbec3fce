"""What an actor may do on the identified side: which authority, which sectors, which deliveries."""

from django.db.models import Q, QuerySet

from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.people.rights import in_sectors
from parvis.apps.sources.models import Delivery
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def authority_for_verb(actor: Actor, capability: Capability, code: str) -> Authority:
    """The authority `code` if `actor` may do this there; NotVisible otherwise."""
    authority = visible_authorities(actor).filter(code=code).first()
    if authority is None or not actor.may(capability, code):
        raise NotVisible
    return authority


def deliveries_for(actor: Actor, capability: Capability) -> QuerySet[Delivery]:
    """Deliveries where `actor` may do this, and the unrecognised ones they brought themselves."""
    own = Q(received_by_ref=actor.ref, sector="")
    visible = Delivery.objects.visible_to(actor, capability)
    return visible.filter(in_sectors(actor, capability) | own).select_related(
        "authority", "source", "corrects"
    )


def delivery_for_verb(actor: Actor, capability: Capability, pk: int) -> Delivery:
    """The delivery `pk`, locked, if `actor` may do this in its sector; NotVisible otherwise.

    To be called inside a transaction.
    """
    found = deliveries_for(actor, capability).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
