"""What a town decides of its desk: its setup as a file with a history, and absences."""

from datetime import date, datetime

from django.db import transaction

from parvis.apps.accounts.models import Account, Membership
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.history import told, wind
from parvis.apps.casework.models import Absence, DeskVersion, ServiceRequest
from parvis.apps.casework.rights import authority_of, may_set_absence
from parvis.apps.casework.selectors import absences
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

    For oneself, or for others by whoever configures the desk. Refused where it ends before it
    starts, where one would replace oneself, or where it meets another absence of the same person.
    """
    if not may_set_absence(actor, authority, account):
        raise NotVisible
    if last_on < first_on:
        raise Refused("absence.order")
    if deputy == account:
        raise Refused("absence.own_deputy")
    where = authority_of(authority)
    who = _colleague(where, account)
    if Absence.objects.filter(authority=where, account=who, first_on__lte=last_on,
                              last_on__gte=first_on).exists():  # fmt: skip
        raise Refused("absence.twice", who=who.full_name)
    absence = Absence.objects.create(
        authority=where, account=who, first_on=first_on, last_on=last_on,
        deputy=None if deputy is None else _colleague(where, deputy),
    )  # fmt: skip
    _journal(actor, absence, "absence.noted", now)
    return absence


@transaction.atomic
def withdraw_absence(*, actor: Actor, now: datetime, authority: str, pk: int) -> None:
    """Take back an absence: one's own, or anybody's by whoever configures the desk."""
    absence = absences(actor, authority).select_for_update(of=("self",)).filter(pk=pk).first()
    if absence is None or not may_set_absence(actor, authority, absence.account_id):
        raise NotVisible
    _journal(actor, absence, "absence.withdrawn", now)
    absence.delete()


def _journal(actor: Actor, absence: Absence, action: str, now: datetime) -> None:
    record(actor=actor, authority=absence.authority, action=action, subject=f"absence:{absence.pk}",
           detail={"account": absence.account.full_name, "first_on": absence.first_on.isoformat(),
                   "last_on": absence.last_on.isoformat()}, now=now)  # fmt: skip


def _colleague(authority: Authority, account: int) -> Account:
    held = Membership.objects.filter(authority=authority).values("account")
    found = Account.objects.filter(pk__in=held, pk=account).first()
    if found is None:
        raise NotVisible
    return found
