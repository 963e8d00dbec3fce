"""The file of a request as its page shows it: what happened, who asked, both clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from parvis.apps.casework.history import told
from parvis.apps.casework.models import (
    Attachment,
    Channel,
    Message,
    RequestContact,
    RequestEvent,
    Sending,
    ServiceRequest,
    Way,
)
from parvis.apps.casework.setup import Desk
from parvis.apps.desk.rows import Due, due_of
from parvis.core import french
from parvis.core.casework.clocks import in_hand, worked
from parvis.core.casework.law import Regime
from parvis.core.casework.letters import filled
from parvis.core.casework.lifecycle import Happening, State, possible
from parvis.core.casework.setup import DeskSetup

_SAID = {
    Happening.REGISTERED: "Reçue",
    Happening.ASSIGNED: "Confiée",
    Happening.STARTED: "Commencée",
    Happening.CITIZEN_ASKED: "Question posée à l’usager",
    Happening.CITIZEN_ANSWERED: "L’usager a répondu",
    Happening.PARTNER_ASKED: "En attente d’un tiers",
    Happening.PARTNER_ANSWERED: "Le tiers a répondu",
    Happening.CLOSED: "Close",
    Happening.REOPENED: "Rouverte",
    Happening.RESTORED: "Reprise après une clôture par erreur",
    Happening.TRANSFERRED: "Transmise",
    Happening.RETURNED: "Revenue",
    Happening.MERGED: "Réunie à une autre",
    Happening.UNMERGED: "Séparée",
    Happening.ACKNOWLEDGED: "Accusé de réception",
    Happening.MESSAGE_RECEIVED: "L’usager a écrit",
    Happening.MESSAGE_SENT: "Réponse envoyée",
    Happening.NOTED: "Note interne",
    Happening.CATEGORISED: "Motif changé",
}
_SENDING = {
    Sending.WAITING: "en partance",
    Sending.SENDING: "en partance",
    Sending.SENT: "envoyé",
    Sending.FAILED: "n’a pas pu partir",
    Sending.DOUBT: "envoi interrompu : vérifiez avant de renvoyer",
    Sending.LETTER: "à remettre ou à poster",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A message of the story; `tone` is its class, `again` its key if it may be sent again."""

    text: str
    tone: str
    author: str
    sending: str
    again: int


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, as the story tells it."""

    at: datetime
    title: str
    who: str
    because: str
    words: tuple[Word, ...]
    files: tuple[Attachment, ...]
    is_receipt: bool


@dataclass(frozen=True, slots=True)
class File:
    """All that the page of one request shows."""

    request: ServiceRequest
    contact: RequestContact
    category: str
    team: str
    channel: str
    due: Due
    worked: str
    legal: str
    steps: tuple[Step, ...]
    may: frozenset[str]
    templates: tuple[tuple[str, str, str], ...]
    answer: str

    @property
    def ways(self) -> list[str]:
        """How the citizen can be reached."""
        contact = self.contact
        return [way for way in (contact.email, contact.phone, contact.address) if way]


def file_of(request: ServiceRequest, desk: Desk, now: datetime) -> File:
    """The file of a request read whole."""
    events = list(request.events.all())
    category = desk.setup.categories.get(request.category)
    team = desk.setup.teams.get(request.team)
    words = _words(request, desk.setup)
    return File(
        request=request,
        contact=request.contact,
        category=category.title if category else request.category,
        team=team.title if team else request.team,
        channel=Channel(request.channel).label,
        due=due_of(request, now),
        worked=_worked(events, desk, now),
        legal=_legal(request),
        steps=_steps(request, events),
        may=frozenset(possible(State(request.state))),
        templates=tuple(
            (t.id, t.title, filled(t.text, words))
            for t in desk.setup.templates
            if t.category in ("", request.category)
        ),
        answer=_answer(request, now),
    )


def _words(request: ServiceRequest, setup: DeskSetup) -> dict[str, str]:
    """What a template may name, for this request."""
    category, team = setup.categories.get(request.category), setup.teams.get(request.team)
    due = request.due_at
    return {
        "nom": request.contact.name,
        "numero": str(request.number),
        "code": request.tracking_code,
        "motif": category.title.lower() if category else "",
        "lieu": request.place,
        "equipe": team.title if team else "",
        "echeance": french.long_day(localtime(due).date()) if due else "",
        "commune": request.authority.name,
    }


def _worked(events: list[RequestEvent], desk: Desk, now: datetime) -> str:
    hand = in_hand(one.event for one in told(events))
    spent = worked(hand, desk.opening, now)
    day = desk.setup.weeks[-1][1].seconds / 5
    days = spent.total_seconds() / day
    if days < 1:
        return french.duration(spent.total_seconds() / 3600)
    return french.count(round(days), "jour ouvré", "jours ouvrés")


def _legal(request: ServiceRequest) -> str:
    """What silence will mean, in a sentence."""
    if request.regime == Regime.NONE:
        return "Pas de décision implicite : ce n’est pas une demande au sens du code."
    outcome = "acceptation" if request.regime == Regime.ACCEPTANCE else "rejet"
    if request.legal_due_on is None:
        return f"Arrêté. Le silence vaudra {outcome} ; le délai repartira à réception des pièces."
    day = french.long_day(request.legal_due_on)
    return f"Le silence vaudra {outcome} le {day} ; il pourra être invoqué le lendemain."


def _answer(request: ServiceRequest, now: datetime) -> str:
    """The first sentence of the page: what is to be done, and until when."""
    if request.state == State.WAITING_CITIZEN:
        return "On attend l’usager : l’horloge de travail est arrêtée."
    if request.state == State.MERGED:
        return "Elle avance avec une autre : ce que l’usager écrit ici y est versé."
    if not request.is_open or request.due_at is None:
        return "Il n’y a plus rien à faire."
    due = localtime(request.due_at)
    day = french.long_day(due.date())
    late = "Elle devait être traitée avant le" if request.due_at < now else "À traiter avant le"
    return f"{late} {day} à {due.hour} h {due.minute:02d}."


def _steps(request: ServiceRequest, events: list[RequestEvent]) -> tuple[Step, ...]:
    """The story, the latest first; events of one instant and no word are told together."""
    messages: dict[int, list[Message]] = {}
    for message in request.messages.all():
        messages.setdefault(message.rank, []).append(message)
    files: dict[int, list[Attachment]] = {}
    for kept in request.attachments.all():
        files.setdefault(kept.rank, []).append(kept)
    steps = [_step(e, messages.get(e.rank, []), files.get(e.rank, [])) for e in events]
    return tuple(reversed(steps))


def _step(event: RequestEvent, messages: list[Message], files: list[Attachment]) -> Step:
    return Step(
        at=event.at,
        title=_title(event),
        who=event.actor_label,
        because=str(event.detail.get("because", "")),
        words=tuple(_word(message) for message in messages),
        files=tuple(files),
        is_receipt=event.what == Happening.ACKNOWLEDGED,
    )


def _title(event: RequestEvent) -> str:
    detail: Mapping[str, Any] = event.detail
    if detail.get("warned"):
        return "Échéance proche : équipe prévenue"
    if detail.get("gathered"):
        return f"La demande {detail['gathered']} avance avec celle-ci"
    if detail.get("to"):
        return f"Transmise à {detail['to']}"
    return _SAID[Happening(event.what)]


def _word(message: Message) -> Word:
    tone = {Way.IN: "msg", Way.OUT: "msg sent", Way.NOTE: "intern"}[Way(message.way)]
    text = message.text or "Contenu effacé au terme de sa conservation."
    is_stopped = message.sending in (Sending.FAILED, Sending.DOUBT)
    sending = _SENDING.get(Sending(message.sending), "")
    return Word(text, tone, message.author, sending, message.pk if is_stopped else 0)
