"""Reads of the notes: whoever sees the figures of an authority sees its notes."""

from django.db.models import QuerySet

from parvis.apps.notes.models import DecisionNote
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible


def notes_of(actor: Actor, authority: str) -> QuerySet[DecisionNote]:
    """The notes of `authority`, the latest first."""
    return _notes(actor).filter(authority__code=authority)


def note_for(actor: Actor, pk: int) -> DecisionNote:
    """One note; NotVisible out of the actor's authorities."""
    found = _notes(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _notes(actor: Actor) -> QuerySet[DecisionNote]:
    visible = DecisionNote.objects.visible_to(actor, Capability.SEE_INSIGHTS)
    return visible.select_related("authority")
