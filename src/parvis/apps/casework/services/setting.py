"""What a town decides of its desk: its setup as a file with a history, and absences."""

from datetime import date, datetime

from django.db import transaction

from parvis.apps.accounts.models import Account, Membership
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.history import told, wind
from parvis.apps.casework.models import Absence, DeskVersion, ServiceRequest
from parvis.apps.casework.rights import authority_of
from parvis.apps.casework.setup import desk_of, read_setup
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused, Where

_CHUNK = 500


@transaction.atomic
def import_setup(
    *, actor: Actor, now: datetime, authority: str, text: str, file: str
) -> DeskVersion:
    """Put a new setup in force; Refused with the entry at fault, or if it drops what is in use.

    The clocks of open requests are computed again: a change of hours holds from its own date.
    """
    where = _configured(actor, authority)
    setup = read_setup(text, file)
    _check_in_use(where, set(setup.categories) | set(_catalogue(where)), file)
    last = DeskVersion.objects.filter(authority=where).first()
    version = DeskVersion.objects.create(
        authority=where, number=(last.number if last else 0) + 1, text=text, at=now,
        by_ref=actor.ref, by_label=actor.label,
    )  # fmt: skip
    rewind(where)
    record(actor=actor, authority=where, action="desk.configured",
           subject=f"desk:{version.number}", detail={}, now=now)  # fmt: skip
    return version


@transaction.atomic
def use_version(*, actor: Actor, now: datetime, authority: str, number: int) -> DeskVersion:
    """Go back to an earlier setup, as a new version."""
    where = _configured(actor, authority)
    found = DeskVersion.objects.filter(authority=where, number=number).first()
    if found is None:
        raise NotVisible
    return import_setup(actor=actor, now=now, authority=authority, text=found.text,
                        file=f"version {number}")  # fmt: skip


def _configured(actor: Actor, authority: str) -> Authority:
    if not actor.may(Capability.CONFIGURE_DESK, authority):
        raise NotVisible
    return authority_of(authority)


def _catalogue(authority: Authority) -> list[str]:
    """The demarches of the catalogue: categories that the setup need not name."""
    from parvis.apps.catalogue.models import Demarche

    return list(Demarche.objects.filter(authority=authority).values_list("code", flat=True))


def _check_in_use(authority: Authority, known: set[str], file: str) -> None:
    open_ones = ServiceRequest.objects.filter(authority=authority, is_open=True)
    used = set(open_ones.order_by().values_list("category", flat=True).distinct())
    for code in sorted(used - known):
        raise Refused("desk.in_use", where=Where(file), code=code)


def rewind(authority: Authority) -> None:
    """Compute the clocks of every open request again."""
    desk = desk_of(authority.pk)
    requests = ServiceRequest.objects.filter(authority=authority, is_open=True)
    changed = ["due_at", "warn_at", "regime", "legal_due_on"]
    for request in requests.prefetch_related("events").iterator(chunk_size=_CHUNK):
        wind(request, desk, told(request.events.all()))
        request.save(update_fields=changed)


@transaction.atomic
def set_absence(
    *, actor: Actor, now: datetime, authority: str, account: int, first_on: date, last_on: date,
    deputy: int | None = None,
) -> Absence:  # fmt: skip
    """Say that somebody is away from a first to a last day, and who works for them.

    For oneself, or for others by whoever configures the desk.
    """
    is_own = actor.ref == f"account:{account}" and actor.may(Capability.SEE_DESK, authority)
    if not is_own and not actor.may(Capability.CONFIGURE_DESK, authority):
        raise NotVisible
    if last_on < first_on:
        raise Refused("absence.order")
    where = authority_of(authority)
    return Absence.objects.create(
        authority=where, account=_colleague(where, account), first_on=first_on, last_on=last_on,
        deputy=None if deputy is None else _colleague(where, deputy),
    )  # fmt: skip


def _colleague(authority: Authority, account: int) -> Account:
    held = Membership.objects.filter(authority=authority).values("account")
    found = Account.objects.filter(pk__in=held, pk=account).first()
    if found is None:
        raise NotVisible
    return found
