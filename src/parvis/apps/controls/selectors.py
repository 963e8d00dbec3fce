"""Reads of the controls, each within the actor's sectors."""

from django.db.models import QuerySet

from parvis.apps import wired
from parvis.apps.controls.cards import Card, card_of
from parvis.apps.controls.models import Dismissal, Verdict
from parvis.apps.controls.rights import mine, verdict_for_verb, verdicts_for
from parvis.core.access import Actor, Capability
from parvis.core.controls.definition import Severity
from parvis.core.controls.outcome import State


def verdicts_of(actor: Actor, authority: str) -> list[Card]:
    """The current verdicts of `authority`: raised ones first, the gravest first."""
    current = verdicts_for(actor).filter(authority__code=authority, is_current=True)
    cards = [card for verdict in current if (card := card_of(verdict)) is not None]
    return sorted(cards, key=_order)


def raised_controls(actor: Actor, authority: str) -> list[Severity]:
    """How grave is each raised control of `authority`."""
    raised = verdicts_for(actor).filter(
        authority__code=authority, is_current=True, state=State.RAISED
    )
    controls = wired.controls()
    names = raised.values_list("control", flat=True)
    return [controls[name].severity for name in names if name in controls]


def card_for(actor: Actor, pk: int) -> Card | None:
    """What the control of a verdict finds now; None where the control is gone.

    NotVisible out of the actor's sectors.
    """
    found = verdict_for_verb(actor, pk)
    same = {"authority": found.authority, "control": found.control, "sector": found.sector}
    return card_of(verdicts_for(actor).filter(**same, is_current=True).first() or found)


def history_of(actor: Actor, verdict: Verdict) -> list[Card]:
    """What the same control found before, the latest first."""
    same = verdicts_for(actor).filter(
        authority=verdict.authority, control=verdict.control, sector=verdict.sector
    )
    cards = (card_of(one) for one in same.exclude(pk=verdict.pk)[:_HISTORY])
    return [card for card in cards if card is not None]


def dismissals_of(actor: Actor, verdict: Verdict) -> QuerySet[Dismissal]:
    """The lines of a control that somebody explained."""
    visible = Dismissal.objects.visible_to(actor, Capability.SEE_CONTROLS).filter(mine(actor))
    return visible.filter(
        authority=verdict.authority, control=verdict.control, sector=verdict.sector
    )


_HISTORY = 12


def _order(card: Card) -> tuple[int, int, str]:
    states = (State.RAISED, State.CLEAR, State.UNREADY)
    return states.index(State(card.verdict.state)), card.control.severity.rank, card.control.title
