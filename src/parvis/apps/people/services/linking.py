"""Linking the files of each sector, apart from the others, and keeping who is who."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.models import OPEN, Job
from parvis.apps.jobs.services import enqueue
from parvis.apps.people.holdings import HOLDINGS
from parvis.apps.people.models import (
    LinkRun,
    PairRuling,
    Person,
    PersonChange,
    PersonRecord,
    ReviewPair,
)
from parvis.apps.people.port import engine
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.people.identity import Kind, Reconciled, reconcile
from parvis.core.people.links import SectorLinks
from parvis.core.people.records import RecordFile, roles_of
from parvis.core.people.rulings import Ruling
from parvis.core.people.saved import model_json
from parvis.core.ports import Progress
from parvis.core.sectors import Sector

LINK_JOB = "people.link"
BATCH = 5_000


def silent(done: float, label: str) -> None:
    """The progress of a linkage that nobody watches."""


def link_due(
    *, actor: Actor, now: datetime, authority: Authority, progress: Progress = silent
) -> list[LinkRun]:
    """Link again each sector whose files or rulings changed since its last run.

    The caller holds the right to load or publish: linking adds nothing to what the sector's own
    files say. Sectors are linked one after another and never together.
    """
    runs = []
    with reading_files():
        for sector in Sector:
            files = files_of(authority, sector)
            rulings = rulings_of(authority, sector)
            inputs = _fingerprint(files, rulings)
            if inputs == _last_inputs(authority, sector):
                continue
            progress(0.0, f"Personnes : {sector.label}")
            links, sentence = _linked(files, rulings, progress)
            runs.append(_keep(actor, now, authority, sector, inputs, links, sentence))
    return runs


def ask_to_link(*, actor: Actor, now: datetime, authority: Authority) -> None:
    """Ask the worker to link what changed, once, in the transaction of what changed it."""
    if not Job.objects.filter(name=LINK_JOB, authority=authority, state__in=OPEN).exists():
        enqueue(actor=actor, now=now, authority=authority, name=LINK_JOB)


@contextmanager
def reading_files() -> Iterator[None]:
    """Keep the files of every holding in place while the block reads them."""
    with ExitStack() as stack:
        for holding in HOLDINGS.values():
            stack.enter_context(holding.reading())
        yield


def files_of(authority: Authority, sector: Sector) -> list[RecordFile]:
    """The files of one sector that tell who people are."""
    held = [f for holding in HOLDINGS.values() for f in holding.files(authority, sector)]
    return [file for file in held if roles_of(file.contract)]


def rulings_of(authority: Authority, sector: Sector) -> list[Ruling]:
    """What people ruled in one sector."""
    kept = PairRuling.objects.filter(authority=authority, sector=sector).order_by("pk")
    return [Ruling(r.left, r.right, r.is_same) for r in kept]


def _fingerprint(files: Sequence[RecordFile], rulings: Sequence[Ruling]) -> str:
    told = sorted(f"{f.contract.id} {f.contract.version} {f.sha256} {f.rows.stat().st_mtime_ns}"
                  for f in files)  # fmt: skip
    ruled = sorted(f"{r.left} {r.right} {r.is_same}" for r in rulings)
    text = "\n".join([*told, "", *ruled])
    return hashlib.sha256(text.encode()).hexdigest() if told else ""


def _last_inputs(authority: Authority, sector: Sector) -> str:
    last = LinkRun.objects.filter(authority=authority, sector=sector).first()
    return last.inputs if last else ""


def _linked(
    files: Sequence[RecordFile], rulings: Sequence[Ruling], progress: Progress
) -> tuple[SectorLinks, str]:
    """The links, and the sentence that says why nothing could be told of them, if so."""
    spill = wired.home().linkage
    links = engine().link_sector(files, rulings, spill, progress)
    if links.model is None and len(links.references) > 1:
        return links, Refused("people.sector_says_little").sentence()
    return links, ""


@transaction.atomic
def _keep(
    actor: Actor,
    now: datetime,
    authority: Authority,
    sector: Sector,
    inputs: str,
    links: SectorLinks,
    sentence: str,
) -> LinkRun:
    scope = _Scope(authority, sector, now)
    groups = dict(zip(links.references, links.group.tolist(), strict=True))
    found = scope.reconciled(groups)
    scope.store(groups, found)
    counts = {kind: sum(c.kind is kind for c in found.changes) for kind in Kind}
    run = LinkRun.objects.create(
        authority=authority, sector=sector, at=now, inputs=inputs, records=len(groups),
        persons=len(set(groups.values())), compared=links.compared, created=len(found.created),
        merged=counts[Kind.MERGED], split=counts[Kind.SPLIT], sentence=sentence,
        model=model_json(links.model) if links.model else {},
        precision=asdict(links.quality.precision) if links.quality else {},
        recall=asdict(links.quality.recall) if links.quality else {},
    )  # fmt: skip
    _queue(run, links)
    detail = {"sector": sector, "records": run.records, "persons": run.persons,
              "merged": run.merged, "split": run.split}  # fmt: skip
    record(actor=actor, authority=authority, action="persons.linked", subject=f"run:{run.pk}",
           detail=detail, now=now)  # fmt: skip
    return run


def _queue(run: LinkRun, links: SectorLinks) -> None:
    """The pairs to review of this run; those of earlier runs that nobody judged go."""
    scope = {"authority": run.authority, "sector": run.sector}
    ReviewPair.objects.filter(**scope).delete()
    ReviewPair.objects.bulk_create(
        (ReviewPair(
            **scope, run=run, left=min(p.left, p.right), right=max(p.left, p.right), odds=p.odds,
            levels=list(p.levels), is_linked=p.is_linked, gain=p.gain, stratum=p.stratum,
            weight=p.weight,
        ) for p in links.to_review),
        batch_size=BATCH,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scope:
    """One sector of one authority, at the instant of a run."""

    authority: Authority
    sector: Sector
    now: datetime

    def reconciled(self, groups: Mapping[str, int]) -> Reconciled:
        """The lasting identifier of each record, given those known."""
        rows = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        known, age = {}, {}
        for reference, uid, pk in rows.values_list("reference", "person__uid", "person_id"):
            known[reference], age[str(uid)] = str(uid), pk
        return reconcile(known, groups, age, lambda: str(uuid.uuid4()))

    def store(self, groups: Mapping[str, int], found: Reconciled) -> None:
        """Write persons, the records that changed hands, aliases and changes; forget the gone."""
        Person.objects.bulk_create(
            (Person(authority=self.authority, sector=self.sector, uid=uid, created_at=self.now)
             for uid in found.created),
            batch_size=BATCH,
        )  # fmt: skip
        mine = Person.objects.filter(authority=self.authority, sector=self.sector)
        pk_of = {str(uid): pk for uid, pk in mine.values_list("uid", "pk")}
        self._store_records(found, pk_of)
        self._store_changes(found, pk_of)
        self._forget(groups)

    def _store_records(self, found: Reconciled, pk_of: Mapping[str, int]) -> None:
        scope = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        known = {r.reference: r for r in scope}
        fresh, moved = [], []
        for reference, uid in found.person.items():
            row = known.get(reference)
            if row is None:
                fresh.append(PersonRecord(authority=self.authority, sector=self.sector,
                                          reference=reference, person_id=pk_of[uid]))  # fmt: skip
            elif row.person_id != pk_of[uid]:
                row.person_id = pk_of[uid]
                moved.append(row)
        PersonRecord.objects.bulk_create(fresh, batch_size=BATCH)
        PersonRecord.objects.bulk_update(moved, ["person"], batch_size=500)

    def _store_changes(self, found: Reconciled, pk_of: Mapping[str, int]) -> None:
        PersonChange.objects.bulk_create(
            PersonChange(
                authority=self.authority, sector=self.sector, at=self.now, kind=c.kind,
                before_id=pk_of[c.before], after_id=pk_of[c.after], references=list(c.moved),
            )
            for c in found.changes
        )  # fmt: skip
        for change in found.changes:
            if change.kind is Kind.MERGED:
                Person.objects.filter(uid=change.before).update(alias_of=pk_of[change.after])

    def _forget(self, groups: Mapping[str, int]) -> None:
        """Records whose files are gone leave, and with them the persons that nothing tells of."""
        scope = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        gone = [pk for pk, ref in scope.values_list("pk", "reference") if ref not in groups]
        for start in range(0, len(gone), 500):
            PersonRecord.objects.filter(pk__in=gone[start : start + 500]).delete()
        if gone:
            forget_empty(self.authority, self.sector)


def forget_empty(authority: Authority, sector: Sector) -> None:
    """Remove the persons of a sector that no record bears and no alias leads from or to."""
    Person.objects.filter(
        authority=authority, sector=sector, records=None, alias_of=None, aliases=None
    ).delete()


def links_of_all() -> Iterator[list[tuple[str, str, str, str]]]:
    """(authority, sector, reference, person) of every record of the home, by batches: for the
    gate alone."""
    rows = PersonRecord.objects.order_by("pk").values_list(
        "authority__code", "sector", "reference", "person__uid"
    )
    batch = []
    for code, sector, reference, uid in rows.iterator(chunk_size=BATCH):
        batch.append((code, sector, reference, str(uid)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
