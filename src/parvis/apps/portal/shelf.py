"""The catalogue as the portal reads it: by code, by letter, by search."""

from collections.abc import Sequence
from functools import lru_cache

from parvis.apps import wired
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import published_demarches
from parvis.core.catalogue.search import Entry, Index, index

ANSWERS = 12


def search(authority: str, query: str) -> list[Demarche]:
    """The demarches of `authority` that answer `query`, the best first."""
    shown = {d.code: d for d in published_demarches(authority)}
    found = _index(tuple(map(_entry, shown.values())), wired.synonyms()).search(query, ANSWERS)
    return [shown[answer.id] for answer in found]


def _entry(demarche: Demarche) -> Entry:
    labels = " ".join((*demarche.audience_labels, *demarche.event_labels, demarche.service.title))
    text = f"{demarche.summary} {labels}"
    return Entry(demarche.code, demarche.title, " ".join(demarche.keywords), text)


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...], synonyms: Sequence[str]) -> Index:
    """Made again when a word of the catalogue changes, and then only."""
    return index(entries, synonyms)
