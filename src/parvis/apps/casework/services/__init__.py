"""Verbs on requests: taken in, handled, answered, closed."""

from parvis.apps.casework.outbox import resend
from parvis.apps.casework.services.asking import answer_question
from parvis.apps.casework.services.bulk import assign_all, close_all, merge_all, undo
from parvis.apps.casework.services.citizen import reopen_by_citizen, write_to_town
from parvis.apps.casework.services.consulting import STILL_THERE, consult
from parvis.apps.casework.services.gathering import merge, separate, tie
from parvis.apps.casework.services.handling import (
    answer,
    ask_citizen,
    assign,
    categorise,
    close,
    hand_over,
    note,
    partner_answered,
    reopen,
    restore,
    start,
    take_back,
    wait_for_partner,
)
from parvis.apps.casework.services.keeping import erase, escalate, forget, sweep
from parvis.apps.casework.services.meeting import cancel_appointment, give_appointment
from parvis.apps.casework.services.registering import register_service_request
from parvis.apps.casework.services.setting import (
    import_setup,
    set_absence,
    use_version,
    withdraw_absence,
)

__all__ = [
    "STILL_THERE",
    "answer",
    "answer_question",
    "ask_citizen",
    "assign",
    "assign_all",
    "cancel_appointment",
    "categorise",
    "close",
    "close_all",
    "consult",
    "erase",
    "escalate",
    "forget",
    "give_appointment",
    "hand_over",
    "import_setup",
    "merge",
    "merge_all",
    "note",
    "partner_answered",
    "register_service_request",
    "reopen",
    "reopen_by_citizen",
    "resend",
    "restore",
    "separate",
    "set_absence",
    "start",
    "sweep",
    "take_back",
    "tie",
    "undo",
    "use_version",
    "wait_for_partner",
    "withdraw_absence",
    "write_to_town",
]
