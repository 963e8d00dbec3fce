"""What the interface of requests reads and answers, as its description publishes it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, Field

from parvis.apps.casework.models import Audience, Channel, ServiceRequest
from parvis.core.casework.lifecycle import State

FIRST_YEAR, LAST_YEAR = 1970, 2199


def _told(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text holds a character that no text has")
    return text


def _dated(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"a year is between {FIRST_YEAR} and {LAST_YEAR}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Text = Annotated[str, AfterValidator(_told)]
Instant = Annotated[datetime, AfterValidator(_dated)]


class Problem(Schema):
    """A refusal: one sentence, in French then in English."""

    sentence: str
    sentence_en: str


class CategoryOut(Schema):
    """What may be asked in the sectors of the key."""

    code: str
    title: str
    team: str
    sector: str


class RequestOut(Schema):
    """A request, without a word nor a person. `due_at` null: its clock is stopped."""

    number: int
    tracking_code: str
    state: State
    is_open: bool
    category: str
    sector: str
    audience: Audience
    channel: Channel
    team: str
    place: str
    district: str
    latitude: float | None
    longitude: float | None
    received_at: datetime
    due_at: datetime | None
    legal_due_on: Any
    closed_at: datetime | None
    changed_at: datetime
    reopenings: int
    external_ref: str


class EventOut(Schema):
    """Something that happened to a request."""

    rank: int
    what: str
    at: datetime
    by: str


class MessageOut(Schema):
    """Words: `in` from whoever asked, `out` from the town, `note` between agents."""

    way: str
    at: datetime
    author: str
    text: str


class ContactOut(Schema):
    """Who asked."""

    name: str
    email: str
    phone: str
    address: str


class FileOut(RequestOut):
    """A request with its history and its words; `contact` null without the scope for it."""

    subject: str
    events: list[EventOut]
    messages: list[MessageOut]
    contact: ContactOut | None


class PageOut(Schema):
    """Requests, the latest first; `next`: what to give as `before` for those that follow."""

    requests: list[RequestOut]
    next: int | None


class ContactIn(Schema):
    """Who asks and how to answer; all may be empty."""

    name: Text = Field("", max_length=150)
    email: Text = Field("", max_length=254)
    phone: Text = Field("", max_length=30)
    address: Text = Field("", max_length=300)


class RequestIn(Schema):
    """A request to take in. The same `external_ref` twice gives the same request, once."""

    category: Text = Field(max_length=60)
    text: Text = Field(max_length=20_000)
    subject: Text = Field("", max_length=200)
    channel: Channel = Channel.WEB
    audience: Audience = Audience.RESIDENT
    place: Text = Field("", max_length=200)
    district: Text = Field("", max_length=80)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    external_ref: Text = Field("", max_length=150)
    contact: ContactIn = ContactIn()


class ActionIn(Schema):
    """What to do with a request; `text` where words go with it, `team` to hand it to one."""

    action: Text = Field(max_length=30)
    text: Text = Field("", max_length=20_000)
    team: Text = Field("", max_length=60)


def request_out(request: ServiceRequest) -> dict[str, Any]:
    """A request as the interface says it."""
    same = [name for name in RequestOut.model_fields if name != "changed_at"]
    return {**{name: getattr(request, name) for name in same}, "changed_at": request.last_at}


def file_out(request: ServiceRequest, *, with_contact: bool) -> dict[str, Any]:
    """A request with its history and its words."""
    contact = {name: getattr(request.contact, name) for name in ContactOut.model_fields}
    return {
        **request_out(request),
        "subject": request.subject,
        "events": [{"rank": e.rank, "what": e.what, "at": e.at, "by": e.actor_label}
                   for e in request.events.all()],
        "messages": [{"way": m.way, "at": m.at, "author": m.author if with_contact else "",
                      "text": m.text} for m in request.messages.all()],
        "contact": contact if with_contact else None,
    }  # fmt: skip
