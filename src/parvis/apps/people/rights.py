"""The sectors in which an actor may do something, as a condition on records."""

from django.db.models import Q

from parvis.core.access import Actor, Capability


def in_sectors(actor: Actor, capability: Capability) -> Q:
    """The condition that keeps, in each authority, the sectors where `actor` may do this."""
    nothing = Q(pk__in=())
    if actor.is_operator:
        # Not an empty condition: joined by "or" to another, it would be dropped.
        return ~nothing
    allowed = nothing
    for code in actor.authorities(capability):
        allowed |= Q(authority__code=code, sector__in=actor.sectors(capability, code))
    return allowed
