"""Files that come by the browser: received at once, loaded by the worker a moment later."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.services import enqueue
from parvis.apps.sources import folders, originals
from parvis.apps.sources.models import PENDING, Delivery, DeliveryState
from parvis.apps.sources.quarantine import write_corrected
from parvis.apps.sources.rights import authority_for_verb, delivery_for_verb
from parvis.apps.sources.senders import sender
from parvis.apps.sources.services.deliveries import require_open_quarantine
from parvis.apps.sources.services.loading import Errand, carry_out, live_delivery, silent
from parvis.apps.sources.services.unpacking import unpacked
from parvis.apps.sources.staging import reading
from parvis.apps.sources.uploads import MEGABYTE, InboxFile, inbox_copy
from parvis.core.access import Actor, Capability
from parvis.core.errors import Refused, Unavailable, Where
from parvis.core.ports import LooseFile, Progress
from parvis.core.sectors import Sector

LOAD_JOB = "sources.load"


AT_ONCE = 8 * MEGABYTE
"""Files up to this size are loaded while their sender waits: a second or two."""

LEAST_WEIGHT = MEGABYTE
"""What a file counts for at least, in bytes: many small ones make a long wait too."""


def take_in(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    upload: InboxFile,
    contract_id: str = "",
    corrects: int | None = None,
) -> Delivery:
    """Receive an uploaded file and, if it is small, load it at once."""
    delivery = receive_upload(
        actor=actor,
        now=now,
        authority=authority,
        upload=upload,
        contract_id=contract_id,
        corrects=corrects,
    )
    return _load_if_small(now, delivery, upload.size)


def take_in_each(
    *, actor: Actor, now: datetime, authority: str, upload: InboxFile, contract_id: str = ""
) -> list[Delivery | Refused]:
    """Receive an uploaded file, or each file of an archive of several: what became of each.

    What loads at once is bounded for all of them together: the worker loads the others.
    """
    authority_for_verb(actor, Capability.LOAD_SOURCES, authority)
    _check_size(upload)
    taken: list[Delivery | Refused] = []
    with unpacked(path=upload.path, filename=upload.name or "") as parts:
        weight = 0
        for part in parts:
            weight += max(part.path.stat().st_size, LEAST_WEIGHT)
            try:
                with _as_upload(part, upload) as one:
                    delivery = receive_upload(
                        actor=actor,
                        now=now,
                        authority=authority,
                        upload=one,
                        contract_id=contract_id,
                    )
                    taken.append(_load_if_small(now, delivery, weight))
            except Refused as refusal:
                taken.append(refusal)
    return taken


@contextmanager
def _as_upload(part: LooseFile, upload: InboxFile) -> Iterator[InboxFile]:
    """The uploaded file itself, or a member of it in the inbox as if it had come alone."""
    if part.path == upload.path:
        yield upload
        return
    with originals.disk_guard(part.name):
        copy = inbox_copy(part.path, part.name)
    with closing(copy):
        yield copy


@transaction.atomic
def receive_upload(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    upload: InboxFile,
    contract_id: str = "",
    corrects: int | None = None,
) -> Delivery:
    """Take an uploaded file in and ask for its load; a file already there is returned as it is.

    `corrects` is the delivery whose refused rows the file corrects.
    """
    where = authority_for_verb(actor, Capability.LOAD_SOURCES, authority)
    _check_size(upload)
    corrected = _corrected(actor, corrects)
    delivery = live_delivery(where, upload.sha256)
    if delivery is None:
        delivery = waiting_delivery(actor, now, where, upload.name or "", upload.sha256)
    elif not delivery.is_stuck:
        _require_own(actor, delivery)
        return delivery
    delivery.asked_contract = contract_id
    if corrected is not None:
        _mark_correction(delivery, corrected)
    await_load(actor, now, delivery, upload.path)
    transaction.on_commit(upload.adopt)
    return delivery


def load_described(*, actor: Actor, now: datetime, delivery: int, contract: str) -> Delivery:
    """Load a file that was refused, now that a contract describes it."""
    with transaction.atomic():
        found = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
        path = wired.home().inbox / found.inbox
        found.asked_contract, found.refusal = contract, ""
        await_load(actor, now, found, path)
    return _load_if_small(now, found, path.stat().st_size)


def correct_quarantine(
    *, actor: Actor, now: datetime, delivery: int, edits: Mapping[int, str]
) -> Delivery:
    """Load again the refused rows of a delivery, with the values of `edits` (rank: value).

    The new delivery takes over the whole quarantine: what is still wrong is refused there.
    """
    path = wired.home().inbox / uuid.uuid4().hex
    waiting, size = _await_correction(actor, now, delivery, edits, path)
    return _load_if_small(now, waiting, size)


@transaction.atomic
def _await_correction(
    actor: Actor, now: datetime, delivery: int, edits: Mapping[int, str], path: Path
) -> tuple[Delivery, int]:
    """The delivery of the corrected rows, written at `path`, and their size in bytes."""
    corrected = delivery_for_verb(actor, Capability.LOAD_SOURCES, delivery)
    require_open_quarantine(corrected)
    with reading(wired.home().staging), originals.disk_guard(corrected.filename):
        if not write_corrected(corrected.quarantine_file, path, edits):
            path.unlink()
            raise Refused("quarantine.unchanged")
    name = f"{Path(corrected.filename).stem}-corrections.csv"
    sha256 = originals.fingerprint(path, name)
    there = live_delivery(corrected.authority, sha256)
    if there is not None and not there.is_stuck:
        path.unlink()
        raise Refused("quarantine.already_there", where=Where(there.filename))
    waiting = there or waiting_delivery(actor, now, corrected.authority, name, sha256)
    _mark_correction(waiting, corrected)
    await_load(actor, now, waiting, path)
    return waiting, path.stat().st_size


def _load_if_small(now: datetime, delivery: Delivery, size: int) -> Delivery:
    if delivery.is_pending and size <= AT_ONCE:
        # The worker may have begun: then it finishes, and the delivery's page follows it.
        with suppress(Unavailable):
            load_waiting(now=now, delivery=delivery.pk)
        delivery.refresh_from_db()
    return delivery


def load_waiting(*, now: datetime, delivery: int, progress: Progress = silent) -> None:
    """Load an uploaded file that waits, with the rights its sender has at this moment.

    A refusal is kept with the delivery, for its sender to read. Unavailable if the same file
    is being loaded elsewhere.
    """
    found = _start(delivery)
    if found is None:
        return
    path = wired.home().inbox / found.inbox
    errand = Errand(
        actor=sender(found.received_by_ref),
        now=now,
        authority=found.authority,
        path=path,
        filename=found.filename,
        contract_id=found.asked_contract or None,
        is_synthetic=found.is_synthetic,
        corrects=found.corrects,
        progress=progress,
    )
    try:
        with originals.disk_guard(found.filename):
            carry_out(errand)
    except Refused as refusal:
        if refusal.rule == "load.in_progress":
            raise Unavailable("chargement") from refusal
        refuse_delivery(errand.actor, now, found, refusal)
    folders.sweep()


def _check_size(upload: InboxFile) -> None:
    where = Where(upload.name or "")
    if upload.is_too_large:
        raise Refused("upload.too_large", where=where, limit=upload.limit_mb)
    if not upload.size:
        raise Refused("file.empty", where=where)


def _require_own(actor: Actor, delivery: Delivery) -> None:
    """Refused if the file is already there by someone else, where the actor could not see it."""
    where = Where(delivery.filename)
    if not delivery.sector:
        if delivery.received_by_ref != actor.ref:
            raise Refused("load.in_progress", where=where)
        return
    sector = Sector(delivery.sector)
    if not actor.may(Capability.LOAD_SOURCES, delivery.authority.code, sector):
        raise Refused("load.sector", where=where, sector=sector.label)


def _corrected(actor: Actor, corrects: int | None) -> Delivery | None:
    if corrects is None:
        return None
    delivery = delivery_for_verb(actor, Capability.LOAD_SOURCES, corrects)
    require_open_quarantine(delivery)
    return delivery


def waiting_delivery(
    actor: Actor, now: datetime, authority: Authority, filename: str, sha256: str
) -> Delivery:
    """A delivery not yet recorded, of a file just received."""
    return Delivery(
        authority=authority,
        sha256=sha256,
        filename=filename,
        received_at=now,
        received_by_ref=actor.ref,
        received_by_label=actor.label,
    )


def _mark_correction(delivery: Delivery, corrected: Delivery) -> None:
    delivery.corrects = corrected
    delivery.asked_contract = corrected.contract
    delivery.is_synthetic = corrected.is_synthetic


def await_load(actor: Actor, now: datetime, delivery: Delivery, path: Path) -> None:
    """Record a delivery whose file is at `path` in the inbox, and ask for its load."""
    delivery.state = DeliveryState.WAITING
    delivery.inbox = path.name
    delivery.save()
    delivery.job = enqueue(
        actor=actor,
        now=now,
        authority=delivery.authority,
        name=LOAD_JOB,
        delivery=delivery.pk,
    )
    delivery.save(update_fields=["job"])


@transaction.atomic
def _start(pk: int) -> Delivery | None:
    """The delivery, marked as being loaded; None if its load ended some other way."""
    pending = Delivery.objects.select_for_update(of=("self",)).filter(state__in=PENDING)
    found = pending.select_related("authority", "corrects").filter(pk=pk).first()
    if found is not None:
        found.state = DeliveryState.LOADING
        found.save(update_fields=["state"])
    return found


def is_to_describe(rule: str) -> bool:
    """Whether a refusal means that no contract knows the file: somebody may describe it."""
    return rule.startswith("contract.") or rule == "file.nothing_kept"


@transaction.atomic
def refuse_delivery(actor: Actor, now: datetime, delivery: Delivery, refusal: Refused) -> None:
    """Keep the refusal with its delivery, for its sender to read; journaled."""
    delivery.state = DeliveryState.REFUSED
    delivery.refusal = refusal.sentence()
    if not is_to_describe(refusal.rule):
        delivery.inbox = ""
    delivery.save(update_fields=["state", "refusal", "inbox"])
    record(
        actor=actor,
        authority=delivery.authority,
        action="delivery.refused",
        subject=f"delivery:{delivery.pk}",
        detail={"rule": refusal.rule, "sha256": delivery.sha256},
        now=now,
    )
