"""A verdict with its control, in words."""

from dataclasses import dataclass

from parvis.apps import wired
from parvis.apps.controls.models import Verdict
from parvis.core.controls.definition import Control
from parvis.core.controls.outcome import Outcome, State
from parvis.core.controls.sentence import sentence


@dataclass(frozen=True, slots=True)
class Card:
    """A verdict with its control, and the French sentence of what was found."""

    verdict: Verdict
    control: Control
    sentence: str


def card_of(verdict: Verdict) -> Card | None:
    """The card of a verdict; None where its control is gone."""
    control = wired.controls().get(verdict.control)
    if control is None:
        return None
    outcome = Outcome(
        State(verdict.state),
        verdict.judged,
        verdict.lines,
        verdict.left_sum,
        verdict.right_sum,
        verdict.gap,
    )
    return Card(verdict, control, sentence(control, outcome))
