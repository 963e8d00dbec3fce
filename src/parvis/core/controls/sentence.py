"""How a control says what it found, in French."""

import re
from decimal import Decimal

from parvis.core import french
from parvis.core.controls.definition import Control
from parvis.core.controls.outcome import Outcome, State
from parvis.core.messages import typeset

_EITHER = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_PLURAL = 2
_UNREADY = "Rien à rapprocher pour l’instant : il manque une livraison."
_CLEAR = "Tout concorde."


def quantity(value: Decimal, unit: str) -> str:
    """`value` with its unit; sums of money to the cent."""
    number = french.number(float(value), 2 if unit == "€" else None)
    return f"{number}{french.NBSP}{unit}" if unit else number


def sentence(control: Control, outcome: Outcome) -> str:
    """The sentence of `outcome`. In a finding, `[un|plusieurs]` follows the number of lines."""
    if outcome.state is State.UNREADY:
        return typeset(_UNREADY)
    if outcome.state is State.CLEAR:
        return typeset(_CLEAR)
    rank = 2 if outcome.lines >= _PLURAL else 1
    text = _EITHER.sub(lambda found: found[rank], control.finding)
    return typeset(text).format(
        lines=french.number(outcome.lines, 0),
        left=quantity(outcome.left, control.unit),
        right=quantity(outcome.right, control.unit),
        gap=quantity(abs(outcome.gap), control.unit),
    )
