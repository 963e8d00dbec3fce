"""Accounts opened by an identity provider: found, made or attached; never guessed."""

from datetime import datetime

from django.db import transaction

from parvis.apps.accounts.acting import prove_body
from parvis.apps.accounts.models import Account, Identity
from parvis.apps.authorities.models import Authority
from parvis.core.acting import is_siret
from parvis.core.errors import Refused
from parvis.core.identity import Proved, Provider


@transaction.atomic
def account_by_identity(
    *, now: datetime, authority: Authority, provider: Provider, proved: Proved
) -> Account:
    """The account that this identity opens.

    For agents, the one of the proved address; for people and companies, a new one at first. An
    account that stands under the same address is never taken over: whoever holds it attaches the
    identity. A company that the issuer vouches for enters the account.
    """
    known = Identity.objects.filter(provider=provider.id, subject=proved.subject).first()
    account = known.account if known else _found_or_made(now, provider, proved)
    if not account.is_active:
        raise Refused("identity.unknown")
    if known is None:
        _attach(now, authority, provider, proved, account)
    if is_siret(proved.siret) and not account.memberships.exists():
        prove_body(now=now, authority=authority, account=account, siret=proved.siret)
    return account


def _found_or_made(now: datetime, provider: Provider, proved: Proved) -> Account:
    if proved.is_email_doubtful:
        raise Refused("identity.unverified", label=provider.label)
    found = Account.objects.filter(email=proved.email).first() if proved.email else None
    works_here = found is not None and found.memberships.exists()
    if provider.is_for_agents:
        if found is not None and works_here:
            return found
        if not is_siret(proved.siret):
            raise Refused("identity.unknown")
    if found is not None:
        raise Refused("identity.attach")
    name = proved.name[:150] or "Sans nom"
    email = proved.email or f"{proved.subject[:40].lower()}@{provider.id}.invalid"
    return Account.objects.create_user(email, full_name=name, created_at=now)


@transaction.atomic
def attach_identity(
    *, now: datetime, authority: Authority, provider: Provider, proved: Proved, account: Account
) -> None:
    """Attach an identity to the account that is signed in; Refused if it opens another."""
    known = Identity.objects.filter(provider=provider.id, subject=proved.subject).first()
    if known is not None and known.account_id != account.pk:
        raise Refused("identity.taken")
    if known is None:
        _attach(now, authority, provider, proved, account)


def _attach(
    now: datetime, authority: Authority, provider: Provider, proved: Proved, account: Account
) -> None:
    Identity.objects.create(
        authority=authority, account=account, provider=provider.id, subject=proved.subject,
        attached_at=now,
    )  # fmt: skip
