"""Reads of the release in use. Every figure comes from `core.metrics.answer`, now or earlier."""

from collections.abc import Iterator
from contextlib import contextmanager

from parvis.apps import wired
from parvis.core.errors import Refused
from parvis.core.metrics.catalogue import bases_of
from parvis.core.metrics.comparing import Against, Comparison, compare
from parvis.core.metrics.definition import OTHER, Metric, Relation
from parvis.core.metrics.keeping import is_kept, kept_answer, kept_curve
from parvis.core.metrics.query import Question
from parvis.core.metrics.waiting import Step
from parvis.core.once import once
from parvis.core.ports import WarehouseReader
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.release import Manifest, TableNote

KEPT_ANSWERS = 4_096


def table_of(question: Question) -> DisclosedTable:
    """The protected answer to `question`; a release never changes, so it is kept."""
    reader = wired.warehouse()
    with _in_words(question.metric):
        return _answered(reader, reader.manifest().id, question)


@once(KEPT_ANSWERS)
def _answered(reader: WarehouseReader, release: str, question: Question) -> DisclosedTable:
    return kept_answer(question, reader, wired.metrics(), wired.facts(), wired.answers())


def is_known(question: Question) -> bool:
    """Whether `table_of` reads nothing of the release to answer."""
    reader = wired.warehouse()
    return is_kept(question, reader, wired.metrics(), wired.facts(), wired.answers())


def beside(question: Question, against: Against) -> Comparison:
    """The figures of `question` beside others; kept like answers, refusals aside."""
    reader = wired.warehouse()
    with _in_words(question.metric):
        return _beside(reader, reader.manifest().id, question, against)


@contextmanager
def _in_words(metric_id: str) -> Iterator[None]:
    """A refusal that names dimensions names them as screens do; commands keep their ids."""
    try:
        yield
    except Refused as refusal:
        metric = wired.metrics().get(metric_id)
        if metric is None or refusal.rule not in NAMING:
            raise
        said = {fact: _titled(metric, str(refusal.facts[fact])) for fact in NAMING[refusal.rule]}
        facts = {**refusal.facts, "metric": metric.title, "nearest": "", "nearest_en": ""}
        raise Refused(refusal.rule, **{**facts, **said}) from refusal


NAMING = {
    "metric.unknown_dimension": ("name", "expected"),
    "metric.within": ("name",),
    "disclosure.crossed": ("names",),
    "disclosure.calendar": ("one", "other"),
}
"""The refusals that name dimensions, and where."""


def _titled(metric: Metric, names: str) -> str:
    """The titles of dimensions given by their ids, a comma between them."""
    return ", ".join(_title_or_name(metric, name) for name in names.split(", "))


def _title_or_name(metric: Metric, name: str) -> str:
    try:
        return dimension_title(metric, name)
    except KeyError:
        return name


@once(KEPT_ANSWERS)
def _beside(
    reader: WarehouseReader, release: str, question: Question, against: Against
) -> Comparison:
    return compare(question, against, reader, wired.metrics(), wired.facts(),
                   lambda asked: _answered(reader, release, asked))  # fmt: skip


def steps_of(question: Question) -> tuple[Step, ...]:
    """The curve of the durations of `question`, whatever its dimensions; kept like answers."""
    reader = wired.warehouse()
    return _stepped(reader, reader.manifest().id, question)


@once(KEPT_ANSWERS)
def _stepped(reader: WarehouseReader, release: str, question: Question) -> tuple[Step, ...]:
    return kept_curve(question, reader, wired.metrics(), wired.facts(), wired.answers())


def release_in_use() -> Manifest | None:
    """The release in use; None when nothing was ever published.

    Refused where there is one that cannot be shown: damaged, or without the key of its noise.
    """
    try:
        return wired.warehouse().manifest()
    except Refused as refusal:
        if refusal.rule != "release.none":
            raise
        return None


def facts_held(manifest: Manifest, authority: str) -> dict[str, TableNote]:
    """The tables of the release that hold something of `authority`, by fact."""
    return {note.fact: note for note in manifest.tables if authority in note.extents}


def is_plain(metric: Metric) -> bool:
    """Whether rows are counted as they are: who is new depends on since when files are known."""
    return all(base.relation is Relation.ROWS for base in bases(metric))


def bases(metric: Metric) -> list[Metric]:
    """The metrics on facts that `metric` comes down to."""
    return bases_of(metric, wired.metrics())


def dimension_title(metric: Metric, name: str) -> str:
    """How a dimension of `metric` is called in French."""
    if name in GRAIN_TITLES:
        return GRAIN_TITLES[name]
    if name == OTHER:
        return _title_of_second(metric)
    facts = wired.facts()
    for fact in (facts[base.fact] for base in bases(metric)):
        if fact.has(name):
            return fact.column(name).title
    return OTHER_TITLES[name]


def _title_of_second(metric: Metric) -> str:
    """What the second of a pair is called: "Canal, l’année suivante"; "Autre service"."""
    base = next(base for base in bases(metric) if base.over)
    title = dimension_title(base, base.over)
    if base.relation is Relation.NEXT:
        return f"{title}, l’année suivante"
    return f"Autre {title[:1].lower()}{title[1:]}"


OTHER_TITLES = {"calendar_month": "Mois de l’année", "cohort": "Première venue"}
GRAIN_TITLES = {
    "day": "Jour",
    "month": "Mois",
    "quarter": "Trimestre",
    "half_year": "Semestre",
    "year": "Année",
    "school_year": "Année scolaire",
}
