"""The verbs of the notes: keep one, note the choice, take it away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.notes.models import DecisionNote
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused

_NOT_CHOSEN = "aucune"


@transaction.atomic
def keep_note(
    *,
    actor: Actor,
    now: datetime,
    authority: str,
    kind: str,
    title: str,
    release: str,
    purpose: str,
    assumptions: Sequence[tuple[str, str]],
    alternatives: Sequence[Mapping[str, Any]],
) -> DecisionNote:
    """Keep what a simulation found; NotVisible for who keeps no note there."""
    place = visible_authorities(actor).filter(code=authority).first()
    if place is None or not actor.may(Capability.KEEP_NOTES, authority):
        raise NotVisible
    note = DecisionNote.objects.create(
        authority=place, kind=kind, title=title, release=release, purpose=purpose,
        assumptions=list(assumptions), alternatives=list(alternatives), made_at=now,
        made_by_ref=actor.ref, made_by_label=actor.label,
    )  # fmt: skip
    _record(actor, place, "note.kept", note, now)
    return note


@transaction.atomic
def note_choice(
    *, actor: Actor, now: datetime, note: int, chosen: str, reasons: str
) -> DecisionNote:
    """Write which alternative was retained and why; "" takes the choice back."""
    found = _locked(actor, note)
    if chosen and chosen not in found.names:
        raise Refused("note.alternative", name=chosen, known=", ".join(found.names))
    if chosen and not reasons.strip():
        raise Refused("note.reasons")
    found.chosen, found.reasons = chosen, reasons.strip()
    found.decided_at = now if chosen else None
    found.save(update_fields=("chosen", "reasons", "decided_at"))
    _record(actor, found.authority, "note.decided", found, now)
    return found


@transaction.atomic
def remove_note(*, actor: Actor, now: datetime, note: int) -> None:
    """Take a note away; the journal keeps that there was one."""
    found = _locked(actor, note)
    _record(actor, found.authority, "note.removed", found, now)
    found.delete()


def _locked(actor: Actor, pk: int) -> DecisionNote:
    visible = DecisionNote.objects.visible_to(actor, Capability.KEEP_NOTES)
    found = visible.select_related("authority").select_for_update(of=("self",)).filter(pk=pk)
    note = found.first()
    if note is None:
        raise NotVisible
    return note


def _record(
    actor: Actor, authority: Authority, action: str, note: DecisionNote, now: datetime
) -> None:
    record(
        actor=actor, authority=authority, action=action, subject=f"note:{note.pk}",
        detail={"kind": note.kind, "alternatives": len(note.alternatives),
                "chosen": note.chosen or _NOT_CHOSEN},
        now=now,
    )  # fmt: skip
