"""Verbs and reads of consents: given and withdrawn one by one, by their holder alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from parvis.apps.accounts.models import Account, ConsentEvent
from parvis.apps.authorities.models import Authority
from parvis.core.catalogue.consents import ConsentTold, in_force


def consents_of(account: Account, authority: Authority) -> Mapping[tuple[str, str], bool]:
    """What `account` agreed to for `authority`, by source and purpose; what is absent is no."""
    told = ConsentEvent.objects.filter(authority=authority, account=account)
    return in_force(_told(told.order_by("at", "pk")))


def has_agreed(account: Account, authority: Authority, source: str, purpose: str) -> bool:
    """Whether this use of this source is agreed to now."""
    return consents_of(account, authority).get((source, purpose), False)


def _told(events: Iterable[ConsentEvent]) -> Iterable[ConsentTold]:
    return (ConsentTold(e.source, e.purpose, e.is_given, e.at) for e in events)


@transaction.atomic
def give_consent(
    *, now: datetime, authority: Authority, account: Account, source: str, purpose: str,
    is_given: bool,
) -> ConsentEvent:  # fmt: skip
    """Give or withdraw one consent; what was before stays in the history."""
    return ConsentEvent.objects.create(
        authority=authority, account=account, source=source, purpose=purpose,
        is_given=is_given, at=now,
    )  # fmt: skip


@transaction.atomic
def withdraw_all(*, now: datetime, authority: Authority, account: Account) -> int:
    """Withdraw every consent in force; how many there were."""
    given = [key for key, is_given in consents_of(account, authority).items() if is_given]
    for source, purpose in given:
        give_consent(now=now, authority=authority, account=account, source=source,
                     purpose=purpose, is_given=False)  # fmt: skip
    return len(given)
