"""Verbs of the desk's own records: saved views."""

from datetime import datetime

from django.db import transaction

from parvis.apps.authorities.models import Authority
from parvis.apps.desk.models import SavedView
from parvis.apps.desk.selectors import saved_views
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused

_MOST = 20


@transaction.atomic
def save_view(*, actor: Actor, now: datetime, authority: str, title: str, query: str) -> SavedView:
    """Keep the filters of the queue under a name; the same name replaces them."""
    if not actor.may(Capability.SEE_DESK, authority):
        raise NotVisible
    if not title.strip():
        raise Refused("view.title")
    if saved_views(actor, authority).exclude(title=title.strip()).count() >= _MOST:
        raise Refused("view.too_many", most=_MOST)
    view, _ = SavedView.objects.update_or_create(
        authority=Authority.objects.get(code=authority),
        account_id=int(actor.ref.partition(":")[2]),
        title=title.strip()[:60],
        defaults={"query": query[:400]},
    )
    return view


@transaction.atomic
def drop_view(*, actor: Actor, now: datetime, authority: str, view: int) -> None:
    """Forget a saved view of one's own."""
    deleted, _ = saved_views(actor, authority).filter(pk=view).delete()
    if not deleted:
        raise NotVisible
