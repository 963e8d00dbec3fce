"""The verbs on persons."""

from parvis.apps.people.services.keys import key_in_use, rotate_key
from parvis.apps.people.services.linking import ask_to_link, link_due
from parvis.apps.people.services.persons import links_of_all
from parvis.apps.people.services.reviewing import judge_pair, rule_pair, undo_change, undo_ruling

__all__ = [
    "ask_to_link",
    "judge_pair",
    "key_in_use",
    "link_due",
    "links_of_all",
    "rotate_key",
    "rule_pair",
    "undo_change",
    "undo_ruling",
]
