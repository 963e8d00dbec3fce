"""Keys of the applications that report by Open311: shown once, kept as a hash."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from parvis.apps.casework.rights import authority_of
from parvis.apps.channels.models import ApplicationKey
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


@transaction.atomic
def give_key(*, actor: Actor, now: datetime, authority: str, title: str) -> tuple[str, int]:
    """A new key, to be copied now, and the record that keeps its hash."""
    if not actor.may(Capability.CONFIGURE_DESK, authority):
        raise NotVisible
    key = secrets.token_urlsafe(24)
    kept = ApplicationKey.objects.create(
        authority=authority_of(authority), title=title.strip()[:120] or "Application",
        key_hash=_hash(key), created_at=now,
    )  # fmt: skip
    return key, kept.pk


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
    return Actor(ref=f"application:{found.pk}", label=found.title) if found else None


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
