"""The one verb by which a request comes in, whatever its channel."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.dispatch import assignee_for
from parvis.apps.casework.files import KeptFile
from parvis.apps.casework.history import demand_of, keep, told, wind
from parvis.apps.casework.models import (
    Attachment,
    Audience,
    Channel,
    Message,
    Numbering,
    RequestContact,
    RequestEvent,
    Sending,
    ServiceRequest,
    Way,
)
from parvis.apps.casework.outbox import queue_message
from parvis.apps.casework.rights import authority_of
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.ui.brands import address_of
from parvis.core.access import Actor
from parvis.core.casework.asked import NOBODY, NOWHERE, Contact, Place
from parvis.core.casework.legal import Medium, acknowledgement, silence
from parvis.core.casework.lifecycle import Happening
from parvis.core.casework.projection import projected
from parvis.core.casework.receipts import Receipt, Received, receipt
from parvis.core.casework.routing import Routed, Subject, route
from parvis.core.casework.setup import Category, Team
from parvis.core.casework.tracking import BYTES, tracking_code
from parvis.core.errors import Refused, Where
from parvis.core.people.contacts import email as email_key
from parvis.core.people.contacts import phone as phone_key
from parvis.core.people.names import name_words

SYSTEM = Actor(ref="house", label="Parvis")
"""Who routes and acknowledges: the house itself, under its setup."""
MEDIUM = {
    Channel.WEB: Medium.ELECTRONIC,
    Channel.EMAIL: Medium.ELECTRONIC,
    Channel.OPEN311: Medium.ELECTRONIC,
    Channel.LETTER: Medium.PAPER,
}
"""How the law sees a channel; what is not here was said at the counter."""
SUBJECT_LENGTH, TEXT_LENGTH = 200, 20_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What comes in, checked."""

    category: Category
    demarche: str
    channel: Channel
    audience: Audience
    subject: str
    text: str
    place: Place
    contact: Contact


@transaction.atomic
def register_service_request(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    category: str,
    channel: Channel | str,
    text: str,
    audience: Audience | str = Audience.RESIDENT,
    subject: str = "",
    demarche: str = "",
    place: Place = NOWHERE,
    contact: Contact = NOBODY,
    attachments: Sequence[KeptFile] = (),
    received_at: datetime | None = None,
    external_ref: str = "",
    is_synthetic: bool = False,
    message_id: str = "",
) -> ServiceRequest:
    """Take a request in: number, code, route, clocks, receipt and outbox, in one transaction.

    Anybody may ask. `authority` is a code; `category` one of its desk's; `demarche` the legal
    treatment where it is not the category's. `received_at` is when it reached the town (a
    letter's stamp), now if None. The same `external_ref` twice gives the same request, once.
    """
    where = authority_of(authority)
    desk = desk_of(where.pk)
    known = _known(where, external_ref)
    if known is not None:
        return known
    asked = _checked(desk, category, demarche, channel, audience, subject, text, place, contact)
    request = _new(where, asked, desk, received_at or now)
    request.external_ref, request.is_synthetic = external_ref, is_synthetic
    events = _first_events(request, asked, desk, actor, now)
    written = _acknowledged(request, events, desk, now)
    _project(request, events, desk)
    _contact(request, asked.contact).save(force_insert=True)
    _save_words(request, asked, written, now, message_id)
    join_files(request, 1, attachments, now)
    return request


def _known(authority: Authority, external_ref: str) -> ServiceRequest | None:
    if not external_ref:
        return None
    return ServiceRequest.objects.filter(authority=authority, external_ref=external_ref).first()


def _checked(
    desk: Desk, category: str, demarche: str, channel: str, audience: str, subject: str,
    text: str, place: Place, contact: Contact,
) -> _Asked:  # fmt: skip
    chosen = desk.setup.category(category)
    if not text.strip() and not subject.strip():
        raise Refused("request.empty", where=Where(field="texte"))
    if len(text) > TEXT_LENGTH:
        raise Refused("request.too_long", where=Where(field="texte"), limit=TEXT_LENGTH)
    line = " ".join((subject.strip() or text.strip()).split())
    return _Asked(chosen, demarche or chosen.demarche, Channel(channel), Audience(audience),
                  line[:SUBJECT_LENGTH], text.strip(), place, contact)  # fmt: skip


def next_number(authority: Authority) -> int:
    """The next number of a request of `authority`; its row is locked until the transaction ends."""
    counters = Numbering.objects.filter(authority=authority)
    if not counters.update(last=F("last") + 1):
        Numbering.objects.get_or_create(authority=authority)
        counters.update(last=F("last") + 1)
    return counters.values_list("last", flat=True).get()


def _new(authority: Authority, asked: _Asked, desk: Desk, received_at: datetime) -> ServiceRequest:
    return ServiceRequest(
        authority=authority,
        number=next_number(authority),
        tracking_code=tracking_code(secrets.token_bytes(BYTES)),
        sector=desk.setup.sector_of(asked.category.id),
        category=asked.category.id,
        demarche=asked.demarche,
        audience=asked.audience,
        channel=asked.channel,
        subject=asked.subject,
        place=asked.place.label[:200],
        district=asked.place.district[:80],
        latitude=asked.place.latitude,
        longitude=asked.place.longitude,
        received_at=received_at,
        promise=f"{asked.category.promise.count}{asked.category.promise.unit}",
    )


def _first_events(
    request: ServiceRequest, asked: _Asked, desk: Desk, actor: Actor, now: datetime
) -> list[RequestEvent]:
    """Registered, then given to a team: with the reason, and to somebody where it shares so."""
    subject = Subject(request.category, request.district, request.channel, request.audience)
    routed = route(subject, desk.setup)
    facts = {"category": request.category, "demarche": request.demarche,
             "sector": desk.setup.team(routed.team).sector.value,
             "channel": request.channel, "audience": request.audience}  # fmt: skip
    return [
        _event(request, 1, Happening.REGISTERED, actor, now, facts),
        _event(request, 2, Happening.ASSIGNED, SYSTEM, now, _given(request, routed, desk, now)),
    ]


def _given(request: ServiceRequest, routed: Routed, desk: Desk, now: datetime) -> dict[str, Any]:
    team = desk.setup.team(routed.team)
    agent = assignee_for(request.authority, team, now.astimezone(desk.opening.zone).date())
    return {"team": team.id, "assignee": agent, "because": routed.because}


def _event(
    request: ServiceRequest, rank: int, what: Happening, actor: Actor, now: datetime,
    detail: dict[str, Any],
) -> RequestEvent:  # fmt: skip
    return RequestEvent(
        authority_id=request.authority_id, rank=rank, what=what, at=now,
        actor_ref=actor.ref, actor_label=actor.label, detail=detail,
    )  # fmt: skip


def _project(request: ServiceRequest, events: Sequence[RequestEvent], desk: Desk) -> None:
    """Save the request and its clocks as its events make it, then the events."""
    history = told(events)
    keep(request, projected(history), Happening(events[-1].what))
    wind(request, desk, history)
    request.save(force_insert=True)
    for event in events:
        event.service_request = request
    RequestEvent.objects.bulk_create(events)


def _save_words(
    request: ServiceRequest, asked: _Asked, written: Receipt, now: datetime, message_id: str
) -> None:
    """Keep what was asked, and the receipt, which goes to the outbox."""
    facts = {"authority": request.authority, "service_request": request, "at": now}
    _, sent = Message.objects.bulk_create([
        Message(**facts, rank=1, way=Way.IN, channel=asked.channel, subject=asked.subject,
                author=asked.contact.name[:200], text=asked.text, message_id=message_id),
        Message(**facts, rank=request.rank, way=Way.OUT, channel=request.contact.prefers,
                subject=written.title, author=written.title, text=written.text,
                sending=_sending(request)),
    ])  # fmt: skip
    queue_message(sent, actor=SYSTEM, now=now)


def _contact(request: ServiceRequest, contact: Contact) -> RequestContact:
    """Who asked, with the spellings by which they are searched."""
    words = name_words(contact.name)
    return RequestContact(
        authority=request.authority,
        service_request=request,
        sector=request.sector,
        name=contact.name.strip()[:150],
        name_key=" ".join(words)[:150],
        name_back=" ".join(reversed(words))[:150],
        email=contact.email.strip()[:254],
        email_key=email_key(contact.email)[:254],
        phone=contact.phone.strip()[:30],
        phone_key=phone_key(contact.phone)[:20],
        address=contact.address.strip()[:300],
        prefers=_preferred(contact, Channel(request.channel)),
        account_ref=contact.account_ref,
    )


def _preferred(contact: Contact, channel: Channel) -> str:
    """How to answer: as asked, else by e-mail where there is one, else as they came."""
    if contact.prefers:
        return Channel(contact.prefers)
    return Channel.EMAIL if contact.email else channel


def join_files(
    request: ServiceRequest, rank: int, files: Iterable[KeptFile], now: datetime,
    *, is_internal: bool = False,
) -> None:  # fmt: skip
    """Record files already checked and kept, under the event of that rank."""
    Attachment.objects.bulk_create(
        Attachment(
            authority_id=request.authority_id, service_request=request, rank=rank,
            name=f.name, kind=f.kind, size=f.size, sha256=f.sha256, stored=f.stored,
            is_internal=is_internal, added_at=now,
        )
        for f in files
    )  # fmt: skip


def _acknowledged(
    request: ServiceRequest, events: list[RequestEvent], desk: Desk, now: datetime
) -> Receipt:
    """The receipt, due at once with every mention that the law asks; its event ends `events`."""
    demand = demand_of(request, told(events), desk)
    medium = MEDIUM.get(Channel(request.channel), Medium.COUNTER)
    owed = acknowledgement(demand, medium, wired.law(), desk.opening)
    team = desk.setup.team(events[-1].detail["team"])
    facts = {"article": owed.article if owed else ""}
    events.append(_event(request, len(events) + 1, Happening.ACKNOWLEDGED, SYSTEM, now, facts))
    received = _received(request, team, demand.received_on)
    return receipt(owed, received, silence(demand, wired.law()))


def _sending(request: ServiceRequest) -> Sending:
    if request.contact.prefers == Channel.EMAIL and request.contact.email:
        return Sending.NONE if request.is_synthetic else Sending.WAITING
    return Sending.LETTER if request.contact.prefers == Channel.LETTER else Sending.NONE


def _received(request: ServiceRequest, team: Team, received_on: Any) -> Received:
    return Received(
        number=request.number, code=request.tracking_code, received_on=received_on,
        title=request.subject, town=request.authority.name, team=team,
        address=address_of(request.authority, f"/suivi/{request.tracking_code}/"),
    )  # fmt: skip
