"""Rights of persons: found in every sector, once verified; their data handed over, or erased.

The one built-in purpose that may look through all sectors, for one person, and always journaled.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from parvis.apps.accounts.concerned import accounts_concerned
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.people.holdings import Erased, Held, Purge, holdings
from parvis.apps.people.models import (
    Erasure,
    PairRuling,
    Person,
    PersonChange,
    PersonRecord,
    ReviewPair,
)
from parvis.apps.people.port import engine
from parvis.apps.people.services.linking import files_of, link_due, reading_files, ready_of
from parvis.apps.people.services.persons import PeopleOfSector
from parvis.apps.wired import home
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.people.concerned import Concerned, References
from parvis.core.people.links import Traits
from parvis.core.people.roles import PersonRole
from parvis.core.privacy.purposes import PERSON_RIGHTS
from parvis.core.sectors import Sector
from parvis.gate.erase import withdraw_earlier

SURE = 0.999
"""Probability from which a record of another sector is taken as the same person's. What is handed
over or erased by mistake is another's: below it, whoever verified the person confirms."""
_SHOWN = 8
_ASKED = (PersonRole.FULL_NAME, PersonRole.SURNAME_FIRST, PersonRole.SURNAME,
          PersonRole.USAGE_NAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE, PersonRole.PHONE,
          PersonRole.EMAIL, PersonRole.ADDRESS)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A person of one sector who may be the one that asks: shown so that somebody decides."""

    reference: str
    sector: Sector
    chance: float
    traits: Traits

    @property
    def is_sure(self) -> bool:
        """Whether it is surely the same person."""
        return self.chance >= SURE

    @property
    def code(self) -> str:
        """How the command line and the screen name that record: contract:number."""
        return self.reference.replace("\x1f", ":")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The records of one person in each sector, those that may be theirs, and what is surely theirs
    outside the files: `elsewhere`, in French."""

    concerned: Concerned
    doubtful: tuple[Found, ...]
    elsewhere: tuple[str, ...]

    @property
    def references(self) -> References:
        """The references of their records in each sector."""
        return self.concerned.references

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(len(found) for found in self.references.values())


def search_person(
    *, actor: Actor, now: datetime, authority: Authority, traits: Traits
) -> list[Found]:
    """Who, in any sector, may be the person of `traits`, whose identity was verified."""
    _require(actor, authority)
    link_due(actor=actor, now=now, authority=authority)
    told = {role: text for role, text in traits.items() if text.strip()}
    if len(told) < 2:
        raise Refused("people.search_too_wide")
    found = [f for sector in Sector for f in _alike(authority, sector, told)]
    _journal(actor, now, authority, "rights.searched", "authority", authority.code,
             sectors=len({f.sector for f in found}))  # fmt: skip
    return sorted(found, key=lambda f: -f.chance)


def open_dossier(
    *, actor: Actor, now: datetime, authority: Authority, refs: Sequence[str]
) -> Dossier:
    """All that is held of the person of `refs`: "contract:number" or a person's identifier.

    Records of other sectors are added where they are surely the same person's; the others are
    given apart: name one among `refs` to add it.
    """
    _require(actor, authority)
    link_due(actor=actor, now=now, authority=authority)
    persons = [_person(authority, ref) for ref in refs]
    references: dict[Sector, frozenset[str]] = {}
    for person in persons:
        sector = Sector(person.sector)
        references[sector] = references.get(sector, frozenset()) | _references(person)
    doubtful = []
    for sector, traits in _told(authority, references):
        for other in Sector:
            if other in references or other is sector:
                continue
            for found in _alike(authority, other, traits):
                if found.chance >= SURE:
                    references[other] = _references(_bearer(authority, other, found.reference))
                    break
                doubtful.append(found)
    _journal(actor, now, authority, "rights.opened", "person", str(persons[0].pk),
             sectors=len(references))  # fmt: skip
    left = [f for f in doubtful if f.sector not in references]
    concerned = _concerned(authority, references)
    return Dossier(concerned, tuple(sorted(left, key=lambda f: -f.chance)),
                   _elsewhere(authority, concerned))  # fmt: skip


def export_document(held: Sequence[Held], now: datetime) -> dict[str, object]:
    """What is handed over to the person, as a document."""
    return {
        "made_at": now.isoformat(),
        "right": "RGPD, article 15",
        "rows": [
            {"origin": h.origin, "sector": h.sector.label, "legal_basis": h.legal_basis,
             "kept_until": h.kept_until, "values": dict(h.values)}
            for h in held
        ],
    }  # fmt: skip


def export_person(
    *, actor: Actor, now: datetime, authority: Authority, refs: Sequence[str]
) -> tuple[Dossier, list[Held]]:
    """Every row held of one person, with its origin and legal basis (RGPD, article 15)."""
    dossier = open_dossier(actor=actor, now=now, authority=authority, refs=refs)
    with reading_files():
        held = _held(authority, dossier.concerned)
    _journal(actor, now, authority, "rights.exported", "authority", authority.code,
             rows=len(held), sectors=len(dossier.references))  # fmt: skip
    return dossier, held


def erase_person(
    *, actor: Actor, now: datetime, authority: Authority, refs: Sequence[str]
) -> Erased:
    """Erase every row of one person (RGPD, article 17), and close their account of the portal; the
    next release is without them.

    Releases that held them leave the shelf once it is published. The journal keeps counts only, by
    what held them.
    """
    dossier = open_dossier(actor=actor, now=now, authority=authority, refs=refs)
    with transaction.atomic():
        by_holding = {name: holding.erase(authority, dossier.concerned, now)
                      for name, holding in holdings().items()}  # fmt: skip
        done = by_holding.values()
        erased = Erased(sum(e.rows for e in done), tuple(p for e in done for p in e.places),
                        tuple(k for e in done for k in e.kept))  # fmt: skip
        for sector, references in dossier.references.items():
            _forget(authority, sector, references, now)
        Erasure.objects.create(authority=authority, at=now, rows=erased.rows)
        counts = {name: part.rows for name, part in by_holding.items() if part.rows}
        _journal(actor, now, authority, "rights.erased", "authority", authority.code,
                 rows=erased.rows, sectors=len(dossier.references), **counts)  # fmt: skip
    return erased


@transaction.atomic
def carry_erasures(*, actor: Actor, now: datetime, release: str) -> list[str]:
    """Once a release without the persons erased is in use, the others leave the shelf."""
    waiting = Erasure.objects.filter(release="").select_related("authority")
    if not waiting:
        return []
    gone = withdraw_earlier(home())
    for erasure in waiting:
        record(actor=actor, authority=erasure.authority, action="releases.withdrawn",
               subject=f"release:{release}", detail={"releases": gone}, now=now)  # fmt: skip
    waiting.update(release=release)
    return gone


def purge_due(
    *, actor: Actor, now: datetime, authority: Authority, is_rehearsal: bool = False
) -> list[Purge]:
    """Erase the rows past the time that their contracts give them, or only say which.

    Those of files leave the figures at the next publication, and the releases that hold them leave
    the shelf, as for an erasure.
    """
    _require(actor, authority)
    with ExitStack() as stack:
        if is_rehearsal:
            stack.enter_context(reading_files())
        else:
            stack.enter_context(transaction.atomic())
        due = [p for h in holdings().values()
               for p in h.purge(authority, now, is_rehearsal=is_rehearsal)]  # fmt: skip
        if due and not is_rehearsal:
            _withdraw([p for p in due if p.is_published], authority, now)
            record(actor=actor, authority=authority, action="rows.purged",
                   subject=f"authority:{authority.code}",
                   detail={"rows": sum(p.rows for p in due)}, now=now)  # fmt: skip
    return due


def _withdraw(gone: Sequence[Purge], authority: Authority, now: datetime) -> None:
    """Neither releases nor linkages keep rows of files that were purged."""
    if gone:
        Erasure.objects.create(authority=authority, at=now, rows=sum(p.rows for p in gone))
    for sector in {p.sector for p in gone}:
        engine().forget(ready_of(authority, sector))


def _require(actor: Actor, authority: Authority) -> None:
    if not actor.may(Capability.GOVERN_PERSONS, authority.code):
        raise NotVisible


def _person(authority: Authority, ref: str) -> Person:
    """The person that `ref` names; Refused if none is known so."""
    mine = Person.objects.filter(authority=authority)
    try:
        found = mine.filter(uid=UUID(ref)).first()
    except ValueError:
        reference = "\x1f".join(ref.split(":"))
        found = mine.filter(records__reference=reference).first()
    while found is not None and found.alias_of is not None:
        found = found.alias_of
    if found is None:
        raise Refused("people.unknown_reference", value=ref)
    return found


def _bearer(authority: Authority, sector: Sector, reference: str) -> Person:
    return Person.objects.get(
        authority=authority, sector=sector, records__reference=reference,
        records__sector=sector,
    )  # fmt: skip


def _references(person: Person) -> frozenset[str]:
    return frozenset(person.records.values_list("reference", flat=True))


def _concerned(authority: Authority, references: Mapping[Sector, frozenset[str]]) -> Concerned:
    told = [traits for _, records in _records(authority, references) for traits in records]
    named = Concerned(references, told)
    return replace(named, accounts=frozenset(a.ref for a in accounts_concerned(named)))


def _held(authority: Authority, concerned: Concerned) -> list[Held]:
    return [h for holding in holdings().values() for h in holding.export(authority, concerned)]


def _elsewhere(authority: Authority, concerned: Concerned) -> tuple[str, ...]:
    """What is theirs without a reference of any file: account, requests of the desk."""
    found = _held(authority, replace(concerned, references={}))
    return tuple(dict.fromkeys(held.origin for held in found))


def _told(
    authority: Authority, references: Mapping[Sector, frozenset[str]]
) -> list[tuple[Sector, Traits]]:
    """What the most telling record of each sector says of the person."""
    found = _records(authority, references)
    return [(sector, {r: t for r, t in max(told, key=len).items() if r in _ASKED})
            for sector, told in found if told]  # fmt: skip


def _records(
    authority: Authority, references: Mapping[Sector, frozenset[str]]
) -> list[tuple[Sector, list[Traits]]]:
    """What each record of the person says, sector by sector."""
    with reading_files():
        return [
            (sector, list(engine().traits_of(
                files_of(authority, sector), known, home().linkage).values()))
            for sector, known in references.items()
        ]  # fmt: skip


def _alike(authority: Authority, sector: Sector, traits: Traits) -> list[Found]:
    found = engine().known(traits, ready_of(authority, sector), _SHOWN)
    return [Found(f.reference, sector, f.chance, f.traits) for f in found]


def _forget(
    authority: Authority, sector: Sector, references: frozenset[str], now: datetime
) -> None:
    """Nothing of the linkage remembers the person: the sector is linked anew."""
    scope = {"authority": authority, "sector": sector}
    ends = Q(left__in=references) | Q(right__in=references)
    ReviewPair.objects.filter(ends, **scope).delete()
    PairRuling.objects.filter(ends, **scope).delete()
    gone = PersonRecord.objects.filter(reference__in=references, **scope)
    persons = list(gone.values_list("person", flat=True))
    PersonChange.objects.filter(Q(before__in=persons) | Q(after__in=persons), **scope).delete()
    gone.delete()
    PeopleOfSector(authority, sector, now).forget_empty()
    engine().forget(ready_of(authority, sector))


def _journal(
    actor: Actor,
    now: datetime,
    authority: Authority,
    action: str,
    kind: str,
    key: str,
    **detail: int,
) -> None:
    record(actor=actor, authority=authority, action=action, subject=f"{kind}:{key}",
           detail={"purpose": PERSON_RIGHTS, **detail}, now=now)  # fmt: skip
