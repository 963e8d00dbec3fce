"""What the house does by itself: warn before it is late, forget when it is time."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.history import append
from parvis.apps.casework.models import (
    Attachment,
    Message,
    Presence,
    RequestContact,
    Satisfaction,
    ServiceRequest,
)
from parvis.apps.casework.outbox import WARN_JOB
from parvis.apps.casework.rights import requests_for
from parvis.apps.casework.services.registering import SYSTEM
from parvis.apps.casework.setup import desk_of
from parvis.apps.jobs.services import enqueue
from parvis.core.access import Actor, Capability
from parvis.core.casework.delays import same_day_number
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import NotVisible

_BATCH = 200


def escalate(*, now: datetime) -> list[ServiceRequest]:
    """Warn of each open request whose next warning has come; those warned of.

    An event says it: the same warning is never given twice, even by two workers.
    """
    due = ServiceRequest.objects.filter(is_open=True, warn_at__lte=now).order_by("warn_at")
    warned = (_warn(pk, now) for pk in due.values_list("pk", flat=True)[:_BATCH])
    return [request for request in warned if request is not None]


@transaction.atomic
def _warn(pk: int, now: datetime) -> ServiceRequest | None:
    locked = ServiceRequest.objects.select_for_update(of=("self",)).select_related("authority")
    found = locked.filter(pk=pk, is_open=True, warn_at__lte=now).first()
    if found is not None:
        had_news = found.has_news
        append(found, Happening.NOTED, actor=SYSTEM, now=now, warned=True)
        enqueue(actor=SYSTEM, now=now, authority=found.authority, name=WARN_JOB, request=pk)
        if had_news:
            ServiceRequest.objects.filter(pk=pk).update(has_news=True)
    return found


def forget(*, now: datetime, authority: Authority) -> int:
    """Erase names, words and files of requests closed for longer than their town keeps them."""
    due = list(past_their_term(authority, now).values_list("pk", flat=True))
    for pk in due:
        erase_contents(request=pk, now=now)
    return len(due)


def kept_since(authority: Authority, now: datetime) -> date:
    """The day before which closed requests have reached the term that the desk's setup gives."""
    return same_day_number(now.date(), -desk_of(authority.pk).setup.keep_months)


def past_their_term(authority: Authority, now: datetime) -> QuerySet[ServiceRequest]:
    """The closed requests whose words and names are kept no longer."""
    closed = ServiceRequest.objects.filter(authority=authority, is_open=False, erased_at=None)
    return closed.filter(last_at__date__lt=kept_since(authority, now))


@transaction.atomic
def erase(*, actor: Actor, now: datetime, request: int) -> None:
    """Erase at once what is personal about a request, at its citizen's demand."""
    if not requests_for(actor, Capability.HANDLE_REQUESTS).filter(pk=request).exists():
        raise NotVisible
    erase_contents(request=request, now=now)


@transaction.atomic
def erase_contents(*, request: int, now: datetime) -> None:
    """Erase what is personal about a request, whoever asks; for who has checked that they may.

    The history stays: it holds no word of anybody.
    """
    pk = request
    files = list(Attachment.objects.filter(service_request=pk).values_list("stored", flat=True))
    Attachment.objects.filter(service_request=pk).delete()
    Message.objects.filter(service_request=pk).update(text="", subject="", author="")
    RequestContact.objects.filter(service_request=pk).update(
        **dict.fromkeys(
            ("name", "name_key", "name_back", "email", "email_key", "phone", "phone_key",
             "address", "account_ref"), "",
        )
    )  # fmt: skip
    Satisfaction.objects.filter(service_request=pk).update(comment="")
    Presence.objects.filter(service_request=pk).update(draft="")
    ServiceRequest.objects.filter(pk=pk).update(
        subject="", place="", latitude=None, longitude=None, erased_at=now
    )
    transaction.on_commit(lambda: _unlink(files))


def _unlink(files: list[str]) -> None:
    for stored in files:
        (wired.home().attachments / stored).unlink(missing_ok=True)


def sweep(*, now: datetime) -> int:
    """Remove files that no record names and that are a day old: a killed upload left them."""
    folder = wired.home().attachments
    if not folder.is_dir():
        return 0
    known = set(Attachment.objects.values_list("stored", flat=True))
    day_ago = now.timestamp() - 86_400
    idle = [p for p in folder.iterdir() if p.name not in known and p.stat().st_mtime < day_ago]
    for path in idle:
        path.unlink(missing_ok=True)
    return len(idle)
