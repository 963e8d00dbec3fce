"""Reads of the accounts."""

from django.db.models import Prefetch, QuerySet

from parvis.apps.accounts.models import Account, Membership
from parvis.core.access import Actor, Capability, Grant, Role
from parvis.core.sectors import Sector


def actor_of(account: Account) -> Actor:
    """Who acts when `account` is signed in; nobody's grants once it is closed."""
    memberships = account.memberships.select_related("authority") if account.is_active else ()
    return Actor(
        ref=f"account:{account.pk}",
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
