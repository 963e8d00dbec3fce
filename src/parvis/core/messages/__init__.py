"""Every sentence the house may refuse with, in French and English, one module per theme."""

import re
from datetime import date, datetime
from functools import cache
from typing import Protocol

from parvis.core import french
from parvis.core.messages import (
    access,
    api,
    casework,
    catalogue,
    contact,
    controls,
    desk,
    disclose,
    disclosure,
    forms,
    home,
    identity,
    ingest,
    loyalty,
    metrics,
    offer,
    outreach,
    palmares,
    people,
    places,
    population,
    portal,
    releases,
    screens,
    sources,
    tables,
    territory,
    ui,
    watching,
)

CATALOGUE: dict[str, tuple[str, str]] = {
    **access.MESSAGES,
    **api.MESSAGES,
    **casework.MESSAGES,
    **catalogue.MESSAGES,
    **contact.MESSAGES,
    **forms.MESSAGES,
    **desk.MESSAGES,
    **disclose.MESSAGES,
    **disclosure.MESSAGES,
    **controls.MESSAGES,
    **home.MESSAGES,
    **identity.MESSAGES,
    **ingest.MESSAGES,
    **loyalty.MESSAGES,
    **metrics.MESSAGES,
    **offer.MESSAGES,
    **outreach.MESSAGES,
    **people.MESSAGES,
    **palmares.MESSAGES,
    **places.MESSAGES,
    **population.MESSAGES,
    **portal.MESSAGES,
    **releases.MESSAGES,
    **screens.MESSAGES,
    **sources.MESSAGES,
    **tables.MESSAGES,
    **territory.MESSAGES,
    **ui.MESSAGES,
    **watching.MESSAGES,
}
LANGUAGES = ("fr", "en")


class Place(Protocol):
    """A position in the user's material (see `core.errors.Where`)."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def field(self) -> str: ...


def render(rule: str, language: str, *, where: Place, **facts: object) -> str:
    """The sentence of `rule` in `language` ("fr" or "en"), prefixed by its place."""
    sentence = CATALOGUE[rule][LANGUAGES.index(language)]
    if language == "fr":
        sentence, facts = typeset(sentence), {name: _written(fact) for name, fact in facts.items()}
    return _prefix(where, language) + sentence.format(**facts)


def _written(fact: object) -> object:
    """A day as French writes it: "1er janv. 2026"."""
    if isinstance(fact, date) and not isinstance(fact, datetime):
        return french.day(fact)
    return fact


@cache
def typeset(sentence: str) -> str:
    """The sentence with the no-break spaces that French wants and writers forget."""
    narrow = re.sub(r" (?=[;!?%])", "\u202f", sentence)
    return re.sub(r"(?<=«) | (?=[:€»])", "\u00a0", narrow)


def _prefix(where: Place, language: str) -> str:
    line, field = ("ligne", "champ") if language == "fr" else ("line", "field")
    parts = [where.file] if where.file else []
    if where.line is not None:
        parts.append(f"{line} {where.line}")
    if where.field:
        parts.append(f"{field} {where.field}")
    colon = "\u00a0: " if language == "fr" else ": "
    return ", ".join(parts) + colon if parts else ""
