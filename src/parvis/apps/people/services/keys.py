"""The key of the pseudonyms: known by its mark, replaced by the DPO, never guessed."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import KeyEpoch
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.privacy.pseudonym import EpochKey

_BYTES = 32


@transaction.atomic
def key_in_use(*, actor: Actor, now: datetime) -> EpochKey:
    """The key and its epoch. Refused if it has gone, or is not the one last put in use.

    The first time, the key of the home becomes that of epoch 1.
    """
    path = wired.home().pseudonym_key
    if not path.is_file():
        raise Refused("home.key_missing", file=str(path))
    last = KeyEpoch.objects.first()
    key = EpochKey(path.read_bytes(), last.epoch if last else 1)
    if last is None:
        KeyEpoch.objects.create(epoch=1, mark=key.mark, since=now, by_label=actor.label)
    elif last.mark != key.mark:
        earlier = KeyEpoch.objects.filter(mark=key.mark).first()
        raise Refused("people.key_of_another_epoch", file=str(path), expected=last.epoch,
                      found=str(earlier.epoch) if earlier else "–")  # fmt: skip
    return key


@transaction.atomic
def rotate_key(*, actor: Actor, now: datetime, authority: Authority) -> KeyEpoch:
    """Begin a new epoch: a new random key, the old one destroyed.

    Pseudonyms of the next release have nothing to do with those of earlier ones, and no table
    leads from one to the other. For the DPO and the operator; not for who runs the figures.
    """
    if not actor.may(Capability.GOVERN_PERSONS, authority.code):
        raise NotVisible
    key_in_use(actor=actor, now=now)
    last = KeyEpoch.objects.latest("epoch")
    fresh = EpochKey(secrets.token_hex(_BYTES).encode(), last.epoch + 1)
    epoch = KeyEpoch.objects.create(
        epoch=fresh.epoch, mark=fresh.mark, since=now, by_label=actor.label
    )
    record(actor=actor, authority=authority, action="key.rotated", subject=f"key:{epoch.epoch}",
           detail={}, now=now)  # fmt: skip
    transaction.on_commit(lambda: _replace(wired.home().pseudonym_key, fresh.secret))
    return epoch


def _replace(path: Path, secret: bytes) -> None:
    """Put `secret` in the place of the old one, in one step: killed before it, the mark tells."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
