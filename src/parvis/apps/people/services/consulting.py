"""Looking at two records side by side: within the actor's sectors, and journaled."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.people.models import ReviewPair
from parvis.apps.people.port import engine
from parvis.apps.people.services.linking import files_of, reading_files
from parvis.apps.people.services.reviewing import pair_for_verb
from parvis.apps.people.words import ROLES, differ, said
from parvis.core.access import Actor
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


def _rows(left: Traits, right: Traits) -> tuple[tuple[str, str, str, bool], ...]:
    pairs = [(role, left.get(role, ""), right.get(role, "")) for role in PersonRole
             if role in left or role in right]  # fmt: skip
    return tuple(
        (ROLES[role], said(role, one), said(role, other), differ(role, one, other))
        for role, one, other in pairs
    )
