"""Verbs on the accounts: opened, given roles, closed; each one journaled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parvis.apps.accounts.models import Account, Membership
from parvis.apps.accounts.selectors import manageable_account, manageable_membership
from parvis.apps.accounts.team import TeamLine
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.core.access import Actor, Capability, Grant, Role
from parvis.core.errors import NotVisible, Refused, Where

_MANAGERS = (Role.DSI,)


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    email: str,
    name: str,
    password: str | None = None,
) -> Account:
    """Open an account on behalf of `authority` (a code); without roles it sees nothing.

    Without a password, its owner sets one by the reset message. Refused for a known or a
    malformed address; NotVisible where `actor` does not manage the accounts.
    """
    place = _managed_authority(actor, authority)
    email = _checked_email(email)
    account = Account.objects.create_user(email, password, full_name=name, created_at=now)
    _journal(actor, place, "account.created", account, {}, now)
    return account


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("account.email", where=Where(field="email"), email=email) from error
    if Account.objects.filter(email=email).exists():
        raise Refused("account.exists", where=Where(field="email"), email=email)
    return email


@transaction.atomic
def grant(*, actor: Actor, now: datetime, account: Account, grant: Grant) -> Membership:
    """Give `account` a role in an authority whose accounts `actor` manages."""
    return _give(actor, now, account, grant)


def _give(actor: Actor, now: datetime, account: Account, grant: Grant) -> Membership:
    place = _managed_authority(actor, grant.authority)
    facts = {"authority": place, "role": grant.role, "sector": grant.sector}
    if account.memberships.filter(**facts).exists():
        raise Refused("role.held")
    membership = Membership.objects.create(account=account, granted_at=now, **facts)
    _journal(actor, place, "role.granted", account, _role_facts(membership), now)
    return membership


@transaction.atomic
def open_with_role(*, actor: Actor, now: datetime, email: str, name: str, grant: Grant) -> Account:
    """Give a first role to the account of `email`, opened or opened again where it must be.

    Someone may already work for another authority of this home: theirs is the same account.
    """
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        account = create_account(
            actor=actor, now=now, authority=grant.authority, email=email, name=name
        )
    _give(actor, now, account, grant)
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
    return account


@transaction.atomic
def open_from_console(
    *, actor: Actor, now: datetime, email: str, name: str, grant: Grant, password: str
) -> Account:
    """`open_with_role`, then the password that the operator of the machine typed, where the
    account has none: the first account of a home, before anybody can open one on a screen.

    Refused as `choose_password`; NotVisible to who is not the operator.
    """
    account = open_with_role(actor=actor, now=now, email=email, name=name, grant=grant)
    if not account.has_usable_password():
        choose_password(actor=actor, now=now, email=email, password=password)
    return account


@transaction.atomic
def choose_password(*, actor: Actor, now: datetime, email: str, password: str) -> Account:
    """Give an account the password that the operator of the machine typed, and end its sessions.

    Refused where no account has this address, or where the password is too weak; NotVisible to
    who is not the operator.
    """
    if not actor.is_operator:
        raise NotVisible
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise Refused("account.unknown", email=email)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused("account.password", why=" ".join(error.messages)) from error
    account.set_password(password)
    account.save(update_fields=["password"])
    for held in account.memberships.select_related("authority"):
        _journal(actor, held.authority, "account.password", account, {}, now)
    return account


@dataclass(frozen=True, slots=True)
class TeamReport:
    """What an import did: accounts opened, roles given, roles that were held already."""

    opened: tuple[Account, ...]
    given: int
    held: int


@transaction.atomic
def open_team(
    *, actor: Actor, now: datetime, lines: Sequence[TeamLine], filename: str
) -> TeamReport:
    """Every person and role of a team, or none: the first wrong line is Refused by its number."""
    known = set(Account.objects.values_list("email", flat=True))
    opened: dict[str, Account] = {}
    held = 0
    for line in lines:
        try:
            account = open_with_role(
                actor=actor, now=now, email=line.email, name=line.name, grant=line.grant
            )
        except Refused as refusal:
            if refusal.rule != "role.held":
                where = Where(filename, line.line)
                raise Refused(refusal.rule, where=where, **refusal.facts) from refusal
            held += 1
            continue
        if account.email not in known:
            opened[account.email] = account
    return TeamReport(tuple(opened.values()), len(lines) - held, held)


@transaction.atomic
def revoke(*, actor: Actor, now: datetime, membership: int) -> None:
    """Withdraw a role; nobody withdraws their own, and a manager must remain."""
    held = manageable_membership(actor, membership)
    _refuse_own(actor, held.account)
    _refuse_last_manager([held])
    facts = _role_facts(held)
    held.delete()
    _journal(actor, held.authority, "role.revoked", held.account, facts, now)


@transaction.atomic
def deactivate(*, actor: Actor, now: datetime, account: int, authority: str) -> Account:
    """Close an account: its roles in `authority` go; with none elsewhere it cannot sign in.

    Its password goes too: opened again, a new one is chosen.
    """
    found = manageable_account(actor, account, authority)
    _refuse_own(actor, found)
    here = list(found.memberships.filter(authority__code=authority))
    _refuse_last_manager(here)
    place = here[0].authority
    found.memberships.filter(authority=place).delete()
    if not found.memberships.exists():
        found.is_active = False
        found.set_unusable_password()
        found.save(update_fields=["is_active", "password"])
    _journal(actor, place, "account.closed", found, {}, now)
    return found


@transaction.atomic
def ask_second_factor(
    *, actor: Actor, now: datetime, authority: str, is_required: bool
) -> Authority:
    """Ask a second factor of all who work for `authority`, or leave it to each."""
    place = _managed_authority(actor, authority)
    if place.requires_second_factor != is_required:
        place.requires_second_factor = is_required
        place.save(update_fields=["requires_second_factor"])
        action = "second_factor.required" if is_required else "second_factor.optional"
        subject = f"authority:{place.code}"
        record(actor=actor, authority=place, action=action, subject=subject, detail={}, now=now)
    return place


def _managed_authority(actor: Actor, code: str) -> Authority:
    place = visible_authorities(actor).filter(code=code).first()
    if place is None or not actor.may(Capability.MANAGE_ACCOUNTS, code):
        raise NotVisible
    return place


def _refuse_own(actor: Actor, account: Account) -> None:
    if actor.ref == account.ref:
        raise Refused("account.own")


def _refuse_last_manager(leaving: list[Membership]) -> None:
    managers = [held for held in leaving if held.role in _MANAGERS]
    if not managers:
        return
    others = Membership.objects.filter(
        authority=managers[0].authority, role__in=_MANAGERS, account__is_active=True
    ).exclude(account=managers[0].account)
    if not others.exists():
        raise Refused("account.last_manager")


def _role_facts(membership: Membership) -> dict[str, str]:
    return {"role": membership.role, "sector": membership.sector or ""}


def _journal(
    actor: Actor,
    place: Authority,
    action: str,
    account: Account,
    detail: dict[str, str],
    now: datetime,
) -> None:
    record(actor=actor, authority=place, action=action, subject=account.ref, detail=detail, now=now)
