"""Outgoing messages: asked for in the transaction that writes them, sent by the worker.

A message is marked before it goes and after it has gone. Stopped between the two, nobody can
know whether it left: it is then in doubt, shown to the agents, and never sent twice by itself.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.timezone import localtime

from parvis.apps.casework.agenda import agenda_of_appointment
from parvis.apps.casework.models import Message, Sending, ServiceRequest
from parvis.apps.casework.rights import request_for_verb
from parvis.apps.casework.setup import desk_of
from parvis.apps.casework.threads import headers_of
from parvis.apps.jobs.services import enqueue
from parvis.apps.ui.mail import in_the_brand
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.errors import NotVisible, Unavailable

SEND_JOB, WARN_JOB = "casework.send", "casework.warn_team"
FIRST_WAIT = timedelta(minutes=1)
ATTEMPTS = 12
"""With waits that double up to an hour: about eight hours of a mail server that is down."""


def queue_message(
    message: Message, *, actor: Actor, now: datetime, not_before: datetime | None = None
) -> None:
    """Ask the worker to send a message that waits; nothing for the others."""
    if message.sending == Sending.WAITING:
        enqueue(actor=actor, now=now, authority=message.authority, name=SEND_JOB,
                not_before=not_before, message=message.pk)  # fmt: skip


def send_message(pk: int, *, now: datetime) -> None:
    """Send the message `pk` if it still waits; Unavailable if the mail server does not answer."""
    message = _taken(pk)
    if message is None:
        return
    mail = EmailMessage(
        subject=f"[{message.service_request.number}] {message.subject}",
        body=message.text,
        to=[message.service_request.contact.email],
        headers=headers_of(message),
    )
    _join_agenda(mail, message, now)
    try:
        in_the_brand(mail, message.authority).send()
    except (OSError, SMTPException) as error:
        _mark(message, Sending.WAITING)
        raise Unavailable("messagerie") from error
    message.sent_at = now
    _mark(message, Sending.SENT)


def _join_agenda(mail: EmailMessage, message: Message, now: datetime) -> None:
    """The appointment that a message gives goes with it, for the agenda of who reads it."""
    request = message.service_request
    given = request.appointments.filter(rank=message.rank).first()
    if given is not None:
        mail.attach("rendez-vous.ics", agenda_of_appointment(given, now).decode(), "text/calendar")


def warn_team(pk: int) -> None:
    """Tell the team of the request `pk` that it is due soon, or late: a number and a link.

    No word of the request leaves: the address is shared. Unavailable if the mail server fails.
    """
    request = ServiceRequest.objects.select_related("authority").get(pk=pk)
    team = desk_of(request.authority_id).setup.teams.get(request.team)
    if team is None or not team.email or request.is_synthetic or request.due_at is None:
        return
    due = localtime(request.due_at)
    said = f"{french.long_day(due.date())} à {due.hour} h {due.minute:02d}"
    mail = EmailMessage(
        subject=f"Demande {request.number} : échéance {said}",
        body=f"{settings.PUBLIC_URL}/guichet/demandes/{pk}/",
        to=[team.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


@transaction.atomic
def resend(*, actor: Actor, now: datetime, request: int, message: int) -> Message:
    """Send again a message that failed or is in doubt, once an agent has looked."""
    handled = request_for_verb(actor, request)
    stopped = Message.objects.filter(
        service_request=handled, sending__in=(Sending.FAILED, Sending.DOUBT)
    )
    found = stopped.filter(pk=message).select_related("authority").first()
    if found is None:
        raise NotVisible
    _mark(found, Sending.WAITING)
    queue_message(found, actor=actor, now=now)
    return found


def give_up(pk: int) -> None:
    """Say of a message that waits that it did not go: its agents will see it."""
    Message.objects.filter(pk=pk, sending=Sending.WAITING).update(sending=Sending.FAILED)


@transaction.atomic
def _taken(pk: int) -> Message | None:
    """The message, marked as leaving; one that was leaving already is now in doubt."""
    related = ("service_request__contact", "service_request__authority", "authority")
    found = Message.objects.select_for_update(of=("self",)).select_related(*related)
    message = found.filter(pk=pk).first()
    if message is None or message.sending not in (Sending.WAITING, Sending.SENDING):
        return None
    was_leaving = message.sending == Sending.SENDING
    _mark(message, Sending.DOUBT if was_leaving else Sending.SENDING)
    return None if was_leaving else message


def _mark(message: Message, sending: Sending) -> None:
    message.sending = sending
    message.save(update_fields=["sending", "sent_at"])
