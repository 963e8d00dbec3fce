"""What the municipal files hold of persons: offered to linking, exported, erased, purged."""

import csv
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.people.holdings import Erased, Held, Purge, declare
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.originals import blank_lines
from parvis.apps.sources.staging import reading
from parvis.core.ingest.contract import EACH_ROW, Contract
from parvis.core.people.concerned import Concerned, References
from parvis.core.people.records import RecordFile
from parvis.core.privacy.retention import dated_by, kept_from
from parvis.core.sectors import Sector
from parvis.gate.erase import Dropped, count_rows, drop_rows, of_person, older_than, rows_of


class Files:
    """The kept deliveries, whose contract is still described."""

    def files(self, authority: Authority, sector: Sector) -> Sequence[RecordFile]:
        return [file_of(delivery) for delivery in kept(authority, sector)]

    def reading(self) -> AbstractContextManager[None]:
        return reading(wired.home().staging)

    def export(self, authority: Authority, concerned: Concerned) -> list[Held]:
        return [
            Held(delivery.source.title if delivery.source else delivery.filename, sector, row,
                 contract.legal_basis, _kept_until(delivery, contract))
            for sector, delivery, contract in _concerned(authority, concerned.references)
            for row in rows_of(
                delivery.rows_file, contract, concerned.references[sector], _spill()
            )
        ]  # fmt: skip

    def erase(self, authority: Authority, concerned: Concerned, now: datetime) -> Erased:
        rows, places = 0, []
        references = concerned.references
        for sector, delivery, contract in _concerned(authority, references):
            dropped = drop_rows(
                delivery.rows_file, of_person(contract, references[sector]), _spill()
            )
            refused = _drop_refused(delivery, contract, references[sector])
            _forget_lines(delivery, dropped, refused)
            if dropped.rows or refused:
                rows += dropped.rows + len(refused)
                places.append(delivery.filename)
        return Erased(rows, tuple(places))

    def purge(self, authority: Authority, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
        purged = []
        for sector in Sector:
            for delivery in kept(authority, sector):
                # No person is in invented files: nothing obliges to part with them.
                if not delivery.is_synthetic:
                    purged += _purge(delivery, now, is_rehearsal=is_rehearsal)
        return purged


def kept(authority: Authority, sector: Sector) -> list[Delivery]:
    """The deliveries of one sector that hold rows and whose contract is known."""
    found = Delivery.objects.filter(
        authority=authority, sector=sector, state=DeliveryState.KEPT, rows_kept__gt=0,
        contract__in=list(wired.contracts()),
    )  # fmt: skip
    return list(found.select_related("authority", "source").order_by("received_at", "pk"))


def file_of(delivery: Delivery) -> RecordFile:
    """A delivery as linking reads it."""
    return RecordFile(
        wired.contracts()[delivery.contract], delivery.rows_file, delivery.received_at,
        delivery.sha256,
    )  # fmt: skip


def _concerned(
    authority: Authority, references: References
) -> list[tuple[Sector, Delivery, Contract]]:
    return [
        (sector, delivery, wired.contracts()[delivery.contract])
        for sector in references
        for delivery in kept(authority, sector)
        if wired.contracts()[delivery.contract].person
    ]


def _spill() -> Path:
    folder = wired.home().linkage
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _kept_until(delivery: Delivery, contract: Contract) -> str:
    end = delivery.received_at.date() + timedelta(days=contract.retention_days)
    return end.isoformat()


def _drop_refused(
    delivery: Delivery, contract: Contract, references: Collection[str]
) -> frozenset[int]:
    """Take the person's rows out of the quarantine; the physical lines they stood on."""
    path = delivery.quarantine_file
    if contract.person == EACH_ROW or not path.is_file():
        return frozenset()
    numbers = {reference.rpartition("\x1f")[2] for reference in references}
    headers = set(contract.by_name[contract.person].headers)
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        names = list(reader.fieldnames or ())
        rows = list(reader)
    theirs = [r for r in rows if any((r.get(h) or "").strip() in numbers for h in headers)]
    if theirs:
        draft = path.with_name(path.name + ".new")
        with draft.open("w", encoding="utf-8", newline="") as sink:
            writer = csv.DictWriter(sink, names)
            writer.writeheader()
            writer.writerows(row for row in rows if row not in theirs)
        draft.replace(path)
    return frozenset(int(r["_ligne"]) for r in theirs if (r.get("_ligne") or "").isdigit())


def _forget_lines(delivery: Delivery, dropped: Dropped, refused: frozenset[int]) -> None:
    """Blank the lines in the file as received, and count what is left."""
    gone = dropped.lines | refused
    if not gone:
        return
    blank_lines(delivery.original_file, gone, encoding=delivery.encoding or "utf-8")
    rejects = [r for r in delivery.report.get("rejects", []) if r.get("line") not in gone]
    delivery.report = {**delivery.report, "rejects": rejects}
    delivery.save(update_fields=["report"])
    rejected = delivery.rows_rejected - len(refused)
    left = pq.read_metadata(delivery.rows_file).num_rows
    Delivery.objects.filter(pk=delivery.pk).update(
        rows_read=left + rejected, rows_kept=left, rows_rejected=rejected
    )


def _purge(delivery: Delivery, now: datetime, *, is_rehearsal: bool) -> list[Purge]:
    """The rows of a delivery past their time, dated by their own date or by its reception."""
    contract = wired.contracts()[delivery.contract]
    limit = kept_from(now.date(), contract.retention_days)
    condition = _too_old(delivery, contract, limit)
    count = count_rows(delivery.rows_file, condition, _spill()) if condition else 0
    if not count:
        return []
    if not is_rehearsal:
        _forget_lines(delivery, drop_rows(delivery.rows_file, condition, _spill()), frozenset())
        if count == delivery.rows_kept:
            _forget_files(delivery)
    title = delivery.source.title if delivery.source else delivery.filename
    return [Purge(title, Sector(delivery.sector), count, limit)]


def _too_old(delivery: Delivery, contract: Contract, limit: date) -> str:
    dated = dated_by(contract, wired.facts().get(contract.fact))
    is_received_before = delivery.received_at.date() < limit
    if is_received_before:
        return "true"
    return older_than(dated, limit) if dated else ""


def _forget_files(delivery: Delivery) -> None:
    """Nothing of the delivery is left: its refused rows and its original go too."""
    for path in (delivery.quarantine_file, delivery.original_file):
        path.unlink(missing_ok=True)


declare("sources", Files())
