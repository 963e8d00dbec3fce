"""How a request reads in the queue: when it is due, in words and as a line from start to term."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from parvis.apps.casework.history import told
from parvis.apps.casework.models import Channel, ServiceRequest
from parvis.apps.casework.setup import Desk
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.casework.clocks import Hand, in_hand

_WIDTH = 112
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date: its words, "late", "soon" or "" for its class, and its line (an SVG path)."""

    words: str
    tone: str
    line: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    pk: int
    number: int
    subject: str
    sub: str
    place: str
    district: str
    channel: str
    due: Due
    who: str
    rank: int


def row(request: ServiceRequest, actor: Actor, desk: Desk, now: datetime) -> Row:
    """A request as the queue shows it to `actor`."""
    return Row(
        pk=request.pk,
        number=request.number,
        subject=request.subject or "Contenu effacé",
        sub=_sub(request, desk),
        place=request.place,
        district=request.district,
        channel=Channel(request.channel).label,
        due=due_of(request, now),
        who=_who(request, actor),
        rank=request.rank,
    )


def _sub(request: ServiceRequest, desk: Desk) -> str:
    """What is worth saying of a request under its subject."""
    category = desk.setup.categories.get(request.category)
    parts = [category.title if category else request.category]
    if request.has_news:
        parts.append("l’usager a écrit")
    if request.reopenings:
        parts.append("rouverte")
    if request.legal_due_on and request.is_open:
        parts.append(f"délai légal {french.day(request.legal_due_on)}")
    return " · ".join(parts)


def _who(request: ServiceRequest, actor: Actor) -> str:
    if request.assignee is None:
        return french.ABSENT
    return "moi" if request.assignee.ref == actor.ref else request.assignee.full_name


def due_of(request: ServiceRequest, now: datetime) -> Due:
    """When a request is due, as somebody says it."""
    hand = in_hand(one.event for one in told(request.events.all()))
    if request.due_at is None:
        words = "close" if request.closed_at else "horloge arrêtée"
        return Due(words, "", "")
    line = _line(request, hand, now)
    if request.due_at < now:
        return Due(f"en retard de {_length(now - request.due_at)}", "late", line)
    return Due(*_ahead(request.due_at, now), line)


def _ahead(due_at: datetime, now: datetime) -> tuple[str, str]:
    due, today = localtime(due_at), localtime(now).date()
    if due.date() == today:
        return f"aujourd’hui, {due.hour}{french.NBSP}h{french.NBSP}{due.minute:02d}", "soon"
    if due.date() == today + DAY:
        return f"demain, {due.hour}{french.NBSP}h{french.NBSP}{due.minute:02d}", ""
    short = french.day(due.date()).rpartition(" ")[0]
    year = "" if due.year == today.year else f" {due.year}"
    return f"{_DAYS[due.weekday()]} {short}{year}", ""


def _length(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}{french.NBSP}min"
    if late < DAY:
        return f"{minutes // 60}{french.NBSP}h{french.NBSP}{minutes % 60:02d}"
    return french.count(late.days, "jour")


def _line(request: ServiceRequest, hand: Hand, now: datetime) -> str:
    """The spans in hand between the receipt and the term, as an SVG path 112 units long."""
    start, end = request.received_at, request.due_at
    if end is None or end <= start:
        return ""
    spans = [*hand.ended, *([(hand.since, now)] if hand.since else [])]
    whole = (end - start).total_seconds()
    marks = [[_at((t - start).total_seconds() / whole) for t in span] for span in spans]
    return "".join(f"M{a} 8H{b}" for a, b in marks if b > a)


def _at(share: float) -> int:
    return 1 + round(_WIDTH * min(max(share, 0.0), 1.0))
