"""Exports that applications send by themselves: over HTTP with a token, or left in a folder."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.sources import originals
from parvis.apps.sources.models import Delivery, DeliveryState, PushToken
from parvis.apps.sources.rights import authority_for_verb
from parvis.apps.sources.senders import token_actor
from parvis.apps.sources.services.loading import live_delivery
from parvis.apps.sources.services.unpacking import unpacked
from parvis.apps.sources.services.uploads import (
    await_load,
    refuse_delivery,
    take_in_each,
    waiting_delivery,
)
from parvis.apps.sources.uploads import InboxFile
from parvis.core.access import OPERATOR, Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.ports import LooseFile
from parvis.core.sectors import Sector

SETTLED = timedelta(seconds=30)
"""A file of the watched folder is taken once nobody has written to it for that long."""

_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
_WATCHER = "Dossier surveillé"


@transaction.atomic
def create_token(
    *, actor: Actor, now: datetime, authority: str, label: str, sector: Sector
) -> tuple[PushToken, str]:
    """A token and its secret, which is shown once and kept nowhere; journaled."""
    where = authority_for_verb(actor, Capability.LOAD_SOURCES, authority)
    if not actor.may(Capability.LOAD_SOURCES, authority, sector):
        raise NotVisible
    if not label.strip():
        raise Refused("token.no_label")
    secret = secrets.token_urlsafe(32)
    token = PushToken.objects.create(
        authority=where,
        label=label.strip(),
        sector=sector,
        digest=_digest(secret),
        created_at=now,
        created_by_label=actor.label,
    )
    _journal(actor, now, token, "token.created")
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, token: int) -> None:
    """Let a token open nothing more; journaled. NotVisible out of the actor's sectors."""
    visible = PushToken.objects.visible_to(actor, Capability.LOAD_SOURCES)
    found = visible.select_related("authority").filter(pk=token, revoked_at=None).first()
    if found is None or not actor.may(
        Capability.LOAD_SOURCES, found.authority.code, Sector(found.sector)
    ):
        raise NotVisible
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    _journal(actor, now, found, "token.revoked")


def token_of(secret: str) -> PushToken | None:
    """The token whose secret this is, unless it was revoked."""
    standing = PushToken.objects.filter(revoked_at=None).select_related("authority")
    return standing.filter(digest=_digest(secret)).first() if secret else None


def receive_push(
    *, now: datetime, token: PushToken, upload: InboxFile, contract_id: str
) -> list[Delivery | Refused]:
    """Take in what an application pushed, with the rights of its token: each file of it."""
    PushToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return take_in_each(
        actor=token_actor(token),
        now=now,
        authority=token.authority.code,
        upload=upload,
        contract_id=contract_id,
    )


def collect_watched(*, now: datetime) -> int:
    """Take the settled files of the watched folders in; how many deliveries came of them.

    Each leaves its folder at once: what becomes of it is on the screen of the sources.
    """
    count = 0
    for authority in Authority.objects.all():
        folder = wired.home().watched / authority.code
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settled = [path for path in sorted(folder.iterdir()) if _is_settled(path, now)]
        count += sum(_collect(path, authority, now) for path in settled)
    return count


def _is_settled(path: Path, now: datetime) -> bool:
    is_file = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    if not is_file or path.name.lower().endswith(_UNFINISHED):
        return False
    return now.timestamp() - path.stat().st_mtime > SETTLED.total_seconds()


def _collect(path: Path, authority: Authority, now: datetime) -> int:
    """How many deliveries came of `path`, or of its members; the same file again is let go.

    A file has its second name in the inbox before the delivery is recorded, and loses its first
    one after: killed in between, nothing is lost and the next turn ends the work. What cannot
    be opened is a refused delivery, for somebody to read why.
    """
    try:
        with unpacked(path=path, filename=path.name) as files:
            count = sum(_await(file, authority, now) for file in files)
    except Refused as refusal:
        count = _refuse(LooseFile(path, path.name), authority, now, refusal)
    path.unlink()
    return count


@transaction.atomic
def _refuse(file: LooseFile, authority: Authority, now: datetime, refusal: Refused) -> int:
    """The one delivery of a file that cannot be opened."""
    delivery = _arrived(file, authority, now, originals.fingerprint(file.path, file.name))
    delivery.state = DeliveryState.REFUSED
    delivery.save()
    refuse_delivery(OPERATOR, now, delivery, refusal)
    return 1


def _arrived(file: LooseFile, authority: Authority, now: datetime, sha256: str) -> Delivery:
    delivery = waiting_delivery(OPERATOR, now, authority, file.name, sha256)
    delivery.received_by_label = _WATCHER
    return delivery


def _await(file: LooseFile, authority: Authority, now: datetime) -> bool:
    """Whether a delivery came of this file: not of one that is here already."""
    inbox = wired.home().inbox
    inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    sha256 = originals.fingerprint(file.path, file.name)
    is_new = live_delivery(authority, sha256) is None
    if is_new:
        target = inbox / uuid.uuid4().hex
        target.hardlink_to(file.path)
        with transaction.atomic():
            await_load(OPERATOR, now, _arrived(file, authority, now, sha256), target)
    return is_new


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _journal(actor: Actor, now: datetime, token: PushToken, action: str) -> None:
    record(
        actor=actor,
        authority=token.authority,
        action=action,
        subject=f"token:{token.pk}",
        detail={"sector": token.sector},
        now=now,
    )
