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


def few_authorities() -> list[Authority] | None:
    """The authorities of a home of few, the principal one first: one read for all that every page
    asks of them. None where they are many."""
    known = list(Authority.objects.all()[: FEW + 1])
    return known if len(known) <= FEW else None


def authority_for(
    actor: Actor, asked: str = "", few: list[Authority] | None = None
) -> Authority | None:
    """The authority `actor` works for: `asked` if it is theirs, else the first of theirs.

    None for who holds no role anywhere. Looked up among the `few` of the home, where given.
    """
    if not actor.grants and not actor.is_operator:
        return None
    theirs = visible_authorities(actor) if few is None else _held(actor, few)
    mine = {authority.code: authority for authority in theirs}
    return mine.get(asked) or next(iter(mine.values()), None)


def _held(actor: Actor, few: list[Authority]) -> list[Authority]:
    """Those of `few` that `actor` may see."""
    codes = {grant.authority for grant in actor.grants}
    return [authority for authority in few if actor.is_operator or authority.code in codes]


def served(
    asked: str, few: list[Authority] | None
) -> tuple[Authority | None, list[Authority] | None]:
    """The authority of code `asked`, the principal one while none has it; and its neighbours, in a
    home of `few` authorities."""
    if few is None:
        found = Authority.objects.filter(code=asked).first() if asked else None
        return found or principal(), None
    found = next((a for a in few if a.code == asked), None)
    found = found or next((a for a in few if a.is_principal), None)
    if found is None:
        return None, None
    return found, [a for a in few if a.pk != found.pk and _is_family(a, found)]


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
