"""Reads of the release in use. Every figure comes from `core.metrics.answer`."""

from functools import lru_cache

from parvis.apps import wired
from parvis.core.errors import Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.catalogue import bases_of
from parvis.core.metrics.comparing import Against, Comparison, compare
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Question
from parvis.core.ports import WarehouseReader
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.release import Manifest, TableNote

KEPT_ANSWERS = 4_096


def table_of(question: Question) -> DisclosedTable:
    """The protected answer to `question`; a release never changes, so it is kept."""
    reader = wired.warehouse()
    return _answered(reader, reader.manifest().id, question)


@lru_cache(maxsize=KEPT_ANSWERS)
def _answered(reader: WarehouseReader, release: str, question: Question) -> DisclosedTable:
    return answer(question, reader, wired.metrics(), wired.facts())


def beside(question: Question, against: Against) -> Comparison:
    """The figures of `question` beside others; kept like answers, refusals aside."""
    reader = wired.warehouse()
    return _beside(reader, reader.manifest().id, question, against)


@lru_cache(maxsize=KEPT_ANSWERS)
def _beside(
    reader: WarehouseReader, release: str, question: Question, against: Against
) -> Comparison:
    return compare(question, against, reader, wired.metrics(), wired.facts())


def release_in_use() -> Manifest | None:
    """The release in use; None when nothing was ever published."""
    try:
        return wired.warehouse().manifest()
    except Refused:
        return None


def facts_held(manifest: Manifest, authority: str) -> dict[str, TableNote]:
    """The tables of the release that hold something of `authority`, by fact."""
    return {note.fact: note for note in manifest.tables if authority in note.extents}


def bases(metric: Metric) -> list[Metric]:
    """The metrics on facts that `metric` comes down to."""
    return bases_of(metric, wired.metrics())


def dimension_title(metric: Metric, name: str) -> str:
    """How a dimension of `metric` is called in French."""
    if name in GRAIN_TITLES:
        return GRAIN_TITLES[name]
    facts = wired.facts()
    for fact in (facts[base.fact] for base in bases(metric)):
        if fact.has(name):
            return fact.column(name).title
    return OTHER_TITLES[name]


OTHER_TITLES = {
    "calendar_month": "Mois de l’année",
    "other": "Second service",
    "cohort": "Première venue",
}
GRAIN_TITLES = {
    "day": "Jour",
    "month": "Mois",
    "quarter": "Trimestre",
    "half_year": "Semestre",
    "year": "Année",
    "school_year": "Année scolaire",
}
