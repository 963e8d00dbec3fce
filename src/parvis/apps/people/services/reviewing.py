"""What people say of two records, and going back on it."""

from datetime import datetime

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.people.models import PairRuling, Person, PersonChange, PersonRecord, ReviewPair
from parvis.apps.people.rights import in_sectors
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.people.identity import Kind
from parvis.core.people.rulings import Ruling, check_rulings
from parvis.core.sectors import Sector


@transaction.atomic
def judge_pair(*, actor: Actor, now: datetime, pair: int, is_same: bool) -> ReviewPair:
    """Say of a pair to review whether it is one person: it is ruled, and obeyed by the next run."""
    found = pair_for_verb(actor, pair)
    rule_pair(
        actor=actor, now=now, authority=found.authority, sector=Sector(found.sector),
        left=found.left, right=found.right, is_same=is_same,
    )  # fmt: skip
    found.is_same, found.judged_at = is_same, now
    found.save(update_fields=["is_same", "judged_at"])
    return found


@transaction.atomic
def rule_pair(
    *,
    actor: Actor,
    now: datetime,
    authority: Authority,
    sector: Sector,
    left: str,
    right: str,
    is_same: bool,
) -> PairRuling:
    """Rule on two records; Refused where other rulings say the contrary. The last word counts."""
    if not actor.may(Capability.REVIEW_PERSONS, authority.code, sector):
        raise NotVisible
    # Two people who rule at once are heard one after the other: together they could contradict.
    Authority.objects.select_for_update().get(pk=authority.pk)
    left, right = sorted((left, right))
    scope = PairRuling.objects.filter(authority=authority, sector=sector)
    others = scope.exclude(left=left, right=right)
    check_rulings(
        [*(Ruling(r.left, r.right, r.is_same) for r in others), Ruling(left, right, is_same)]
    )
    ruling, _ = PairRuling.objects.update_or_create(
        authority=authority, sector=sector, left=left, right=right,
        defaults={"is_same": is_same, "by_ref": actor.ref, "by_label": actor.label, "at": now},
    )  # fmt: skip
    _journal(actor, now, ruling, "pair.ruled", is_same=is_same)
    return ruling


@transaction.atomic
def undo_ruling(*, actor: Actor, now: datetime, pair: int) -> ReviewPair:
    """Take back what was said of a pair: evidence alone decides at the next run."""
    found = pair_for_verb(actor, pair)
    ruling = PairRuling.objects.filter(
        authority=found.authority, sector=found.sector, left=found.left, right=found.right
    ).first()
    if ruling is not None:
        _journal(actor, now, ruling, "pair.ruling_undone")
        ruling.delete()
    found.is_same = found.judged_at = None
    found.save(update_fields=["is_same", "judged_at"])
    return found


@transaction.atomic
def undo_change(*, actor: Actor, now: datetime, change: int) -> PersonChange:
    """Give moved records back to the person they came from, and hold the linkage to it.

    A merge undone rules that a record of each side are two persons; a split undone, one.
    """
    found = _change(actor, change)
    if found.undone_at is not None:
        raise Refused("people.already_undone")
    moved = PersonRecord.objects.filter(
        authority=found.authority, sector=found.sector, person=found.after,
        reference__in=found.references,
    )  # fmt: skip
    one = moved.values_list("reference", flat=True).first()
    stays = PersonRecord.objects.filter(
        person__in=(found.after, found.before)).exclude(reference__in=found.references)  # fmt: skip
    other = stays.values_list("reference", flat=True).first()
    if one is None or other is None:
        raise Refused("people.nothing_to_undo")
    rule_pair(
        actor=actor, now=now, authority=found.authority, sector=Sector(found.sector), left=one,
        right=other, is_same=found.kind == Kind.SPLIT,
    )  # fmt: skip
    moved.update(person=found.before)
    Person.objects.filter(pk=found.before_id).update(alias_of=None)
    found.undone_at = now
    found.save(update_fields=["undone_at"])
    return found


def pair_for_verb(actor: Actor, pk: int) -> ReviewPair:
    """The pair `pk` if it is of the actor's sectors; NotVisible otherwise."""
    visible = ReviewPair.objects.visible_to(actor, Capability.REVIEW_PERSONS)
    found = visible.filter(in_sectors(actor, Capability.REVIEW_PERSONS)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _change(actor: Actor, pk: int) -> PersonChange:
    visible = PersonChange.objects.visible_to(actor, Capability.REVIEW_PERSONS)
    found = visible.filter(in_sectors(actor, Capability.REVIEW_PERSONS)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _journal(
    actor: Actor, now: datetime, ruling: PairRuling, action: str, **detail: object
) -> None:
    record(
        actor=actor, authority=ruling.authority, action=action, subject=f"ruling:{ruling.pk}",
        detail={"sector": ruling.sector, **detail}, now=now,
    )  # fmt: skip
