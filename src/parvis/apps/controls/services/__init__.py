"""The verbs of the controls."""

from parvis.apps.controls.services.alerts import tell_those_in_charge
from parvis.apps.controls.services.running import run_controls
from parvis.apps.controls.services.worklists import (
    consult_worklist,
    dismiss_line,
    take_up_again,
)

__all__ = [
    "consult_worklist",
    "dismiss_line",
    "run_controls",
    "take_up_again",
    "tell_those_in_charge",
]
