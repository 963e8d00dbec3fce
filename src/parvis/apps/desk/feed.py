"""The desk feeds the release like any other source: a file of its requests, by the sources' door.

Each night only what changed since the last file is exported; a later row of one request replaces
the earlier. A person is named within one sector only, and by the gate's pseudonym afterwards.
"""

import csv
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.history import told
from parvis.apps.casework.models import (
    Audience,
    Channel,
    RequestContact,
    Satisfaction,
    ServiceRequest,
)
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import load_file
from parvis.apps.ui.brands import home_card
from parvis.core.access import OPERATOR
from parvis.core.casework.clocks import Hand, due_at, in_hand
from parvis.core.casework.law import Regime
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.errors import Refused

CONTRACT, IMPORTED = "parvis_demandes", "import:"
HEADER = ("Demande du guichet", "Demandeur du secteur", "Reçue à", "Due à", "Close à",
          "Motif du guichet", "Arrivée par", "Quartier de la demande", "Rouverte après clôture",
          "Satisfaction après clôture", "Réglée au premier contact",
          "Passages d’un service à un autre", "Accusée dans les délais",
          "Décidée dans les délais", "Qui demande", "Latitude de la demande",
          "Longitude de la demande")  # fmt: skip
_CHANNELS = {Channel.WEB: "Formulaire en ligne", Channel.OPEN311: "Application mobile"}
_LEVELS = {1: "1", 2: "3", 3: "5"}
_TWICE = frozenset({Happening.CITIZEN_ASKED, Happening.MESSAGE_SENT, Happening.REOPENED})
_CHUNK = 500


def feed_all(*, now: datetime) -> int:
    """Export what changed in every authority of the home; how many requests."""
    return sum(feed(authority, now) for authority in Authority.objects.all())


def feed(authority: Authority, now: datetime) -> int:
    """Bring the requests that changed to the sources of `authority`; none makes no file."""
    changed = _changed(authority)
    if not changed.exists():
        return 0
    with tempfile.TemporaryDirectory(dir=wired.home().identified, prefix="feed-") as place:
        path = Path(place) / f"demandes-parvis-{now:%Y%m%d%H%M%S}.csv"
        count = _write(path, authority, changed)
        load_file(
            actor=OPERATOR, now=now, authority=authority.code, path=path, filename=path.name,
            contract_id=CONTRACT, is_synthetic=home_card().is_demo,
        )  # fmt: skip
    return count


def _changed(authority: Authority) -> QuerySet[ServiceRequest]:
    """Those that moved since the last file; what another source brings already is left to it."""
    ours = ServiceRequest.objects.filter(authority=authority).exclude(state=State.MERGED)
    ours = ours.exclude(external_ref__startswith=IMPORTED)
    kept = Delivery.objects.filter(authority=authority, contract=CONTRACT)
    last = kept.filter(state=DeliveryState.KEPT).order_by("-received_at").first()
    return ours.filter(last_at__gt=last.received_at) if last else ours


def _write(path: Path, authority: Authority, requests: QuerySet[ServiceRequest]) -> int:
    desk, count = desk_of(authority.pk), 0
    read = requests.order_by("pk").select_related("contact").prefetch_related("events")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for request in read.iterator(chunk_size=_CHUNK):
            writer.writerow(_row(request, desk))
            count += 1
    return count


def _row(request: ServiceRequest, desk: Desk) -> Iterator[str]:
    happened = [Happening(e.what) for e in request.events.all()]
    category = desk.setup.categories.get(request.category)
    yield str(request.number)
    yield person_key(request.contact)
    yield _instant(request.received_at)
    yield _instant(promised_at(request, desk))
    yield _instant(request.closed_at)
    yield category.title if category else request.category
    yield _CHANNELS.get(Channel(request.channel), Channel(request.channel).label)
    yield request.district
    yield _said(request.reopenings > 0)
    yield _level(request)
    yield _said(request.state == State.CLOSED and not _TWICE & set(happened))
    yield str(happened.count(Happening.ASSIGNED) - 1)
    yield _said(Happening.ACKNOWLEDGED in happened)
    yield _decided(request)
    yield Audience(request.audience).label
    yield "" if request.latitude is None else f"{request.latitude:.6f}"
    yield "" if request.longitude is None else f"{request.longitude:.6f}"


def person_key(contact: RequestContact) -> str:
    """Who asked, within the sector of the request: a person of two sectors is two persons.

    Whoever left no address is a person of one request.
    """
    known = contact.email_key or contact.phone_key or f"demande {contact.service_request_id}"
    return f"{contact.sector} {known}"


def promised_at(request: ServiceRequest, desk: Desk) -> datetime | None:
    """When the answer was promised for, whether or not it came: the clock as if it ran on."""
    if request.category not in desk.setup.categories:
        return None
    hand = in_hand(one.event for one in told(request.events.all()))
    going = Hand(hand.ended, hand.since or request.last_at)
    try:
        return due_at(going, desk.opening, desk.promise(desk.setup.category(request.category)))
    except Refused:
        return None


def _instant(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _said(yes: bool) -> str:
    return "oui" if yes else "non"


def _level(request: ServiceRequest) -> str:
    found = Satisfaction.objects.filter(service_request=request).values_list("level", flat=True)
    return _LEVELS.get(found.first() or 0, "")


def _decided(request: ServiceRequest) -> str:
    """Whether the town decided before silence did; nothing for what is no legal demande."""
    if request.regime == Regime.NONE or request.closed_at is None or not request.legal_due_on:
        return ""
    return _said(request.closed_at.date() <= request.legal_due_on)
