"""Reads of the authorities."""

from django.db.models import Q, QuerySet

from parvis.apps.authorities.models import Authority
from parvis.core.access import Actor

CHOSEN_AUTHORITY = "authority"
"""Session key: the code of the authority chosen by the person."""
FEW = 100
"""Up to so many authorities are read at once."""


def visible_authorities(actor: Actor) -> QuerySet[Authority]:
    """The authorities where `actor` holds any role, the principal one first."""
    if actor.is_operator:
        return Authority.objects.all()
    return Authority.objects.filter(code__in={grant.authority for grant in actor.grants})


def authority_for(actor: Actor, asked: str = "") -> Authority | None:
    """The authority `actor` works for: `asked` if it is theirs, else the first of theirs.

    None for who holds no role anywhere.
    """
    if not actor.grants and not actor.is_operator:
        return None
    mine = {authority.code: authority for authority in visible_authorities(actor)}
    return mine.get(asked) or next(iter(mine.values()), None)


def served(asked: str) -> tuple[Authority | None, list[Authority] | None]:
    """The authority of code `asked`, the principal one while none has it; and, in a home of few
    authorities, its neighbours: one read for both, for every page of a portal asks."""
    known = list(Authority.objects.all()[: FEW + 1])
    by_code = {authority.code: authority for authority in known}
    found = by_code.get(asked)
    if found is None and asked and len(known) > FEW:
        found = Authority.objects.filter(code=asked).first()
    found = found or next((a for a in known if a.is_principal), None)
    if found is None or len(known) > FEW:
        return found, None
    return found, [a for a in known if a.pk != found.pk and _is_family(a, found)]


def _is_family(one: Authority, other: Authority) -> bool:
    """Whether a resident of one also uses the other's services: above, below or beside it."""
    is_beside = one.parent_id is not None and one.parent_id == other.parent_id
    return one.parent_id == other.pk or other.parent_id == one.pk or is_beside


def neighbours(town: Authority) -> QuerySet[Authority]:
    """The same neighbours, read one by one in a home of many authorities."""
    family = Q(parent=town) | Q(pk=town.parent_id) | Q(parent__isnull=False, parent=town.parent_id)
    return Authority.objects.filter(family).exclude(pk=town.pk).order_by("-kind", "name")


def principal() -> Authority | None:
    """The authority this home was made for; None in a home just laid out."""
    return Authority.objects.filter(is_principal=True).first()
