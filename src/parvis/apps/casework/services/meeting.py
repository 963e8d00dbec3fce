"""Appointments: given, moved, cancelled; each time the citizen is told in words and by agenda."""

from datetime import datetime

from django.db import transaction

from parvis.apps.casework.history import append
from parvis.apps.casework.models import Appointment, ServiceRequest
from parvis.apps.casework.rights import request_for_verb
from parvis.apps.casework.services.writing import send
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import NotVisible, Refused, Where
from parvis.core.french import moment

USUAL_MINUTES, MOST_MINUTES = 30, 480


@transaction.atomic
def give_appointment(
    *, actor: Actor, now: datetime, request: int, starts_at: datetime, place: str,
    minutes: int = USUAL_MINUTES, text: str = "",
) -> Appointment:  # fmt: skip
    """Give an appointment for a request; one that stands there already is moved.

    Refused in the past, or without a place.
    """
    found = request_for_verb(actor, request)
    if starts_at <= now:
        raise Refused("appointment.past", where=Where(field="quand"))
    if not place.strip():
        raise Refused("request.empty", where=Where(field="lieu"))
    said = f"Rendez-vous le {moment(starts_at)}, {place.strip()}."
    rank = _tell(found, f"{said}\n\n{text}".strip(), actor, now)
    facts = {"rank": rank, "starts_at": starts_at, "place": place.strip()[:300],
             "minutes": min(max(minutes, 5), MOST_MINUTES)}  # fmt: skip
    held = _standing(found)
    if held is None:
        return Appointment.objects.create(
            authority_id=found.authority_id, service_request=found, **facts
        )
    for name, value in facts.items():
        setattr(held, name, value)
    return _changed(held)


@transaction.atomic
def cancel_appointment(*, actor: Actor, now: datetime, request: int, text: str = "") -> Appointment:
    """Cancel the appointment of a request; NotVisible where there is none."""
    found = request_for_verb(actor, request)
    held = _standing(found)
    if held is None:
        raise NotVisible
    said = f"Le rendez-vous du {moment(held.starts_at)} est annulé."
    held.rank = _tell(found, f"{said}\n\n{text}".strip(), actor, now)
    held.is_cancelled = True
    return _changed(held)


def _tell(request: ServiceRequest, text: str, actor: Actor, now: datetime) -> int:
    event = append(request, Happening.MESSAGE_SENT, actor=actor, now=now)
    send(event, text, actor=actor, now=now, subject=f"Rendez-vous : {request.subject}"[:200])
    return event.rank


def _standing(request: ServiceRequest) -> Appointment | None:
    return Appointment.objects.filter(service_request=request, is_cancelled=False).first()


def _changed(held: Appointment) -> Appointment:
    held.sequence += 1
    held.save()
    return held
