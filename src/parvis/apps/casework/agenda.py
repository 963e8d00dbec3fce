"""What a request puts in an agenda: its appointments, and the day its answer is promised."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.utils.timezone import localdate

from parvis.apps.casework.models import Appointment, ServiceRequest
from parvis.apps.ui.brands import address_of
from parvis.core.calendar.agenda import Entry, as_icalendar

DOMAIN = "parvis"


def agenda_of(request: ServiceRequest, now: datetime) -> bytes:
    """The agenda of a request, as an .ics file."""
    return as_icalendar(_entries(request), request.subject, now)


def agenda_of_all(requests: Iterable[ServiceRequest], name: str, now: datetime) -> bytes:
    """The agenda of several requests, as one .ics file called `name`."""
    return as_icalendar((e for request in requests for e in _entries(request)), name, now)


def agenda_of_appointment(appointment: Appointment, now: datetime) -> bytes:
    """One appointment alone, to join to the message that gives it."""
    return as_icalendar([_met(appointment)], appointment.service_request.subject, now)


def _entries(request: ServiceRequest) -> Iterator[Entry]:
    yield from map(_met, request.appointments.all())
    url = link(request)
    if request.due_at is not None and request.is_open:
        yield Entry(f"promise-{request.pk}@{DOMAIN}", f"Réponse promise : {request.subject}",
                    localdate(request.due_at), url=url, sequence=request.rank)  # fmt: skip


def _met(appointment: Appointment) -> Entry:
    request = appointment.service_request
    return Entry(
        f"appointment-{appointment.pk}@{DOMAIN}", f"Rendez-vous : {request.subject}",
        appointment.starts_at.astimezone(UTC), appointment.minutes, appointment.place,
        f"Demande n° {request.number}", link(request), appointment.sequence,
        appointment.is_cancelled,
    )  # fmt: skip


def link(request: ServiceRequest) -> str:
    """Where a request is followed."""
    return address_of(request.authority, f"/suivi/{request.tracking_code}/")
