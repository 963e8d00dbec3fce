"""Keys of applications, by Open311 or by the interface of requests: shown once, kept as a hash."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from parvis.apps.casework.rights import authority_of
from parvis.apps.channels.models import ApplicationKey, KeyScope
from parvis.core.access import Actor, Capability, Grant, Role
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class Caller:
    """An application that calls: who acts in its name, in which authority, with which scopes."""

    actor: Actor
    authority: str
    scopes: frozenset[str]


@transaction.atomic
def give_key(
    *, actor: Actor, now: datetime, authority: str, title: str,
    scopes: Sequence[str] = (KeyScope.OPEN311,), sectors: Sequence[str] = (),
) -> tuple[str, int]:  # fmt: skip
    """A new key, to be copied now, and the record that keeps its hash.

    Nobody opens a sector to a machine where they do not configure the desk themselves.
    """
    if not actor.may(Capability.CONFIGURE_DESK, authority):
        raise NotVisible
    _check(actor, authority, scopes, sectors)
    key = secrets.token_urlsafe(24)
    kept = ApplicationKey.objects.create(
        authority=authority_of(authority), title=title.strip()[:120] or "Application",
        key_hash=_hash(key), created_at=now, scopes=sorted(set(scopes)),
        sectors=sorted(set(sectors)),
    )  # fmt: skip
    return key, kept.pk


def _check(actor: Actor, authority: str, scopes: Sequence[str], sectors: Sequence[str]) -> None:
    for scope in scopes:
        if scope not in KeyScope.values:
            raise Refused("key.scope", scope=scope, expected=", ".join(KeyScope.values))
    for sector in sectors:
        if sector not in list(Sector):
            raise Refused("key.sector", sector=sector, expected=", ".join(Sector))
        if not actor.may(Capability.CONFIGURE_DESK, authority, Sector(sector)):
            raise NotVisible
    if not scopes or (set(scopes) != {KeyScope.OPEN311} and not sectors):
        raise Refused("key.nothing")


@transaction.atomic
def revoke_key(*, actor: Actor, now: datetime, authority: str, key: int) -> None:
    """Let a key open nothing more."""
    found = ApplicationKey.objects.filter(authority__code=authority, pk=key, revoked_at=None)
    if not actor.may(Capability.CONFIGURE_DESK, authority) or not found.update(revoked_at=now):
        raise NotVisible


def holder_of(authority: str, key: str) -> Actor | None:
    """Who sends with `key`; None if it opens nothing here."""
    known = ApplicationKey.objects.filter(authority__code=authority, revoked_at=None)
    found = known.filter(key_hash=_hash(key)).first()
    if found is None or KeyScope.OPEN311 not in found.scopes:
        return None
    return Actor(ref=f"application:{found.pk}", label=found.title)


def caller_of(key: str) -> Caller | None:
    """Who calls the interface of requests with `key`: an agent of the sectors of the key."""
    known = ApplicationKey.objects.filter(key_hash=_hash(key), revoked_at=None)
    found = known.select_related("authority").first()
    if found is None:
        return None
    code = found.authority.code
    grants = frozenset(Grant(code, Role.AGENT, Sector(sector)) for sector in found.sectors)
    actor = Actor(ref=f"application:{found.pk}", label=found.title, grants=grants)
    return Caller(actor, code, frozenset(found.scopes))


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
