"""Reads of the authorities."""

from django.db.models import Q, QuerySet

from parvis.apps.authorities.models import Authority
from parvis.core.access import Actor

CHOSEN_AUTHORITY = "authority"
"""Session key: the code of the authority chosen by the person."""
CHOSEN_TOWN = "collectivite"
"""Cookie: the code of the authority whose portal a visitor chose, where one host serves several."""


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


def served(asked: str) -> Authority | None:
    """The authority of code `asked`; the principal one while none has it."""
    found = Authority.objects.filter(Q(is_principal=True) | Q(code=asked)).order_by("is_principal")
    return found.first()


def neighbours(town: Authority) -> QuerySet[Authority]:
    """The other authorities whose services a resident of `town` also uses: the one above it,
    those below, those beside."""
    family = Q(parent=town) | Q(pk=town.parent_id) | Q(parent__isnull=False, parent=town.parent_id)
    return Authority.objects.filter(family).exclude(pk=town.pk).order_by("-kind", "name")


def principal() -> Authority | None:
    """The authority this home was made for; None in a home just laid out."""
    return Authority.objects.filter(is_principal=True).first()
