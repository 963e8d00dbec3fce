"""Persons of a sector as they are written: identifiers that last, aliases, changes."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import Person, PersonChange, PersonRecord
from parvis.core.people.identity import Kind, Reconciled, reconcile
from parvis.core.sectors import Sector

BATCH, _AT_ONCE = 5_000, 500


@dataclass(frozen=True, slots=True)
class PeopleOfSector:
    """The persons of one sector of one authority, at the instant of a run."""

    authority: Authority
    sector: Sector
    now: datetime

    def reconciled(self, groups: Mapping[str, int]) -> Reconciled:
        """The lasting identifier of each record of `groups`, given those known."""
        known, age = {}, {}
        for row in self._records(groups):
            known[row.reference] = str(row.person.uid)
            age[str(row.person.uid)] = row.person_id
        return reconcile(known, groups, age, lambda: str(uuid.uuid4()))

    def store(self, found: Reconciled) -> None:
        """Write the new persons, the records that changed hands, aliases and changes."""
        Person.objects.bulk_create(
            (Person(authority=self.authority, sector=self.sector, uid=uid, created_at=self.now)
             for uid in found.created),
            batch_size=BATCH,
        )  # fmt: skip
        named = {*found.person.values(), *(c.before for c in found.changes)}
        pk_of = {str(p.uid): p.pk for part in _parts(named)
                 for p in Person.objects.filter(uid__in=part)}  # fmt: skip
        self._store_records(found, pk_of)
        self._store_changes(found, pk_of)

    def forget_all_but(self, references: Mapping[str, int]) -> None:
        """Records whose files are gone leave, and with them the persons that nothing tells of."""
        scope = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        gone = [pk for pk, ref in scope.values_list("pk", "reference") if ref not in references]
        for part in _parts(gone):
            PersonRecord.objects.filter(pk__in=part).delete()
        if gone:
            self.forget_empty()

    def forget_empty(self) -> None:
        """Remove the persons that no record bears and no alias leads from or to."""
        Person.objects.filter(
            authority=self.authority, sector=self.sector, records=None, alias_of=None, aliases=None
        ).delete()

    def _records(self, references: Iterable[str]) -> Iterator[PersonRecord]:
        scope = PersonRecord.objects.filter(authority=self.authority, sector=self.sector)
        for part in _parts(references):
            yield from scope.filter(reference__in=part).select_related("person")

    def _store_records(self, found: Reconciled, pk_of: Mapping[str, int]) -> None:
        known = {row.reference: row for row in self._records(found.person)}
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
        PersonRecord.objects.bulk_update(moved, ["person"], batch_size=_AT_ONCE)

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


def links_of_all() -> Iterator[list[tuple[str, str, str, str]]]:
    """(authority, sector, reference, person) of every record of the home, by batches: for the
    gate alone."""
    rows = PersonRecord.objects.order_by("pk").values_list(
        "authority__code", "sector", "reference", "person__uid"
    )
    told = ((code, sector, ref, str(uid)) for code, sector, ref, uid in rows.iterator(BATCH))
    while batch := list(islice(told, BATCH)):
        yield batch


def _parts(values: Iterable[object]) -> Iterator[list[object]]:
    """`values` in lists short enough for a condition of a query."""
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
