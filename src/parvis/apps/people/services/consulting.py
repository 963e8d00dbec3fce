"""Looking at records and homes: within the actor's sectors, and journaled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import HouseholdMember, PersonRecord, ReviewPair
from parvis.apps.people.port import engine
from parvis.apps.people.services.linking import files_of, reading_files
from parvis.apps.people.services.reviewing import pair_for_verb
from parvis.apps.people.words import ROLES, differ, said
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible
from parvis.core.french import percent
from parvis.core.people.estimates import probability
from parvis.core.people.links import Traits
from parvis.core.people.roles import PersonRole
from parvis.core.people.waterfall import Bar, waterfall
from parvis.core.sectors import Sector

_SMALLEST = 0.001


@dataclass(frozen=True, slots=True)
class PairInFull:
    """A pair to review: both records side by side, and why they were put together or not.

    `rows` are (what, left, right, whether they differ); `bars` add up to `chance`.
    """

    pair: ReviewPair
    chance: float
    rows: tuple[tuple[str, str, str, bool], ...]
    bars: tuple[Bar, ...]

    @property
    def chance_said(self) -> str:
        """The probability as people read it: never quite nought, never quite certain."""
        if self.chance < _SMALLEST:
            return f"moins de {percent(_SMALLEST, 1)}"
        if self.chance > 1 - _SMALLEST:
            return f"plus de {percent(1 - _SMALLEST, 1)}"
        return percent(self.chance, 1)


@transaction.atomic
def consult_pair(*, actor: Actor, now: datetime, pair: int) -> PairInFull:
    """What both records of a pair say; NotVisible out of the actor's sectors."""
    found = pair_for_verb(actor, pair)
    with reading_files():
        files = files_of(found.authority, Sector(found.sector))
        told = engine().traits_of(files, {found.left, found.right}, wired.home().linkage)
    record(actor=actor, authority=found.authority, action="pair.consulted",
           subject=f"pair:{found.pk}", detail={"sector": found.sector}, now=now)  # fmt: skip
    model = found.run.learnt()
    return PairInFull(
        found,
        float(probability(np.array([found.odds]))[0]),
        _rows(told.get(found.left, {}), told.get(found.right, {})),
        waterfall(model, np.array(found.levels)) if model and found.levels else (),
    )


@dataclass(frozen=True, slots=True)
class MemberInFull:
    """A person of a home: what their most telling record says, and from when to when."""

    name: str
    born: str
    address: str
    membership: HouseholdMember


@transaction.atomic
def consult_homes(
    *, actor: Actor, now: datetime, authority: str, sector: Sector, households: Sequence[UUID]
) -> list[list[MemberInFull]]:
    """The members of each of the `households`, past ones last; NotVisible out of the sectors."""
    if not actor.may(Capability.REVIEW_PERSONS, authority, sector):
        raise NotVisible
    if not households:
        return []
    of = Authority.objects.get(code=authority)
    members = HouseholdMember.objects.filter(
        authority=of, sector=sector, household__in=households
    ).order_by("valid_to", "is_second", "pk")
    told = _told_of({m.person_id for m in members}, of, sector)
    record(actor=actor, authority=of, action="homes.consulted", subject=f"authority:{of.code}",
           detail={"sector": sector, "homes": len(households)}, now=now)  # fmt: skip
    return [[_member(told.get(m.person_id, {}), m) for m in members if m.household == household]
            for household in households]  # fmt: skip


def _told_of(persons: Collection[int], authority: Authority, sector: Sector) -> dict[int, Traits]:
    """What the most telling record of each person says."""
    kept = PersonRecord.objects.filter(person__in=persons, sector=sector, authority=authority)
    owner = dict(kept.values_list("reference", "person_id"))
    with reading_files():
        files = files_of(authority, sector)
        told = engine().traits_of(files, owner.keys(), wired.home().linkage)
    best: dict[int, Traits] = {}
    for reference, traits in told.items():
        if len(traits) > len(best.get(owner[reference], {})):
            best[owner[reference]] = traits
    return best


def _member(traits: Traits, membership: HouseholdMember) -> MemberInFull:
    names = (PersonRole.GIVEN_NAME, PersonRole.USAGE_NAME, PersonRole.SURNAME)
    told = [traits[role] for role in names if role in traits][:2]
    born = traits.get(PersonRole.BIRTH_DATE, "")
    whole = traits.get(PersonRole.FULL_NAME) or traits.get(PersonRole.SURNAME_FIRST, "")
    return MemberInFull(
        " ".join(told) or whole,
        said(PersonRole.BIRTH_DATE, born), traits.get(PersonRole.ADDRESS, ""), membership,
    )  # fmt: skip


def _rows(left: Traits, right: Traits) -> tuple[tuple[str, str, str, bool], ...]:
    pairs = [(role, left.get(role, ""), right.get(role, "")) for role in PersonRole
             if role in left or role in right]  # fmt: skip
    return tuple(
        (ROLES[role], said(role, one), said(role, other), differ(role, one, other))
        for role, one, other in pairs
    )
