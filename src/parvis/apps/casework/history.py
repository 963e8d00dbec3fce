"""The one place where an event is written: the history, the record and its clocks, together.

Callers hold the lock of the request and are inside a transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from parvis.apps import wired
from parvis.apps.casework.models import OPEN_STATES, RequestEvent, ServiceRequest
from parvis.apps.casework.setup import Desk, desk_of
from parvis.core.access import Actor
from parvis.core.casework.clocks import Hand, due_at, in_hand, warnings_at, worked
from parvis.core.casework.legal import Demand, Missing, silence
from parvis.core.casework.lifecycle import Event, Happening, Standing, State
from parvis.core.casework.projection import Projection, Told, then

FROM_CITIZEN = frozenset({
    Happening.MESSAGE_RECEIVED, Happening.CITIZEN_ANSWERED, Happening.REOPENED,
})  # fmt: skip
"""After these, the last word is the citizen's."""
_TOLD_AGAIN = (
    "state", "since", "is_open", "rank", "last_at", "reopenings", "closed_at", "category",
    "sector", "demarche", "team", "assignee", "because", "merged_into", "has_news", "promise",
    "due_at", "is_late", "warn_at", "regime", "legal_due_on",
)  # fmt: skip
"""What the record repeats of its events and clocks; the rest of it never changes with them."""


def append(
    request: ServiceRequest,
    what: Happening,
    *,
    actor: Actor,
    now: datetime,
    **detail: Any,
) -> RequestEvent:
    """Write the next event of a locked request and bring its record and clocks up to date."""
    projection = then(projection_of(request), _told(request.rank + 1, what, now, detail))
    event = RequestEvent(
        authority_id=request.authority_id, service_request=request, rank=request.rank + 1,
        what=what, at=now, actor_ref=actor.ref, actor_label=actor.label, detail=detail,
    )  # fmt: skip
    event.save(force_insert=True)
    keep(request, projection, what)
    wind(request, desk_of(request.authority_id), told(request.events.all()))
    request.save(update_fields=_TOLD_AGAIN)
    return event


def _told(rank: int, what: Happening, at: datetime, detail: Mapping[str, Any]) -> Told:
    return Told(Event(rank, what, at), detail)


def told(events: Iterable[RequestEvent]) -> list[Told]:
    """Events as the rules read them."""
    return [_told(e.rank, Happening(e.what), e.at, e.detail) for e in events]


def projection_of(request: ServiceRequest) -> Projection:
    """The record as its events would give it."""
    last = Event(request.rank, Happening.NOTED, request.last_at)
    standing = Standing(State(request.state), request.since, last, request.reopenings)
    kept = {
        "category": request.category,
        "sector": request.sector,
        "demarche": request.demarche,
        "team": request.team,
        "assignee": f"account:{request.assignee_id}" if request.assignee_id else "",
        "because": request.because,
        "merged_into": request.merged_into_id or 0,
    }
    return Projection(standing, request.closed_at, kept)


def keep(request: ServiceRequest, projection: Projection, what: Happening) -> None:
    """Write on the record what its events add up to."""
    standing, kept = projection.standing, projection.kept
    request.state, request.since = standing.state, standing.since
    request.is_open = standing.state in OPEN_STATES
    request.rank, request.last_at = standing.last.rank, standing.last.at
    request.reopenings, request.closed_at = standing.reopenings, projection.closed_at
    for name in ("category", "sector", "demarche", "team", "because"):
        setattr(request, name, kept.get(name, getattr(request, name)))
    request.assignee_id = _key(kept.get("assignee", ""))
    request.merged_into_id = kept.get("merged_into") or None
    if what is not Happening.ACKNOWLEDGED:
        request.has_news = what in FROM_CITIZEN


def _key(ref: str) -> int | None:
    kind, _, key = ref.partition(":")
    return int(key) if kind == "account" else None


def wind(request: ServiceRequest, desk: Desk, history: Sequence[Told]) -> None:
    """Compute the clocks of a request again from its events, under its desk's hours of today."""
    hand = in_hand(one.event for one in history)
    request.due_at = _due(request, hand, desk)
    request.is_late = _was_late(request, hand, desk)
    request.warn_at = _next_warning(request, hand, desk)
    outcome = silence(demand_of(request, history, desk), wired.law())
    request.regime, request.legal_due_on = outcome.regime, outcome.due_on


def _due(request: ServiceRequest, hand: Hand, desk: Desk) -> datetime | None:
    if not request.is_open:
        return None
    return due_at(hand, desk.opening, desk.promise(desk.setup.category(request.category)))


def _was_late(request: ServiceRequest, hand: Hand, desk: Desk) -> bool | None:
    """Whether a closed request took more working time than promised; None while it is open."""
    if request.is_open or request.category not in desk.setup.categories:
        return None
    promise = desk.promise(desk.setup.category(request.category))
    return worked(hand, desk.opening, request.last_at) > promise


def _next_warning(request: ServiceRequest, hand: Hand, desk: Desk) -> datetime | None:
    """The next instant to warn at, the due date last; what was said is not said again."""
    if not request.is_open:
        return None
    promise = desk.promise(desk.setup.category(request.category))
    shares = desk.setup.escalate_at
    instants = warnings_at(hand, desk.opening, promise, shares)
    ahead = [at for at in (*instants, request.due_at) if at and at > request.last_at]
    return min(ahead, default=None)


def demand_of(request: ServiceRequest, history: Sequence[Told], desk: Desk) -> Demand:
    """What the law counts of a request: days are those of the desk's own time zone."""
    zone = desk.opening.zone
    received = request.received_at.astimezone(zone).date()
    competent: date | None = received
    for one in history:
        if one.event.what is Happening.TRANSFERRED:
            competent = one.event.at.astimezone(zone).date()
    missing = tuple(_missing(history, desk))
    abusive = any(one.detail.get("is_abusive") for one in history)
    return Demand(request.demarche, received, competent, missing, abusive)


def _missing(history: Sequence[Told], desk: Desk) -> Iterable[Missing]:
    """Each asking for pieces, and when the citizen answered it."""
    zone = desk.opening.zone
    asked: Told | None = None
    for one in history:
        if one.event.what is Happening.CITIZEN_ASKED and one.detail.get("until"):
            asked = one
        elif asked is not None and one.event.what is Happening.CITIZEN_ANSWERED:
            yield _pieces(asked, one.event.at.astimezone(zone).date(), desk)
            asked = None
    if asked is not None:
        yield _pieces(asked, None, desk)


def _pieces(asked: Told, produced_on: date | None, desk: Desk) -> Missing:
    asked_on = asked.event.at.astimezone(desk.opening.zone).date()
    return Missing(asked_on, date.fromisoformat(asked.detail["until"]), produced_on)
