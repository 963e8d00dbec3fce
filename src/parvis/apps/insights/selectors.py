"""Reads of the records of the screens of figures."""

from uuid import UUID

from django.db.models import QuerySet

from parvis.apps.insights.models import KeptView
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def kept_views(actor: Actor, authority: str) -> QuerySet[KeptView]:
    """The views that `actor` kept in `authority` (a code)."""
    kind, _, key = actor.ref.partition(":")
    visible = KeptView.objects.visible_to(actor, Capability.SEE_INSIGHTS)
    mine = visible.filter(account=int(key)) if kind == "account" else visible.none()
    return mine.filter(authority__code=authority)


def shared_view(actor: Actor, authority: str, key: UUID) -> KeptView:
    """The view at an address, for whoever sees the figures of `authority`; NotVisible otherwise."""
    visible = KeptView.objects.visible_to(actor, Capability.SEE_INSIGHTS)
    found = visible.filter(authority__code=authority, key=key).first()
    if found is None:
        raise NotVisible
    return found
