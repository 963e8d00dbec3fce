"""Reminders to those who asked for them: a draft that waits, an appointment tomorrow.

Each goes through the one verb: without a consent for its source, or beyond the cap, none goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from parvis.apps.accounts.contacting import write_to_resident
from parvis.apps.accounts.models import Account, Contacted
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Appointment, ServiceRequest
from parvis.apps.catalogue.models import Demarche
from parvis.apps.portal.models import Draft
from parvis.apps.portal.my_data import PORTAL
from parvis.core.access import Actor
from parvis.core.catalogue.consents import ConsentPurpose
from parvis.core.errors import Refused
from parvis.core.french import moment

FORGOTTEN, ONE_DAY = timedelta(days=7), timedelta(days=1)
REMINDER = Actor(ref="reminder", label="Parvis")


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to remind somebody of: from which source, and where it leads."""

    authority: Authority
    account: Account
    source: str
    title: str
    text: str
    path: str


def remind(*, now: datetime) -> int:
    """Write to whoever asked to be reminded; how many were. Once for each thing."""
    return sum(_sent(reminder, now) for reminder in [*_drafts(now), *_appointments(now)])


def _sent(reminder: Reminder, now: datetime) -> bool:
    before = Contacted.objects.filter(
        account=reminder.account, purpose=ConsentPurpose.RAPPELS, path=reminder.path,
        title=reminder.title,
    )  # fmt: skip
    if before.exists():
        return False
    try:
        write_to_resident(
            actor=REMINDER, now=now, authority=reminder.authority, account=reminder.account,
            source=reminder.source, purpose=ConsentPurpose.RAPPELS, title=reminder.title,
            text=reminder.text, path=reminder.path,
        )  # fmt: skip
    except Refused:
        return False
    return True


def _drafts(now: datetime) -> Iterator[Reminder]:
    """Drafts that nobody touched for a week."""
    waits = Q(saved_at__lte=now - FORGOTTEN, saved_at__gt=now - FORGOTTEN - ONE_DAY)
    begun = Draft.objects.filter(waits, account__isnull=False, request_code="")
    for draft in begun.select_related("account", "authority", "revision"):
        title = draft.revision.definition["title"]
        yield Reminder(
            draft.authority, draft.account, PORTAL, f"Votre brouillon vous attend : {title}"[:150],
            "Il est gardé encore trois semaines, puis il s’efface.", f"/brouillons/{draft.code}/",
        )  # fmt: skip


def _appointments(now: datetime) -> Iterator[Reminder]:
    """Appointments of the coming day, for requests made from an account."""
    soon = Appointment.objects.filter(
        is_cancelled=False, starts_at__gt=now, starts_at__lte=now + ONE_DAY
    )
    for met in soon.select_related("service_request__contact", "authority"):
        request = met.service_request
        account = _account(request.contact.account_ref)
        if account is not None:
            yield Reminder(
                met.authority, account, _source(request),
                f"Rendez-vous le {moment(met.starts_at)}"[:150],
                f"{request.subject}. {met.place}.", f"/suivi/{request.tracking_code}/",
            )  # fmt: skip


def _account(ref: str) -> Account | None:
    kind, _, pk = ref.partition(":")
    known = kind == "account" and pk.isdecimal()
    return Account.objects.filter(pk=int(pk)).first() if known else None


def _source(request: ServiceRequest) -> str:
    """The service that answers, as the matrix of consents names it; else this portal."""
    draft = Draft.objects.filter(request_code=request.tracking_code).first()
    found = draft and Demarche.objects.filter(
        authority=request.authority_id, code=draft.demarche
    ).select_related("service").first()  # fmt: skip
    return found.service.code if found else PORTAL
