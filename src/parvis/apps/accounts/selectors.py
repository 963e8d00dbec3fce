"""Reads of the accounts."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import Prefetch, Q, QuerySet

from parvis.apps.accounts.models import Account, ContactPreference, Membership
from parvis.core.access import OPERATOR, VISITOR, Actor, Capability, Grant, Role
from parvis.core.errors import NotVisible
from parvis.core.people.concerned import Concerned
from parvis.core.people.contacts import email, phone
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


def accounts_concerned(concerned: Concerned) -> list[Account]:
    """The accounts that are surely those of one person: their name, with their address or the
    number at which they asked to be reached."""
    reached = _reached_at(concerned.phones)
    alike = Q(pk__in=reached)
    for local, _, domain in (address.rpartition("@") for address in sorted(concerned.emails)):
        # A dot or a "+tag" may stand anywhere after the first letter.
        alike |= Q(email__istartswith=local[0], email__iendswith=f"@{domain}")
    return [
        account for account in Account.objects.filter(alike).order_by("pk")
        if (account.pk in reached or email(account.email) in concerned.emails)
        and concerned.is_called(account.full_name)
    ]  # fmt: skip


def _reached_at(phones: Collection[str]) -> set[int]:
    """The accounts that gave one of these numbers, in the spelling of comparisons."""
    ends = Q(pk__in=())
    for digits in sorted(phones):
        ends |= Q(phone__endswith=digits)
    found = ContactPreference.objects.filter(ends).values_list("account", "phone")
    return {account for account, text in found if phone(text) in phones}
