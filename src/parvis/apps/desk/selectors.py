"""Reads of the desk's own records."""

from django.db.models import QuerySet

from parvis.apps.desk.models import SavedView
from parvis.core.access import Actor, Capability


def saved_views(actor: Actor, authority: str) -> QuerySet[SavedView]:
    """The views that `actor` kept in `authority` (a code)."""
    kind, _, key = actor.ref.partition(":")
    visible = SavedView.objects.visible_to(actor, Capability.SEE_DESK)
    mine = visible.filter(account=int(key)) if kind == "account" else visible.none()
    return mine.filter(authority__code=authority)
