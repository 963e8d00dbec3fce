"""Verbs of acting in the name of a child, a shop, an association, or for somebody who agreed.

Each power given, accepted or ended enters the journal; both sides see all of it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.apps.accounts.links import checked
from parvis.apps.accounts.models import Account, Body, Delegation
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.ui.brands import address_of
from parvis.apps.ui.mail import in_the_brand
from parvis.core.acting import LONGEST_DAYS, BodyKind, Power, Tie, checked_number
from parvis.core.catalogue.words import Theme
from parvis.core.errors import NotVisible, Refused, Unavailable, Where
from parvis.core.french import long_day


def bodies_of(account: Account, authority: Authority) -> QuerySet[Body]:
    """In whose name `account` acts, besides their own."""
    return Body.objects.filter(authority=authority, account=account)


@transaction.atomic
def add_body(
    *, now: datetime, authority: Authority, account: Account, kind: BodyKind, name: str,
    number: str = "", born_on: date | None = None,
) -> Body:  # fmt: skip
    """Add a child, a company or an association to an account; Refused where it is not one."""
    if not name.strip():
        raise Refused("body.name", where=Where(field="nom"))
    if kind is BodyKind.ENFANT and (born_on is None or born_on > now.date()):
        raise Refused("body.born", where=Where(field="naissance"))
    typed = "" if kind is BodyKind.ENFANT else checked_number(kind, number)
    held = bodies_of(account, authority).filter(kind=kind, number=typed)
    if (held if typed else held.filter(name=name.strip(), born_on=born_on)).exists():
        raise Refused("body.known")
    return Body.objects.create(
        authority=authority, account=account, kind=kind, name=name.strip()[:150], number=typed,
        born_on=born_on if kind is BodyKind.ENFANT else None, added_at=now,
    )  # fmt: skip


@transaction.atomic
def prove_body(*, now: datetime, authority: Authority, account: Account, siret: str) -> Body:
    """A company that an identity provider vouches for: found in the account, or added."""
    number = checked_number(BodyKind.ENTREPRISE, siret)
    found, _ = Body.objects.get_or_create(
        authority=authority, account=account, kind=BodyKind.ENTREPRISE, number=number,
        defaults={"name": f"SIRET {number}", "added_at": now},
    )  # fmt: skip
    found.proved_at = now
    found.save(update_fields=["proved_at"])
    return found


@transaction.atomic
def drop_body(*, authority: Authority, account: Account, body: int) -> None:
    """Take a body out of an account; requests already made do not change."""
    if not bodies_of(account, authority).filter(pk=body).delete()[0]:
        raise NotVisible


def powers_given(account: Account, authority: Authority) -> QuerySet[Delegation]:
    """Whom `account` lets act for them, and whom they let before."""
    given = Delegation.objects.filter(authority=authority, giver=account)
    return given.select_related("helper")


def powers_held(account: Account, authority: Authority) -> QuerySet[Delegation]:
    """For whom `account` is asked to act, or acts; those that ended are left out."""
    held = Q(helper=account) | Q(helper__isnull=True, helper_email=account.email)
    found = Delegation.objects.filter(held, authority=authority, ended_at__isnull=True)
    return found.select_related("giver")


def may_help(account: Account, authority: Authority) -> bool:
    """Whether `account` ever accepted to help somebody: what most pages need to know, and the few
    who did pay for the rest."""
    return Delegation.objects.filter(authority=authority, helper=account).exists()


def active(power: Delegation, today: date) -> bool:
    """Whether a power may be used on that day."""
    return power.accepted_at is not None and power.ended_at is None and today <= power.until


@transaction.atomic
def give_power(
    *, now: datetime, authority: Authority, account: Account, helper: str, tie: Tie, power: Power,
    themes: Iterable[str], until: date,
) -> Delegation:  # fmt: skip
    """Let somebody act for `account`: they are written to, and it begins when they accept."""
    email = checked(helper)
    chosen = [theme for theme in Theme if theme in set(themes)]
    if email == account.email:
        raise Refused("power.self", where=Where(field="courriel"))
    if not now.date() < until <= now.date() + timedelta(days=LONGEST_DAYS):
        raise Refused("power.until", where=Where(field="jusqu_au"))
    if not chosen:
        raise Refused("power.themes", where=Where(field="sujets"))
    given = Delegation.objects.create(
        authority=authority, giver=account, helper_email=email, tie=tie, power=power,
        themes=chosen, given_at=now, until=until,
    )  # fmt: skip
    _journal(given, account, "power.given", now)
    _invite(given)
    return given


def _invite(given: Delegation) -> None:
    text = (f"{given.giver.full_name} vous demande d’agir en son nom auprès de "
            f"{given.authority.name}, jusqu’au {long_day(given.until)}.\n\n"
            f"Pour accepter ou refuser, connectez-vous avec cette adresse : "
            f"{address_of(given.authority, '/mes-donnees/au-nom-de/')}")  # fmt: skip
    mail = EmailMessage("On vous demande d’aider", text, to=[given.helper_email])
    try:
        in_the_brand(mail, given.authority).send()
    except (OSError, SMTPException) as error:
        raise Unavailable("messagerie") from error


@transaction.atomic
def accept_power(
    *, now: datetime, authority: Authority, account: Account, power: int
) -> Delegation:
    """Accept to act for somebody; only who was asked may."""
    found = _locked(powers_held(account, authority), power)
    if found.accepted_at is None:
        found.helper, found.accepted_at = account, now
        found.save(update_fields=["helper", "accepted_at"])
        _journal(found, account, "power.accepted", now)
    return found


@transaction.atomic
def end_power(*, now: datetime, authority: Authority, account: Account, power: int) -> Delegation:
    """End a power at once, from either side."""
    either = powers_given(account, authority) | powers_held(account, authority)
    found = _locked(either, power)
    if found.ended_at is None:
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        _journal(found, account, "power.ended", now)
    return found


def _locked(powers: QuerySet[Delegation], pk: int) -> Delegation:
    allowed = powers.filter(pk=pk).values_list("pk", flat=True)
    found = Delegation.objects.select_for_update(of=("self",)).filter(pk__in=list(allowed)).first()
    if found is None:
        raise NotVisible
    return found


def power_for(
    account: Account, authority: Authority, power: int, theme: str, today: date
) -> Delegation:
    """The power by which `account` does a demarche of `theme` for somebody; Refused otherwise."""
    found = powers_held(account, authority).filter(pk=power, helper=account).first()
    if found is None or not active(found, today) or found.power != Power.ACT:
        raise Refused("power.not_yours")
    if theme not in found.themes:
        raise Refused("power.not_yours")
    return found


def _journal(power: Delegation, account: Account, action: str, now: datetime) -> None:
    record(
        actor=actor_of(account), authority=power.authority, action=action,
        subject=power.giver.ref, detail={"tie": power.tie, "power": power.power,
                                         "themes": power.themes}, now=now,
    )  # fmt: skip
