"""Loading a file: read apart, moved into place whole, recorded in one transaction."""

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.services import enqueue_once
from parvis.apps.people.services import ask_to_link
from parvis.apps.sources import folders, originals
from parvis.apps.sources.history import findings_of, supersede_before
from parvis.apps.sources.models import (
    LIVE,
    ORIGINAL,
    QUARANTINE,
    ROWS,
    SHORT_HASH,
    Delivery,
    DeliveryState,
    Source,
    folder_name,
)
from parvis.apps.sources.reports import report_from
from parvis.apps.sources.rights import authority_for_verb
from parvis.apps.sources.staging import empty_but, work_folder
from parvis.core.access import Actor, Capability
from parvis.core.errors import Refused, Where
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.report import LoadReport
from parvis.core.people.records import roles_of
from parvis.core.ports import Loaded, Progress

CONTROLS_JOB = "controls.run"
"""The work that follows each load: applications below it know it by this name alone."""

READING = 0.9
"""The share of a load's progress spent reading; the rest keeps the original."""


def silent(done: float, label: str) -> None:
    """The progress of a load that nobody watches."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked of one load."""

    actor: Actor
    now: datetime
    authority: Authority
    path: Path
    filename: str
    contract_id: str | None = None
    is_synthetic: bool = False
    corrects: Delivery | None = None
    progress: Progress = silent


def load_file(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    path: Path,
    filename: str,
    contract_id: str | None = None,
    is_synthetic: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> LoadReport:
    """Read the file at `path` and keep it for `authority` (a code), or only say what it holds.

    Refused with one sentence when the file cannot be kept; the home is then as before. The
    same file a second time changes nothing and returns the first report.
    """
    errand = Errand(
        actor,
        now,
        authority_for_verb(actor, Capability.LOAD_SOURCES, authority),
        path,
        filename,
        contract_id,
        is_synthetic,
        progress=progress,
    )
    folders.sweep()
    with originals.disk_guard(filename):
        return rehearse(errand) if dry_run else carry_out(errand)


def rehearse(errand: Errand) -> LoadReport:
    """Read the file and forget it."""
    name = f"rehearsal-{uuid.uuid4().hex}"
    with work_folder(wired.home().staging, name, folders.is_orphan_folder) as folder:
        return _read(errand, folder.path).report


def carry_out(errand: Errand) -> LoadReport:
    """Read the file and keep it, unless it is kept already."""
    sha256 = originals.fingerprint(errand.path, errand.filename)
    name = f"{errand.authority.code}-{sha256[:SHORT_HASH]}"
    with work_folder(wired.home().staging, name, folders.is_orphan_folder) as folder:
        kept = live_delivery(errand.authority, sha256)
        if kept is not None and kept.is_kept:
            return _again(errand, kept)
        with originals.copying(errand.path, folder.path / ORIGINAL, sha256):
            loaded = _read(errand, folder.path)
        _keep_files(errand, loaded, sha256, folder.path)
        target = folder.path.parent / errand.authority.code
        folder.settle(target / folder_name(sha256, loaded.report.contract))
        _record(errand, loaded)
    return loaded.report


def live_delivery(authority: Authority, sha256: str) -> Delivery | None:
    """The delivery of this very file that is kept or awaited, if there is one."""
    return (
        Delivery.objects.select_related("authority", "source")
        .filter(authority=authority, sha256=sha256, state__in=LIVE)
        .first()
    )


def _again(errand: Errand, kept: Delivery) -> LoadReport:
    """What a file says when it is loaded a second time."""
    _check_sector(errand, wired.contracts()[kept.contract])
    return replace(report_from(kept.report), is_already_loaded=True)


def _read(errand: Errand, workdir: Path) -> Loaded:
    contracts = wired.contracts()
    loaded = wired.intake().load(
        errand.path,
        filename=errand.filename,
        contracts=list(contracts.values()),
        contract_id=errand.contract_id,
        workdir=workdir,
        now=errand.now,
        progress=lambda done, label: errand.progress(done * READING, label),
    )
    _check_sector(errand, contracts[loaded.report.contract])
    _check_correction(errand, loaded.report)
    return loaded


def _check_sector(errand: Errand, contract: Contract) -> None:
    if not errand.actor.may(Capability.LOAD_SOURCES, errand.authority.code, contract.sector):
        raise Refused("load.sector", where=Where(errand.filename), sector=contract.sector.label)


def _check_correction(errand: Errand, report: LoadReport) -> None:
    corrected = errand.corrects
    if corrected is not None and corrected.contract != report.contract:
        raise Refused(
            "quarantine.other_contract",
            where=Where(errand.filename),
            found=report.contract,
            expected=corrected.contract,
        )


def _keep_files(errand: Errand, loaded: Loaded, sha256: str, workdir: Path) -> None:
    """Leave in `workdir` the typed rows, the quarantine and the original, and nothing else."""
    errand.progress(READING, "Rangement")
    if loaded.report.sha256 != sha256:
        raise Refused("file.changed", where=Where(errand.filename))
    loaded.rows.replace(workdir / ROWS)
    if loaded.quarantine is not None:
        loaded.quarantine.replace(workdir / QUARANTINE)
    empty_but(workdir, {ROWS, QUARANTINE, ORIGINAL})


@transaction.atomic
def _record(errand: Errand, loaded: Loaded) -> Delivery:
    """Write the delivery, its source and the journal's entry, together or not at all."""
    report = loaded.report
    contract = wired.contracts()[report.contract]
    source = _source(errand.authority, contract)
    delivery = live_delivery(errand.authority, report.sha256) or _new(errand, report.sha256)
    delivery.source = source
    delivery.state = DeliveryState.KEPT
    delivery.sector = contract.sector
    delivery.legal_basis = contract.legal_basis
    delivery.observed_until = loaded.observed_until
    delivery.inbox = ""
    delivery.refusal = ""
    _copy_report(delivery, report)
    delivery.findings = findings_of(delivery, contract, loaded)
    delivery.save()
    if contract.is_snapshot and delivery.corrects is None:
        supersede_before(delivery)
    record(
        actor=errand.actor,
        authority=errand.authority,
        action="delivery.kept",
        subject=f"delivery:{delivery.pk}",
        detail={"contract": report.contract, "rows": report.rows_kept, "sha256": report.sha256},
        now=errand.now,
    )
    if roles_of(contract):
        ask_to_link(actor=errand.actor, now=errand.now, authority=errand.authority)
    enqueue_once(
        actor=errand.actor,
        now=errand.now,
        authority=errand.authority,
        name=CONTROLS_JOB,
        contract=report.contract,
    )
    return delivery


def _source(authority: Authority, contract: Contract) -> Source:
    source, _ = Source.objects.get_or_create(
        authority=authority,
        contract=contract.id,
        defaults={"sector": contract.sector, "title": contract.title},
    )
    return source


def _new(errand: Errand, sha256: str) -> Delivery:
    return Delivery(
        authority=errand.authority,
        sha256=sha256,
        filename=errand.filename,
        received_at=errand.now,
        received_by_ref=errand.actor.ref,
        received_by_label=errand.actor.label,
        is_synthetic=errand.is_synthetic,
        corrects=errand.corrects,
    )


def _copy_report(delivery: Delivery, report: LoadReport) -> None:
    delivery.contract = report.contract
    delivery.contract_version = report.contract_version
    delivery.rows_read = report.rows_read
    delivery.rows_kept = report.rows_kept
    delivery.rows_rejected = report.rows_rejected
    delivery.encoding = report.encoding
    delivery.delimiter = report.delimiter
    delivery.header_line = report.header_line
    delivery.report = asdict(report)
