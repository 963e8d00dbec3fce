"""The catalogue as the portal reads it: by code, by letter, by search."""

import json
from collections.abc import Sequence
from functools import lru_cache

from parvis.apps import wired
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import published_titles, published_words
from parvis.core.catalogue.search import Entry, Index, index
from parvis.core.catalogue.words import Audience, LifeEvent

ANSWERS = 12


def search(authority: str, query: str) -> list[Demarche]:
    """The demarches of `authority` that answer `query`, the best first."""
    entries = tuple(_entry(*row) for row in published_words(authority))
    found = [answer.id for answer in _index(entries, wired.synonyms()).search(query, ANSWERS)]
    shown = {d.code: d for d in published_titles(authority).filter(code__in=found)}
    return [shown[code] for code in found]


@lru_cache(maxsize=4096)
def _entry(
    code: str, title: str, summary: str, service: str, keywords: str, audiences: str, events: str
) -> Entry:
    """The same words give the same entry, made once; lists are JSON."""
    labels = [*(Audience(a).label for a in json.loads(audiences)),
              *(LifeEvent(e).label for e in json.loads(events))]  # fmt: skip
    text = " ".join((summary, *labels, service))
    return Entry(code, title, " ".join(json.loads(keywords)), text)


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...], synonyms: Sequence[str]) -> Index:
    """Made again when a word of the catalogue changes, and then only."""
    return index(entries, synonyms)
