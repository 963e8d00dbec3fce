"""Reads of persons, each within the sectors of its actor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.apps.people.models import (
    Erasure,
    HouseholdMember,
    KeyEpoch,
    LinkRun,
    PersonChange,
    PersonRecord,
    ReviewPair,
    SectorScoped,
)
from parvis.apps.people.port import engine, governance
from parvis.apps.people.rights import in_sectors
from parvis.apps.people.services.linking import files_of, reading_files
from parvis.core.access import Actor, Capability
from parvis.core.people.estimates import Estimate
from parvis.core.people.review import Judged, groups_of, measured_quality
from parvis.core.people.roles import PersonRole
from parvis.core.privacy.purposes import Purpose
from parvis.core.sectors import Sector

Scoped = TypeVar("Scoped", bound=SectorScoped)

FEWEST_OF_GROUP = 10
FEWEST_JUDGED = 30
"""Pairs of the sample that must be judged before a measure is given."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the sector who may be the one that stands at the desk.

    `reference` names one of their records; `chance` is the probability that it is them; `traits`
    are what that record says, as received.
    """

    reference: str
    chance: float
    traits: Mapping[PersonRole, str]


def already_known(
    actor: Actor, authority: str, sector: Sector, traits: Mapping[PersonRole, str], limit: int = 5
) -> list[KnownPerson]:
    """Who in the sector's files may be the person of `traits`, the likeliest first.

    Asked while somebody types: tens of milliseconds against a million records, from what the last
    linkage kept ready. Empty for who may not review persons in that sector.
    """
    if not actor.may(Capability.REVIEW_PERSONS, authority, sector) or not traits:
        return []
    ready = wired.home().linkage / f"{authority}-{sector.value}"
    found = engine().known(traits, ready, limit)
    return [KnownPerson(f.reference, f.chance, f.traits) for f in found]


@dataclass(frozen=True, slots=True)
class GroupQuality:
    """What the judged sample says of one group of persons."""

    label: str
    judged: int
    precision: Estimate
    recall: Estimate


@dataclass(frozen=True, slots=True)
class SectorReview:
    """Where the review of one sector stands. Estimates are None where nothing tells them yet.

    `measured` is what the judged sample says: precision, recall, and how many were judged of how
    many drawn.
    """

    sector: Sector
    run: LinkRun
    waiting: int
    sample_left: int
    judged: int
    measured: tuple[Estimate, Estimate] | None
    by_group: tuple[GroupQuality, ...] = ()


def reviews_of(actor: Actor, authority: str) -> list[SectorReview]:
    """The sectors that the actor may review and that were linked."""
    runs: dict[str, LinkRun] = {}
    for run in _mine(LinkRun, actor, authority).order_by("pk"):
        runs[run.sector] = run
    return [_review(actor, authority, run) for _, run in sorted(runs.items()) if run.records]


def _review(actor: Actor, authority: str, run: LinkRun) -> SectorReview:
    pairs = _mine(ReviewPair, actor, authority).filter(sector=run.sector)
    sample = list(pairs.filter(stratum__gte=0))
    told = [pair for pair in sample if pair.is_same is not None]
    judged = [_judged(pair) for pair in told]
    is_enough = len(judged) >= FEWEST_JUDGED
    return SectorReview(
        Sector(run.sector), run, pairs.filter(gain__gt=0, is_same=None).count(),
        len(sample) - len(judged), len(judged),
        measured_quality(judged) if is_enough else None,
        _by_group(run, told) if is_enough else (),
    )  # fmt: skip


def _judged(pair: ReviewPair) -> Judged:
    return Judged(pair.stratum, pair.weight, pair.is_linked, bool(pair.is_same))


def _by_group(run: LinkRun, pairs: list[ReviewPair]) -> tuple[GroupQuality, ...]:
    """The measure by sex, age and birth abroad of the first record of each pair."""
    sector = Sector(run.sector)
    with reading_files():
        files = files_of(run.authority, sector)
        told = engine().traits_of(files, {p.left for p in pairs}, wired.home().linkage)
    groups: dict[str, list[Judged]] = {}
    for pair in pairs:
        for label in groups_of(told.get(pair.left, {}), run.at.year):
            groups.setdefault(label, []).append(_judged(pair))
    return tuple(
        GroupQuality(label, len(judged), *measured_quality(judged))
        for label, judged in sorted(groups.items())
        if len(judged) >= FEWEST_OF_GROUP
    )


def next_pair(
    actor: Actor, authority: str, sector: Sector, is_sample: bool = False, after: int = 0
) -> ReviewPair | None:
    """The next pair to look at, the one of most gain first, or the next of the sample.

    `after` is a pair to pass over, with those before it in that order.
    """
    pairs = _mine(ReviewPair, actor, authority).filter(sector=sector, is_same=None)
    pairs = pairs.filter(stratum__gte=0).order_by("pk") if is_sample else pairs.filter(gain__gt=0)
    passed = pairs.filter(pk=after).first()
    if passed is not None:
        pairs = pairs.filter(pk__gt=after) if is_sample else pairs.filter(
            Q(gain__lt=passed.gain) | Q(gain=passed.gain, pk__gt=after))  # fmt: skip
    return pairs.first()


def last_judged(actor: Actor, authority: str, sector: Sector) -> ReviewPair | None:
    """The pair judged last, to take it back."""
    pairs = _mine(ReviewPair, actor, authority).filter(sector=sector).exclude(is_same=None)
    return pairs.order_by("-judged_at", "-pk").first()


def changes_of(actor: Actor, authority: str, sector: Sector) -> QuerySet[PersonChange]:
    """Persons put together or told apart in one sector, the latest first."""
    return _mine(PersonChange, actor, authority).filter(sector=sector)


@dataclass(frozen=True, slots=True)
class HomesOfSector:
    """The homes of one sector that stand today, the largest first; persons who live in one,
    children who live in two, and the bounds that were met, in French."""

    households: tuple[UUID, ...]
    persons: int
    in_two: int
    notes: tuple[str, ...]


def homes_of(actor: Actor, authority: str, sector: Sector) -> HomesOfSector:
    """The homes of one sector, none for who may not review its persons."""
    standing = _mine(HouseholdMember, actor, authority).filter(sector=sector, valid_to=None)
    sizes = standing.values("household").annotate(size=Count("pk")).order_by("-size", "household")
    last = _mine(LinkRun, actor, authority).filter(sector=sector).first()
    return HomesOfSector(
        tuple(row["household"] for row in sizes),
        standing.values("person").distinct().count(),
        standing.filter(is_second=True).values("person").distinct().count(),
        tuple(last.home_notes) if last else (),
    )


@dataclass(frozen=True, slots=True)
class SectorCount:
    """How many records and persons a sector holds; they never add up over sectors."""

    sector: Sector
    records: int
    persons: int


def sectors_of(actor: Actor, authority: str) -> list[SectorCount]:
    """The ten sectors and what was linked in each, for who governs persons."""
    if not actor.may(Capability.GOVERN_PERSONS, authority):
        return []
    kept = PersonRecord.objects.filter(authority__code=authority)
    return [
        SectorCount(
            sector,
            kept.filter(sector=sector).count(),
            kept.filter(sector=sector).values("person").distinct().count(),
        )
        for sector in Sector
    ]


def keys_of(actor: Actor, authority: str) -> list[KeyEpoch]:
    """The keys of the pseudonyms, the one in use first, for who governs persons."""
    if not actor.may(Capability.GOVERN_PERSONS, authority):
        return []
    return list(KeyEpoch.objects.all())


def erasures_of(actor: Actor, authority: str) -> QuerySet[Erasure]:
    """What was erased in one authority, the latest first."""
    visible = Erasure.objects.visible_to(actor, Capability.GOVERN_PERSONS)
    return visible.filter(authority__code=authority)


@dataclass(frozen=True, slots=True)
class PurposeUse:
    """A declared purpose, whether it is in force, and how often it was used."""

    purpose: Purpose
    is_in_force: bool
    used: int
    last_at: datetime | None


def purposes_of(actor: Actor, authority: str, today: date) -> list[PurposeUse]:
    """The purposes of one authority, for who governs persons."""
    if not actor.may(Capability.GOVERN_PERSONS, authority):
        return []
    mine = [p for p in governance().purposes if p.authority == authority]
    return [_use(actor, p, today) for p in mine]


def _use(actor: Actor, purpose: Purpose, today: date) -> PurposeUse:
    entries = JournalEntry.objects.visible_to(actor, Capability.SEE_JOURNAL).filter(
        authority__code=purpose.authority, action="purpose.used", subject=f"purpose:{purpose.id}"
    )
    last = entries.order_by("-pk").first()
    return PurposeUse(
        purpose, purpose.is_in_force(today), entries.count(), last.at if last else None
    )


def _mine(model: type[Scoped], actor: Actor, authority: str) -> QuerySet[Scoped]:
    visible = model.objects.visible_to(actor, Capability.REVIEW_PERSONS)
    return visible.filter(in_sectors(actor, Capability.REVIEW_PERSONS)).filter(
        authority__code=authority
    )
