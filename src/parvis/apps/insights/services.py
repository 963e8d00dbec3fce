"""Verbs of the screens of figures: keep a view, forget it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from parvis.apps.authorities.models import Authority
from parvis.apps.insights.explore import chosen_in
from parvis.apps.insights.models import KeptView
from parvis.apps.insights.selectors import kept_views
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused

MOST_KEPT = 40
LONGEST_TITLE, LONGEST_QUERY = 80, 400


@transaction.atomic
def keep_view(*, actor: Actor, now: datetime, authority: str, title: str, query: str) -> KeptView:
    """Keep an exploration under a name; the same name replaces it. Refused without a name."""
    if not actor.may(Capability.SEE_INSIGHTS, authority):
        raise NotVisible
    name = title.strip()[:LONGEST_TITLE]
    if not name:
        raise Refused("view.title")
    if len(query) > LONGEST_QUERY or kept_views(actor, authority).exclude(
            title=name).count() >= MOST_KEPT:  # fmt: skip
        raise Refused("view.too_many", most=MOST_KEPT)
    metric = chosen_in(QueryDict(query)).metric
    view, _ = KeptView.objects.update_or_create(
        authority=Authority.objects.get(code=authority),
        account_id=int(actor.ref.partition(":")[2]),
        title=name,
        defaults={"query": query, "metric": metric.id, "metric_version": metric.version,
                  "kept_at": now},
    )  # fmt: skip
    return view


@transaction.atomic
def forget_view(*, actor: Actor, now: datetime, authority: str, key: UUID) -> None:
    """Forget a view of one's own."""
    deleted, _ = kept_views(actor, authority).filter(key=key).delete()
    if not deleted:
        raise NotVisible
