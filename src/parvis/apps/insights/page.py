"""The page of figures: its answer, its sections, its filters, and what it cannot say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from parvis.apps.insights.asked import FILTERS, Asked
from parvis.apps.insights.figures import FigureView, State, figure_of
from parvis.apps.insights.panels import SECTIONS, Panel, Section
from parvis.apps.insights.selectors import facts_held, table_of
from parvis.apps.insights.sentences import (
    Part,
    borrowers_sentence,
    comparison,
    meals_sentence,
    requests_sentence,
)
from parvis.apps.ui.question import words
from parvis.core.access import Actor
from parvis.core.french import NBSP, alphabetical, enumerate_words
from parvis.core.metrics.period import Grain, Period, key_of, parse_period, title_of, year_before
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden
from parvis.core.release import Manifest

Extents = dict[str, tuple[date, date]]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the page: figures, or what stands in their place."""

    id: str
    title: str
    figures: tuple[FigureView, ...]
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One list of the form of filters; its options under headings ("" for none)."""

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page writes."""

    answer: tuple[Part, ...]
    also: tuple[str, ...]
    sections: tuple[SectionView, ...]
    filters: tuple[Filter, ...]
    has_request_filters: bool


def page_of(asked: Asked, actor: Actor, manifest: Manifest) -> Page:
    """The page that answers `asked` from the release in use."""
    extents = {
        fact: note.extents[asked.authority]
        for fact, note in facts_held(manifest, asked.authority).items()
    }
    known = {
        fact: extent
        for fact, extent in extents.items()
        if _is_known(words.covered(asked.period, extent))
    }
    return Page(
        answer=tuple(_answer(asked, known)),
        also=tuple(_also(asked, extents, known)),
        sections=tuple(_section(s, asked, actor, known) for s in SECTIONS if s.fact in known),
        filters=tuple(_filters(asked, extents)),
        has_request_filters="service_request" in extents,
    )


def _is_known(days: tuple[date, date]) -> bool:
    return days[0] <= days[1]


def _section(section: Section, asked: Asked, actor: Actor, extents: Extents) -> SectionView:
    def table(metric: str, by: str) -> DisclosedTable:
        return table_of(asked.question(metric, by, is_filtered=section.is_filtered))

    shown = [
        figure_of(
            panel,
            table(panel.metric, by),
            table(panel.reference, by) if panel.reference else None,
            extent=extents[section.fact],
            actor=actor,
        )
        for panel, by in _panels(section, asked)
    ]
    figures = tuple(item for item in shown if isinstance(item, FigureView))
    states = tuple(dict.fromkeys(item for item in shown if isinstance(item, State)))
    return SectionView(section.id, section.title, figures, states)


def _panels(section: Section, asked: Asked) -> Iterable[tuple[Panel, str]]:
    """Each figure with its dimension: a filtered one would show a single bar."""
    chosen = {
        (panel.metric, asked.dimension(panel.by) if section.is_filtered else panel.by): panel
        for panel in reversed(section.panels)
    }
    return [(panel, by) for (_, by), panel in reversed(chosen.items()) if by]


def _total(asked: Asked, metric: str, *, is_filtered: bool = False) -> DisclosedTable:
    return table_of(asked.question(metric, "", is_filtered=is_filtered))


def _answer(asked: Asked, known: Extents) -> Iterable[Part]:
    parts: list[Part] = []
    if "service_request" in known:
        parts += _requests(asked)
    if "meal_service" in known:
        ratio, served = (_total(asked, m).total for m in ("meals_overplanned", "meals_served"))
        parts += meals_sentence(ratio, served)
    if "library_loan" in known:
        parts += borrowers_sentence(_total(asked, "library_borrowers").total)
    return parts


def _requests(asked: Asked) -> list[Part]:
    def total(metric: str) -> Cell:
        return _total(asked, metric, is_filtered=True).total

    return requests_sentence(
        total("requests"),
        total("requests_on_time"),
        total("request_delay_median"),
        total("request_delay_p90"),
    )


def _also(asked: Asked, extents: Extents, known: Extents) -> Iterable[str]:
    """Over which days, what moved in a year, and what cannot be said."""
    for days, facts in _together(asked, known).items():
        yield f"{_named(facts)}{NBSP}: {words.days(*days)}."
    for fact in (f for f in _NAMES if f in extents and f not in known):
        said = words.days(*extents[fact])
        yield f"{_named([fact])}{NBSP}: rien dans cette période, les fichiers vont {said}."
    if "service_request" in known:
        yield from _moves(asked, known["service_request"])


def _together(asked: Asked, known: Extents) -> dict[tuple[date, date], list[str]]:
    """The facts that cover the same days, told in one line."""
    by_days: dict[tuple[date, date], list[str]] = {}
    for fact in _NAMES:
        if fact in known:
            by_days.setdefault(words.covered(asked.period, known[fact]), []).append(fact)
    return by_days


def _named(facts: Iterable[str]) -> str:
    said = enumerate_words(_NAMES[fact] for fact in facts)
    return said[0].upper() + said[1:]


_NAMES = {
    "service_request": "demandes",
    "meal_service": "restauration scolaire",
    "library_loan": "médiathèque",
}


def _moves(asked: Asked, extent: tuple[date, date]) -> Iterable[str]:
    table = _total(asked, "requests", is_filtered=True)
    if table.total.hidden is Hidden.THRESHOLD:
        yield "Demandes\u00a0: trop peu de personnes pour ces choix, il n’en est rien dit."
    if table.total.value is None or asked.period is None:
        return
    earlier = year_before(asked.period)
    if not (_is_whole(asked.period, extent) and _is_whole(earlier, extent)):
        yield "La période n’est pas entière un an plus tôt\u00a0: elle ne se compare pas."
        return
    moved = comparison(table, _total(asked.over(earlier), "requests", is_filtered=True))
    yield f"Demandes reçues\u00a0: {moved or 'rien de distinguable n’a changé en un an'}."


def _is_whole(period: Period, extent: tuple[date, date]) -> bool:
    """Whether the files know every day of `period`."""
    return extent[0] <= period.start and period.end - timedelta(days=1) <= extent[1]


def _filters(asked: Asked, extents: Extents) -> Iterable[Filter]:
    yield Filter("period", "Période", tuple(_period_groups(asked, extents)))
    if "service_request" in extents:
        for name, label in FILTERS.items():
            if values := _values(asked, name):
                yield Filter(name, label, (("", _options(values, asked.chosen(name))),))


def _values(asked: Asked, dimension: str) -> list[str]:
    everything = Asked(asked.authority)
    table = table_of(everything.question("requests", dimension, is_filtered=False))
    return sorted((cell.keys[0] for cell in table.cells), key=alphabetical)


def _options(values: Iterable[str], chosen: str) -> tuple[Option, ...]:
    everyone = Option("", "Tous", not chosen)
    return (everyone, *(Option(value, value, value == chosen) for value in values))


def _period_groups(asked: Asked, extents: Extents) -> Iterable[tuple[str, tuple[Option, ...]]]:
    chosen = asked.period.label if asked.period else ""
    offered = {label: _labels(extents.values(), grain) for label, grain in _OFFERED.items()}
    yield "", (Option("", "Tout ce qui est connu", not chosen),)
    known = {value for values in offered.values() for value in values}
    if asked.period and chosen not in known:
        yield "", (Option(chosen, title_of(asked.period), True),)
    for label, values in offered.items():
        yield label, tuple(Option(v, title_of(parse_period(v)), v == chosen) for v in values)


_OFFERED = {
    "Années": Grain.YEAR,
    "Années scolaires": Grain.SCHOOL_YEAR,
    "Semestres": Grain.HALF_YEAR,
}


def _labels(extents: Iterable[tuple[date, date]], grain: Grain) -> list[str]:
    """The steps of `grain` that the files reach, the latest first."""
    days = {
        start.replace(day=1) + timedelta(days=31 * step)
        for start, end in extents
        for step in range((end - start).days // 31 + 1)
    }
    ends = {end for _, end in extents}
    return sorted({key_of(day, grain) for day in days | ends}, reverse=True)
