"""The verbs on persons."""

from parvis.apps.people.services.consulting import consult_homes, consult_pair
from parvis.apps.people.services.joining import joint_inputs
from parvis.apps.people.services.keys import key_in_use, rotate_key
from parvis.apps.people.services.linking import ask_to_link, link_due
from parvis.apps.people.services.persons import links_of_all
from parvis.apps.people.services.reviewing import judge_pair, rule_pair, undo_change, undo_ruling
from parvis.apps.people.services.rights import (
    carry_erasures,
    erase_person,
    export_document,
    export_person,
    open_dossier,
    purge_due,
    search_person,
)

__all__ = [
    "ask_to_link",
    "carry_erasures",
    "consult_homes",
    "consult_pair",
    "erase_person",
    "export_document",
    "export_person",
    "joint_inputs",
    "judge_pair",
    "key_in_use",
    "link_due",
    "links_of_all",
    "open_dossier",
    "purge_due",
    "rotate_key",
    "rule_pair",
    "search_person",
    "undo_change",
    "undo_ruling",
]
