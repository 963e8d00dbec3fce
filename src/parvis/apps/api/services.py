"""Tokens given and withdrawn, each journaled; a token is shown once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parvis.apps.api.models import ApiToken, Scope
from parvis.apps.api.selectors import tokens_of
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused

MOST_DAYS = 730
_PREFIX = "parvis_"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `secret` is shown now and never again."""

    record: ApiToken
    secret: str


def digest_of(secret: str) -> str:
    """What the house keeps of a token: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, actor: Actor, now: datetime, authority: str, name: str, scopes: Sequence[str], days: int
) -> NewToken:
    """A token that reads the protected tables of `authority` for so many days."""
    where = _authority(actor, authority)
    for scope in scopes:
        if scope not in Scope.values:
            raise Refused("api.scope", scope=scope, expected=", ".join(Scope.values))
    if not 1 <= days <= MOST_DAYS:
        raise Refused("api.days", days=days, most=MOST_DAYS)
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(
        authority=where,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(
        actor=actor,
        authority=where,
        action="api_token.made",
        subject=f"token:{token.pk}",
        detail={"name": name, "scopes": token.scopes},
        now=now,
    )
    return NewToken(token, secret)


def _authority(actor: Actor, code: str) -> Authority:
    found = visible_authorities(actor).filter(code=code).first()
    if found is None or not actor.may(Capability.MANAGE_ACCOUNTS, code):
        raise NotVisible
    return found


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, authority: str, pk: int) -> ApiToken:
    """Withdraw a token at once."""
    token = tokens_of(actor, authority).filter(pk=pk, revoked_at=None).first()
    if token is None:
        raise Refused("api.no_token", pk=pk)
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record(
        actor=actor,
        authority=token.authority,
        action="api_token.revoked",
        subject=f"token:{token.pk}",
        detail={},
        now=now,
    )
    return token
