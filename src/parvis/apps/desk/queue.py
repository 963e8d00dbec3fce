"""The queue: its standing views with their live counts, its filters, its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from parvis.apps.casework.dispatch import covered_by
from parvis.apps.casework.models import Audience, ServiceRequest
from parvis.apps.casework.selectors import visible_requests
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import State
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import Refused

PAGE_ROWS = 20
ORDERS = {"echeance": "Échéance", "arrivee": "Arrivée"}
CLOSED_VIEW = "reglees"
WAITING_VIEW = "attente"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the queue asks for; "" where nothing is asked."""

    view: str = "equipe"
    text: str = ""
    category: str = ""
    district: str = ""
    team: str = ""
    order: str = "echeance"

    def query(self, **changes: str) -> str:
        """The address of these filters, with some changed."""
        asked = {"vue": self.view, "q": self.text, "motif": self.category,
                 "quartier": self.district, "equipe": self.team, "ordre": self.order}  # fmt: skip
        return urlencode({k: v for k, v in {**asked, **changes}.items() if v})


def filters_from(asked: Mapping[str, str]) -> Filters:
    """The filters of a query string; what is not known is left out."""
    view, order = asked.get("vue", ""), asked.get("ordre", "")
    return Filters(
        view=view if view in TITLES else "equipe",
        text=asked.get("q", "").strip()[:100],
        category=asked.get("motif", "")[:60],
        district=asked.get("quartier", "")[:80],
        team=asked.get("equipe", "")[:60],
        order=order if order in ORDERS else "echeance",
    )


TITLES = {
    "moi": "À faire par moi",
    "equipe": "Tout à faire",
    "sans": "À répartir",
    "jour": "Échéance aujourd’hui",
    "retard": "En retard",
    "nouvelles": "L’usager a écrit",
    WAITING_VIEW: "En attente de l’usager",
    "rouvertes": "Rouvertes",
    "elus": "Demandes d’élus",
    CLOSED_VIEW: "Closes cette semaine",
}
"""The standing views, in order, under the code of their address."""


def tomorrow(now: datetime) -> datetime:
    """When today ends."""
    return _midnight(now) + timedelta(days=1)


def monday(now: datetime) -> datetime:
    """When this week began."""
    midnight = _midnight(now)
    return midnight - timedelta(days=midnight.weekday())


def _midnight(now: datetime) -> datetime:
    return localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _kept(view: str, actor: Actor, authority: str, now: datetime) -> Q:
    """What a view of open requests keeps. One's own: those of whom one replaces today too."""
    if view == "moi":
        mine = covered_by(actor, authority, localtime(now).date())
        return Q(assignee__in=mine, due_at__isnull=False)
    return {
        "equipe": Q(due_at__isnull=False),
        "sans": Q(assignee__isnull=True, due_at__isnull=False),
        "jour": Q(due_at__gte=now, due_at__lt=tomorrow(now)),
        "retard": Q(due_at__lt=now),
        "nouvelles": Q(has_news=True),
        WAITING_VIEW: Q(state=State.WAITING_CITIZEN),
        "rouvertes": Q(reopenings__gt=0),
        "elus": Q(audience=Audience.ELU),
    }[view]


def _closed(actor: Actor, authority: str, now: datetime) -> QuerySet[ServiceRequest]:
    closed = visible_requests(actor, authority).filter(is_open=False, state=State.CLOSED)
    return closed.filter(closed_at__gte=monday(now))


def queue(
    actor: Actor, authority: str, filters: Filters, now: datetime
) -> QuerySet[ServiceRequest]:
    """The requests of a view and its filters, in order, with what a row shows."""
    if filters.view == CLOSED_VIEW:
        chosen = _closed(actor, authority, now).order_by("-closed_at")
    else:
        kept = _kept(filters.view, actor, authority, now)
        chosen = visible_requests(actor, authority).filter(kept, is_open=True)
        chosen = chosen.order_by(*_order(filters))
    narrowed = _narrowed(chosen, filters)
    return narrowed.select_related("assignee").prefetch_related("events")


def _order(filters: Filters) -> list[str | object]:
    if filters.view == WAITING_VIEW:
        return ["since"]
    if filters.order == "arrivee":
        return ["-pk"]
    return [F("due_at").asc(nulls_last=True) if filters.view in _MIXED else "due_at", "pk"]


_MIXED = frozenset({"nouvelles", "rouvertes", "elus"})
"""Views in which some requests have no due date, for their clock is stopped."""


def _narrowed(chosen: QuerySet[ServiceRequest], filters: Filters) -> QuerySet[ServiceRequest]:
    for field in ("category", "district", "team"):
        asked = getattr(filters, field)
        chosen = chosen.filter(**{field: asked}) if asked else chosen
    if not filters.text:
        return chosen
    words = Q(subject__icontains=filters.text) | Q(place__icontains=filters.text)
    return chosen.filter(words)


def found_at_once(actor: Actor, authority: str, text: str) -> ServiceRequest | None:
    """The request that a number or a tracking code names, open or not; None if none does."""
    visible = visible_requests(actor, authority)
    digits = text.replace("\u202f", "").replace(" ", "").lstrip("n°")
    if digits.isdigit() and len(digits) < 10:
        return visible.filter(number=int(digits)).first()
    try:
        return visible.filter(tracking_code=typed_code(text)).first()
    except Refused:
        return None


def districts(actor: Actor, authority: str) -> list[str]:
    """The quartiers of the open requests, for the filter."""
    open_ones = visible_requests(actor, authority).filter(is_open=True).exclude(district="")
    return sorted(open_ones.order_by().values_list("district", flat=True).distinct()[:200])
