"""What an actor may do with requests: in which authority, which sectors."""

from django.db.models import Q, QuerySet

from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import ServiceRequest
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def in_sectors(actor: Actor, capability: Capability, prefix: str = "") -> Q:
    """The condition that keeps, in each authority, the sectors where `actor` may do this."""
    nothing = Q(pk__in=())
    if actor.is_operator:
        # Not an empty condition: joined by "or" to another, it would be dropped.
        return ~nothing
    allowed = nothing
    for code in actor.authorities(capability):
        sectors = sorted(actor.sectors(capability, code))
        allowed |= Q(**{f"{prefix}authority__code": code, f"{prefix}sector__in": sectors})
    return allowed


def requests_for(actor: Actor, capability: Capability) -> QuerySet[ServiceRequest]:
    """Requests where `actor` may do this: of their authorities, within their sectors."""
    visible = ServiceRequest.objects.visible_to(actor, capability)
    return visible.filter(in_sectors(actor, capability))


def request_for_verb(actor: Actor, pk: int) -> ServiceRequest:
    """The request `pk`, locked, if `actor` handles it; NotVisible otherwise.

    To be called inside a transaction.
    """
    handled = requests_for(actor, Capability.HANDLE_REQUESTS).select_related("authority")
    found = handled.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_set_absence(actor: Actor, authority: str, account: int) -> bool:
    """Whether `actor` says when this account is away: their own, or whoever configures the desk."""
    is_own = actor.ref == f"account:{account}" and actor.may(Capability.SEE_DESK, authority)
    return is_own or actor.may(Capability.CONFIGURE_DESK, authority)


def authority_of(code: str) -> Authority:
    """The authority `code`, to which anybody may write; NotVisible if there is none."""
    found = Authority.objects.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found
