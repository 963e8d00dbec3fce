"""Any metric by any of its dimensions: what an address asks, the figure, and what may be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.question import words
from parvis.apps.ui.question.asked import PERIOD, address_of
from parvis.apps.ui.question.figures import figure_of
from parvis.apps.ui.question.page import days_of
from parvis.apps.ui.question.reading import (
    bases,
    dimension_title,
    facts_held,
    release_in_use,
    table_of,
)
from parvis.apps.ui.question.shell import Figure, Filter, Link, Option, State
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.charts import Drawing, Size
from parvis.core.errors import Refused
from parvis.core.metrics.catalogue import find_metric
from parvis.core.metrics.definition import Interval, Kind, Metric
from parvis.core.metrics.period import Grain, parse_period, title_of
from parvis.core.metrics.query import Question
from parvis.core.questions import Find, Panel, Saying

METRIC, FIRST, SECOND, WHERE, VALUE = "metric", "by", "puis", "ou", "valeur"
USUAL = "requests"
FIGURE = "exploration"
_TITLES = {
    Find.LARGEST: (("found", "« {name} » d’abord, {value}."),
                   ("tie", "{quoted} : l’un d’eux est le premier, on ne peut dire lequel."),
                   ("crowd", "Plusieurs se suivent de trop près pour dire lequel est le premier.")),
    Find.EXTREMES: (("alike", "Aucune catégorie ne se distingue nettement des autres."),
                    ("found", "Le plus : {high_name} ({high_value}) ; le moins : {low_name} "
                              "({low_value})."),
                    ("highest", "Le plus : {high_name} ({high_value})."),
                    ("lowest", "Le moins : {low_name} ({low_value})."),
                    ("spread", "De {low_value} ({low_name}) à {high_value} ({high_name}).")),
    Find.TOTAL: (("found", "{value}."),),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an address chooses: a metric, one or two dimensions, a period, one condition."""

    metric: Metric
    by: tuple[str, ...]
    period: str
    where: tuple[tuple[str, str], ...]

    def has_changed(self, version: int) -> bool:
        """Whether the definition is another than `version`."""
        return self.metric.version != version

    def question(self, authority: str) -> Question:
        """The question it makes; Refused where its period cannot be read."""
        period = parse_period(self.period) if self.period else None
        return Question(self.metric.id, authority, self.by, period, self.where)


@dataclass(frozen=True, slots=True)
class Exploration:
    """The page: what is chosen, what may be, and the figure or why there is none."""

    chosen: Chosen
    filters: tuple[Filter, ...]
    figure: Figure | State
    query: str


def chosen_in(query: QueryDict) -> Chosen:
    """What `query` chooses; a dimension that the metric has not is left out.

    Refused where there is no such metric.
    """
    metric = find_metric(wired.metrics(), query.get(METRIC, "") or USUAL)
    named = dict.fromkeys(query.get(name, "") for name in (FIRST, SECOND))
    by = tuple(name for name in named if name in metric.dimensions)
    where, value = query.get(WHERE, ""), query.get(VALUE, "").strip()
    is_known = where in metric.dimensions and where not in by and value
    return Chosen(metric, by or _usual(metric), query.get(PERIOD, "").strip(),
                  ((where, value),) if is_known else ())  # fmt: skip


def _usual(metric: Metric) -> tuple[str, ...]:
    """The first dimension that is no step of the calendar, else none."""
    return next(((name,) for name in metric.dimensions if name not in list(Grain)), ())


def explored(query: QueryDict, actor: Actor, authority: str) -> Exploration:
    """The page that `query` asks for, with the rights of `actor`."""
    chosen = chosen_in(query)
    return Exploration(
        chosen=chosen,
        filters=tuple(_filters(chosen, authority)),
        figure=_figure(chosen, actor, authority, query),
        query=query.urlencode(),
    )


def _figure(chosen: Chosen, actor: Actor, authority: str, query: QueryDict) -> Figure | State:
    try:
        table = table_of(chosen.question(authority))
    except Refused as refusal:
        said = refusal.sentence()
        return State("empty", chosen.metric.title, said[:1].upper() + said[1:])
    manifest = release_in_use()
    extents = {
        fact: note.extents[authority]
        for fact, note in (facts_held(manifest, authority) if manifest else {}).items()
    }
    days = days_of(chosen.metric, table.period, extents)
    address = reverse("insights:csv", args=[chosen.metric.id])
    csv = Link("CSV", f"{address}?{address_of(chosen.question(authority))}")
    return figure_of(_panel(chosen), table, None, days=days, actor=actor, downloads=(csv,),
                     address=_pictures(query))  # fmt: skip


def _pictures(query: QueryDict) -> str:
    """Where the images of the figure are, "{size}" left to fill."""
    address = reverse("insights:explored_drawing", args=[Size.WIDE])
    return f"{address.replace(Size.WIDE, '{size}')}?{query.urlencode()}"


def _panel(chosen: Chosen) -> Panel:
    drawing, metric = drawing_of(chosen.metric, chosen.by), chosen.metric
    find = Find.LARGEST if drawing in (Drawing.BARS, Drawing.HEAT) else Find.EXTREMES
    find = find if chosen.by else Find.TOTAL
    return Panel(FIGURE, drawing, metric.id, chosen.by, Saying(find, _TITLES[find]),
                 f"{metric.description}", where=chosen.where)  # fmt: skip


def drawing_of(metric: Metric, by: tuple[str, ...]) -> Drawing:
    """How a table is drawn, when nobody says."""
    if by == ("month",):
        return Drawing.TIME
    if by == ("age_band", "sex"):
        return Drawing.PYRAMID
    if by == ("cohort", "month"):
        return Drawing.COHORT
    if len(by) > 1:
        return Drawing.HEAT
    if by == ("district",) and metric.unit == "%":
        return Drawing.MAP
    is_rate = metric.unit == "%" or metric.kind in (Kind.DURATION, Kind.REPRESENTATION)
    return Drawing.DOTS if is_rate and metric.interval is not Interval.NONE else Drawing.BARS


def _filters(chosen: Chosen, authority: str) -> Iterator[Filter]:
    metric = chosen.metric
    metrics = sorted(wired.metrics().values(), key=lambda m: french.alphabetical(m.title))
    listed = tuple(Option(m.id, m.title, m.id == metric.id) for m in metrics)
    yield Filter(METRIC, "Indicateur", (("", listed),))
    first, second = (*chosen.by, "", "")[:2]
    yield Filter(FIRST, "Par", (("", _dimensions(metric, first, "Rien")),))
    yield Filter(SECOND, "Puis par", (("", _dimensions(metric, second, "Rien")),))
    yield Filter(PERIOD, "Période", (("", tuple(_periods(chosen, authority))),))
    where, value = chosen.where[0] if chosen.where else ("", "")
    plain = [n for n in metric.dimensions if n not in list(Grain) and n not in chosen.by]
    if plain:
        yield Filter(WHERE, "Seulement", (("", _named(metric, plain, where, "Tout")),))
        values = _values(metric, where or plain[0], authority)
        options = tuple(Option(v, words.key(where or plain[0], v), v == value) for v in values)
        yield Filter(VALUE, "Valeur", (("", (Option("", "Toutes", not value), *options)),))


def _dimensions(metric: Metric, chosen: str, nothing: str) -> tuple[Option, ...]:
    return _named(metric, metric.dimensions, chosen, nothing)


def _named(
    metric: Metric, names: tuple[str, ...] | list[str], chosen: str, nothing: str
) -> tuple[Option, ...]:
    found = (Option(name, dimension_title(metric, name), name == chosen) for name in names)
    return (Option("", nothing, not chosen), *found)


def _values(metric: Metric, name: str, authority: str) -> list[str]:
    try:
        table = table_of(Question(metric.id, authority, (name,)))
    except Refused:
        return []
    return sorted((cell.keys[0] for cell in table.cells), key=french.alphabetical)


def _periods(chosen: Chosen, authority: str) -> Iterator[Option]:
    """All that is known, then the years that the files of the metric reach."""
    yield Option("", "Tout ce qui est connu", not chosen.period)
    manifest = release_in_use()
    held = facts_held(manifest, authority) if manifest else {}
    known = [held[b.fact].extents[authority] for b in bases(chosen.metric) if b.fact in held]
    years = {str(year) for days in known for year in range(days[0].year, days[1].year + 1)}
    if chosen.period and chosen.period not in years:
        yield Option(chosen.period, _period_title(chosen.period), True)
    for year in sorted(years, reverse=True)[:12]:
        yield Option(year, year, year == chosen.period)


def _period_title(text: str) -> str:
    try:
        return title_of(parse_period(text))
    except Refused:
        return text
