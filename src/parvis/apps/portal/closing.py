"""An account closed, by its holder or by the data protection officer at its holder's demand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from parvis.apps.accounts.models import (
    Account,
    Body,
    ConsentEvent,
    Contacted,
    ContactPreference,
    Delegation,
    PushSubscription,
)
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import RequestContact
from parvis.apps.portal.filing import forget
from parvis.apps.portal.models import Draft, OwnBouquet

_HELD: tuple[tuple[type[Model], str], ...] = (
    (OwnBouquet, "account"), (ConsentEvent, "account"), (ContactPreference, "account"),
    (Contacted, "account"), (Delegation, "giver"), (Delegation, "helper"), (Body, "account"),
)  # fmt: skip
"""What somebody's account holds with an authority besides drafts, and the field that says whose."""

WORKS_HERE = (
    "le compte de qui travaille pour une administration, vidé de ce qu’il tenait ici comme usager"
    " (pour le fermer, retirez ses rôles à l’écran Comptes et recommencez)"
)
SERVES_ELSEWHERE = (
    "le compte, vidé de ce qu’il tenait ici\u00a0: il sert auprès d’une autre administration,"
    " qui en répond"
)


def close(now: datetime, account: Account) -> None:
    """The account and all that is its own go. Requests stay with the service that answers them, no
    longer tied to it."""
    _emptied(now, account, Q())
    account.delete()


def is_of(account: Account, authority: Authority) -> bool:
    """Whether `authority` answers for an account: it holds something here, or nothing anywhere."""
    return _holds(account, Q(authority=authority)) or not _holds(account, Q())


@transaction.atomic
def close_for(*, now: datetime, authority: Authority, account: Account) -> str:
    """Erase what an account holds with `authority`, at the demand of its holder, whom the data
    protection officer verified; and the account itself, unless it serves others.

    What stays and why, in French; "" where nothing does.
    """
    if account.memberships.exists():
        _emptied(now, account, Q(authority=authority))
        return WORKS_HERE
    if _holds(account, ~Q(authority=authority)):
        _emptied(now, account, Q(authority=authority))
        return SERVES_ELSEWHERE
    close(now, account)
    return ""


def _emptied(now: datetime, account: Account, where: Q) -> None:
    RequestContact.objects.filter(where, account_ref=account.ref).update(account_ref="")
    for draft in Draft.objects.filter(where, account=account):
        forget(now=now, draft=draft)
    PushSubscription.objects.filter(where, topic=account.ref).delete()
    for rows in _rows(account, where):
        rows.delete()


def _holds(account: Account, where: Q) -> bool:
    others = (
        Draft.objects.filter(where, account=account), account.memberships.filter(where),
        account.identities.filter(where),
        RequestContact.objects.filter(where, account_ref=account.ref),
    )  # fmt: skip
    return any(rows.exists() for rows in (*others, *_rows(account, where)))


def _rows(account: Account, where: Q) -> list[QuerySet[Any]]:
    return [kind._default_manager.filter(where, **{field: account}) for kind, field in _HELD]
