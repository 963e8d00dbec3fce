"""Linking the files of each sector, apart from the others, and keeping who is who."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.models import OPEN, Job
from parvis.apps.jobs.services import enqueue
from parvis.apps.people.holdings import holdings
from parvis.apps.people.models import LinkRun, PairRuling, PersonRecord, ReviewPair
from parvis.apps.people.port import engine
from parvis.apps.people.services.households import Homes
from parvis.apps.people.services.persons import BATCH, PeopleOfSector
from parvis.core.access import Actor
from parvis.core.errors import Refused
from parvis.core.people.identity import Kind
from parvis.core.people.links import PairToReview, SectorLinks
from parvis.core.people.records import RecordFile, roles_of
from parvis.core.people.rulings import Ruling
from parvis.core.people.saved import model_json
from parvis.core.ports import Progress
from parvis.core.sectors import Sector

LINK_JOB = "people.link"


def silent(done: float, label: str) -> None:
    """The progress of a linkage that nobody watches."""


def link_due(
    *, actor: Actor, now: datetime, authority: Authority, progress: Progress = silent
) -> list[LinkRun]:
    """Link again each sector whose files or rulings changed since its last run.

    The caller holds the right to load or publish: linking adds nothing to what the sector's own
    files say. Sectors are linked one after another and never together. Where the files only
    have more records, these join without the others being linked again.
    """
    runs = []
    with reading_files():
        for sector in Sector:
            scope = Scope(actor, now, authority, sector)
            files, rulings = files_of(authority, sector), rulings_of(authority, sector)
            inputs, ruled = _fingerprint_of_files(files), _fingerprint(rulings)
            last = LinkRun.objects.filter(authority=authority, sector=sector).first()
            is_known = (inputs, ruled) == (
                (last.inputs, last.rulings) if last else ("", _NO_RULING)
            )
            if is_known and (last is None or not last.model or scope.ready.is_dir()):
                continue
            progress(0.0, f"Personnes : {sector.label}")
            fresh = LinkRun(
                at=now, authority=authority, sector=sector, inputs=inputs, rulings=ruled
            )
            if last and last.rulings == ruled and (runs_on := scope.joined(files, last, fresh)):
                runs.append(runs_on)
            else:
                runs.append(scope.linked(files, rulings, fresh, progress))
    return runs


def ask_to_link(*, actor: Actor, now: datetime, authority: Authority) -> None:
    """Ask the worker to link what changed, once, in the transaction of what changed it."""
    if not Job.objects.filter(name=LINK_JOB, authority=authority, state__in=OPEN).exists():
        enqueue(actor=actor, now=now, authority=authority, name=LINK_JOB)


def ready_of(authority: Authority, sector: Sector) -> Path:
    """Where a sector once linked is kept ready for new records."""
    return wired.home().linkage / f"{authority.code}-{sector.value}"


@contextmanager
def reading_files() -> Iterator[None]:
    """Keep the files of every holding in place while the block reads them."""
    with ExitStack() as stack:
        for holding in holdings().values():
            stack.enter_context(holding.reading())
        yield


def files_of(authority: Authority, sector: Sector) -> list[RecordFile]:
    """The files of one sector that tell who people are."""
    held = [f for holding in holdings().values() for f in holding.files(authority, sector)]
    return [file for file in held if roles_of(file.contract)]


def rulings_of(authority: Authority, sector: Sector) -> list[Ruling]:
    """What people ruled in one sector."""
    kept = PairRuling.objects.filter(authority=authority, sector=sector).order_by("pk")
    return [Ruling(r.left, r.right, r.is_same) for r in kept]


def _fingerprint_of_files(files: Sequence[RecordFile]) -> str:
    told = [f"{f.contract.id} {f.contract.version} {f.sha256} {f.rows.stat().st_mtime_ns}"
            for f in files]  # fmt: skip
    return _fingerprint(told) if told else ""


def _fingerprint(told: Iterable[object]) -> str:
    text = "\n".join(sorted(map(str, told)))
    return hashlib.sha256(text.encode()).hexdigest()


_NO_RULING = _fingerprint(())


@dataclass(frozen=True, slots=True)
class Scope:
    """One sector of one authority, being linked by somebody at some instant."""

    actor: Actor
    now: datetime
    authority: Authority
    sector: Sector

    @property
    def ready(self) -> Path:
        """Where the sector once linked is kept ready for new records."""
        return ready_of(self.authority, self.sector)

    def linked(
        self,
        files: Sequence[RecordFile],
        rulings: Sequence[Ruling],
        run: LinkRun,
        progress: Progress,
    ) -> LinkRun:
        """Link the whole sector and write who is who."""
        links = engine().link_sector(files, rulings, self.ready, progress)
        if links.model is None and len(links.references) > 1:
            run.sentence = Refused("people.sector_says_little").sentence()
        run.compared = links.compared
        run.model = model_json(links.model) if links.model else {}
        run.precision = asdict(links.quality.precision) if links.quality else {}
        run.recall = asdict(links.quality.recall) if links.quality else {}
        run.notes, run.home_notes = list(links.notes), list(links.home_notes)
        groups = dict(zip(links.references, links.group.tolist(), strict=True))
        with transaction.atomic():
            person = self._write(run, groups, is_whole=True)
            Homes(self.authority, self.sector, self.now.date()).settle(links, person)
            self._queue(run, links.to_review)
        return run

    def joined(self, files: Sequence[RecordFile], last: LinkRun, run: LinkRun) -> LinkRun | None:
        """Let new records join; None where the sector has to be linked as a whole."""
        groups = engine().join_sector(files, self.ready)
        if groups is None:
            return None
        run.model, run.precision, run.recall = last.model, last.precision, last.recall
        run.sentence, run.notes = last.sentence, last.notes
        links = engine().homes(self.ready, self.now.year)
        run.home_notes = list(links.home_notes) if links else last.home_notes
        with transaction.atomic():
            self._write(run, groups, is_whole=False)
            ReviewPair.objects.filter(run=last).update(run=run)
            self._settle_homes(links)
        return run

    def _settle_homes(self, links: SectorLinks | None) -> None:
        """Homes follow those who joined: all are thought over, from what is kept ready."""
        if links is not None:
            mine = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
            person = {r: str(uid) for r, uid in mine.values_list("reference", "person__uid")}
            Homes(self.authority, self.sector, self.now.date()).settle(links, person)

    def _write(
        self, run: LinkRun, groups: Mapping[str, int], *, is_whole: bool
    ) -> Mapping[str, str]:
        """Persons, records, changes, the run and the journal's entry; the person of each record."""
        people = PeopleOfSector(self.authority, self.sector, self.now)
        found = people.reconciled(groups)
        people.store(found)
        if is_whole:
            people.forget_all_but(groups)
        counts = {kind: sum(c.kind is kind for c in found.changes) for kind in Kind}
        scope = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        run.records = scope.count()
        run.persons = scope.values("person").distinct().count()
        run.created, run.merged = len(found.created), counts[Kind.MERGED]
        run.split = counts[Kind.SPLIT]
        run.save()
        detail = {"sector": self.sector, "records": run.records, "persons": run.persons,
                  "merged": run.merged, "split": run.split}  # fmt: skip
        record(actor=self.actor, authority=self.authority, action="persons.linked",
               subject=f"run:{run.pk}", detail=detail, now=self.now)  # fmt: skip
        return found.person

    def _queue(self, run: LinkRun, pairs: Iterable[PairToReview]) -> None:
        """The pairs to review of this run; those of earlier runs go."""
        scope = {"authority": self.authority, "sector": self.sector}
        ReviewPair.objects.filter(**scope).delete()
        ReviewPair.objects.bulk_create(
            (ReviewPair(
                **scope, run=run, left=min(p.left, p.right), right=max(p.left, p.right),
                odds=p.odds, levels=list(p.levels), is_linked=p.is_linked, gain=p.gain,
                stratum=p.stratum, weight=p.weight,
            ) for p in pairs),
            batch_size=BATCH,
        )  # fmt: skip
