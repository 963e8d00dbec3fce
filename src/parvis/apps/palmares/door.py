"""What the door "Où se situe la ville ?" says: the rank of the commune, once it is computed."""

from parvis.apps.palmares.page import page_of
from parvis.apps.palmares.selectors import reference, town
from parvis.core.errors import Refused

PENDING = "Le rang parmi les communes comparables se calcule à l’ouverture de la page."
_said: dict[tuple[str, str], str] = {}


def answer(code: str) -> str:
    """Where the commune stands, in a sentence; never computed here, for it takes seconds."""
    try:
        return _said.get((reference().stamp, code), PENDING)
    except Refused as refusal:
        return _sentence(refusal)


def learn(code: str) -> None:
    """Rank the commune, and keep what is said of it; or why it has no rank."""
    try:
        found = page_of(town(code)).answer
        said = "".join(part.text for part in found)
    except Refused as refusal:
        said = _sentence(refusal)
    _said[reference().stamp, code] = said


def _sentence(refusal: Refused) -> str:
    said = refusal.sentence()
    return said[:1].upper() + said[1:]
