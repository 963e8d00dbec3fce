"""The filters that a reader chooses from: periods that the files reach, values that they hold."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from parvis.apps import wired
from parvis.apps.ui.question import words
from parvis.apps.ui.question.asked import ALL, COMPARED, PERIOD, YEAR_BEFORE, Asked
from parvis.apps.ui.question.reading import bases, dimension_title, table_of
from parvis.apps.ui.question.shell import Filter, Option
from parvis.core.errors import Refused
from parvis.core.french import alphabetical
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import Grain, key_of, parse_period, title_of
from parvis.core.metrics.query import Question

Days = tuple[date, date]


def filters_of(asked: Asked, extents: Mapping[str, Days]) -> Iterator[Filter]:
    """The period, then each filter of the question that has values, then what to compare with."""
    facts = {b.fact for p in asked.inquiry.panels for b in bases(wired.metrics()[p.metric])}
    known = [days for fact, days in extents.items() if fact in facts]
    yield Filter(PERIOD, "Période", tuple(_periods(asked, known)))
    for name in asked.inquiry.filters:
        metric = _metric_with(asked, name)
        values = _values(asked, metric, name) if metric else []
        if metric and values:
            options = _options(name, values, dict(asked.where).get(name, ""))
            yield Filter(name, dimension_title(metric, name), (("", options),))
    nothing = Option("", "Rien", not asked.is_compared)
    before = Option(YEAR_BEFORE, "Un an plus tôt", asked.is_compared)
    yield Filter(COMPARED, "Comparer à", (("", (nothing, before)),))


def _metric_with(asked: Asked, name: str) -> Metric | None:
    """A metric of the page that is broken down by `name`, without any condition of its own."""
    metrics = (wired.metrics()[panel.metric] for panel in asked.inquiry.panels)
    return next((m for m in metrics if name in m.dimensions and not m.within), None)


def _values(asked: Asked, metric: Metric, name: str) -> list[str]:
    try:
        table = table_of(Question(metric.id, asked.authority, (name,)))
    except Refused:
        return []
    return sorted((cell.keys[0] for cell in table.cells), key=alphabetical)


def _options(name: str, values: Iterable[str], chosen: str) -> tuple[Option, ...]:
    everyone = Option("", "Tous", not chosen)
    return (everyone, *(Option(v, words.key(name, v), v == chosen) for v in values))


def _periods(asked: Asked, extents: Iterable[Days]) -> Iterator[tuple[str, tuple[Option, ...]]]:
    chosen = asked.period.label if asked.period else ALL
    yield "", (Option(ALL, "Tout ce qui est connu", chosen == ALL),)
    found = list(extents)
    offered = {label: _labels(found, grain) for label, grain in _OFFERED.items()}
    if asked.period and all(chosen not in values for values in offered.values()):
        yield "", (Option(chosen, title_of(asked.period), True),)
    for label, values in offered.items():
        yield label, tuple(Option(v, title_of(parse_period(v)), v == chosen) for v in values)


_OFFERED = {
    "Années": Grain.YEAR,
    "Années scolaires": Grain.SCHOOL_YEAR,
    "Semestres": Grain.HALF_YEAR,
}
YEARS_OFFERED = 12


def _labels(extents: Iterable[Days], grain: Grain) -> list[str]:
    """The steps of `grain` that the files reach, the latest first."""
    found: set[str] = set()
    for start, end in extents:
        first = max(start, end.replace(day=1) - timedelta(days=366 * YEARS_OFFERED))
        while first <= end:
            found.add(key_of(first, grain))
            first += timedelta(days=28)
        found.add(key_of(end, grain))
    return sorted(found, reverse=True)
