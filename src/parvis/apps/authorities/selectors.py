"""Reads of the authorities."""

from django.db.models import QuerySet

from parvis.apps.authorities.models import Authority
from parvis.core.access import Actor

CHOSEN_AUTHORITY = "authority"
"""Session key: the code of the authority chosen by the person."""


def visible_authorities(actor: Actor) -> QuerySet[Authority]:
    """The authorities where `actor` holds any role, the principal one first."""
    if actor.is_operator:
        return Authority.objects.all()
    return Authority.objects.filter(code__in={grant.authority for grant in actor.grants})


def authority_for(actor: Actor, asked: str = "") -> Authority | None:
    """The authority `actor` works for: `asked` if it is theirs, else the first of theirs.

    None for who holds no role anywhere.
    """
    mine = {authority.code: authority for authority in visible_authorities(actor)}
    return mine.get(asked) or next(iter(mine.values()), None)


def principal() -> Authority | None:
    """The authority this home was made for; None in a home just laid out."""
    return Authority.objects.filter(is_principal=True).first()
