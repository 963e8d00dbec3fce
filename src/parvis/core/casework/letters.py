"""Templates of answers: `{{ nom }}` and the few words that a request can fill in."""

import re
from collections.abc import Mapping

from parvis.core.errors import Refused

WORDS = ("nom", "numero", "code", "motif", "lieu", "equipe", "echeance", "commune")
"""What a template may name."""
_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


def check(text: str) -> None:
    """Refused if a template names a word that no request has."""
    for name in _PLACE.findall(text):
        if name not in WORDS:
            raise Refused("desk.template_word", name=name, known=", ".join(WORDS))


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its words; one that is empty leaves no double space behind."""
    complete = _PLACE.sub(lambda found: words.get(found[1], ""), text)
    return re.sub(r" +([,.])", r"\1", re.sub(r" {2,}", " ", complete)).strip()
