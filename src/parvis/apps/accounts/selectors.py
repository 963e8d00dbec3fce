"""Reads of the accounts."""

from dataclasses import replace

from django.db.models import Prefetch, QuerySet

from parvis.apps.accounts.models import Account, Membership
from parvis.core.access import OPERATOR, VISITOR, Actor, Capability, Grant, Role
from parvis.core.errors import NotVisible
from parvis.core.sectors import Sector


def actor_of(account: Account) -> Actor:
    """Who acts when `account` is signed in; nobody's grants once it is closed."""
    memberships = account.memberships.select_related("authority") if account.is_active else ()
    return Actor(
        ref=account.ref,
        label=account.full_name,
        grants=frozenset(_grant(membership) for membership in memberships),
    )


def _grant(membership: Membership) -> Grant:
    sector = Sector(membership.sector) if membership.sector else None
    return Grant(membership.authority.code, Role(membership.role), sector)


def visible_accounts(actor: Actor, authority: str) -> QuerySet[Account]:
    """Accounts with a role in `authority`, each with `roles_here`: its roles there."""
    here = Membership.objects.visible_to(actor, Capability.MANAGE_ACCOUNTS).filter(
        authority__code=authority
    )
    return (
        Account.objects.filter(memberships__in=here)
        .distinct()
        .prefetch_related(Prefetch("memberships", here, to_attr="roles_here"))
    )


def managers(actor: Actor) -> QuerySet[Membership]:
    """Who manages accounts, in the authorities where `actor` does."""
    held = Membership.objects.visible_to(actor, Capability.MANAGE_ACCOUNTS)
    return held.filter(role=Role.DSI, account__is_active=True)


def manageable_account(actor: Actor, pk: int, authority: str) -> Account:
    """The account `pk`, if it holds a role in `authority` and `actor` manages it there."""
    found = visible_accounts(actor, authority).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def manageable_membership(actor: Actor, pk: int) -> Membership:
    """The role `pk`, if `actor` manages the accounts of its authority."""
    visible = Membership.objects.visible_to(actor, Capability.MANAGE_ACCOUNTS)
    found = visible.select_related("account", "authority").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def actor_by_ref(ref: str) -> Actor:
    """Who `ref` (of a journal entry or of a job) is today, with today's rights.

    An account closed or gone since holds nothing.
    """
    if ref == OPERATOR.ref:
        return OPERATOR
    kind, _, pk = ref.partition(":")
    found = Account.objects.filter(pk=pk).first() if kind == "account" else None
    return actor_of(found) if found else replace(VISITOR, ref=ref)
