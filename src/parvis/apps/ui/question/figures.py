"""A figure of metrics as a page shows it: finding, drawing, table and proof."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.question import words
from parvis.apps.ui.question.asked import address_of
from parvis.apps.ui.question.besides import cells_beside, chart_beside, grid_beside
from parvis.apps.ui.question.clusters import cluster_of
from parvis.apps.ui.question.crossing import CROSSED, crossed
from parvis.apps.ui.question.curves import chart_of_steps, grid_of_steps, steps
from parvis.apps.ui.question.drawing import MOST_BARS, chart_of, share_top
from parvis.apps.ui.question.findings import sentence
from parvis.apps.ui.question.grids import Trace, grid_of
from parvis.apps.ui.question.mapping import map_of, without_contours
from parvis.apps.ui.question.reading import bases, dimension_title
from parvis.apps.ui.question.shell import Figure, Grid, Link, Part, Proof, State
from parvis.apps.ui.question.sketch import Sketch
from parvis.apps.ui.question.standing import standing
from parvis.core import french
from parvis.core.access import Actor, Capability
from parvis.core.charts import Drawing
from parvis.core.french import NBSP, THIN
from parvis.core.messages import typeset
from parvis.core.metrics.definition import Interval, Kind, Relation
from parvis.core.metrics.period import Grain
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import DisclosedTable, Hidden
from parvis.core.questions import Find, Panel
from parvis.core.sectors import Sector

ROW_NOUNS = {
    "service_request": "demandes",
    "meal_service": "services",
    "library_loan": "prêts",
    "population": "cases du recensement",
    "establishment": "établissements",
    "invoice": "factures",
}
"""What a row of each fact is called when the figure rests on rows."""


def figure_of(
    panel: Panel,
    table: DisclosedTable,
    behind: DisclosedTable | None,
    *,
    days: tuple[date, date],
    actor: Actor,
    marked: frozenset[str] = frozenset(),
    downloads: tuple[Link, ...] = (),
    address: str = "",
) -> Figure | State:
    """The figure of `panel` over `days`, or the state that stands in its place.

    `address` is where its images are, "{size}" left to fill; "" where it is drawn in place.
    """
    if _is_blank(panel, table):
        return _state(panel, table)
    title = sentence(panel.title, table, behind) or f"{table.metric.title}."
    where = standing(table, marked)
    said = f"{title} {where}".strip()
    question = Question(table.metric.id, table.authority, table.by, table.period, table.where)
    may_trace = _may_trace(table, actor)
    return Figure(
        id=panel.id,
        title=title,
        how=" ".join(filter(None, [where, _how(panel, table, behind)])),
        drawing=_sketch(panel, table, behind, said, marked, address),
        grid=_grid(panel, table, behind, trace_url if may_trace else None),
        proof=Proof(
            tuple(_facts(table, days)),
            table.metric.description,
            tuple(_steps(table)),
            trace_url(question) if may_trace else "",
        ),
        downloads=downloads,
    )


def _gathered(panel: Panel, table: DisclosedTable, behind: DisclosedTable | None) -> frozenset[str]:
    """The areas of the cluster that the title names."""
    found = cluster_of(table, behind) if panel.title.find is Find.CLUSTER else None
    return frozenset(found[0]) if found and found[1].is_said else frozenset()


def _is_blank(panel: Panel, table: DisclosedTable) -> bool:
    """Whether the drawing would hold no value at all."""
    if panel.drawing is Drawing.CURVE:
        return not steps(table)
    cells = table.cells if table.by else (table.total,)
    if panel.drawing not in CROSSED or all(cell.value is None for cell in cells):
        return all(cell.value is None for cell in cells)
    return all(m.value is None for m in crossed(panel.drawing, table, None, frozenset()))


def _sketch(
    panel: Panel, table: DisclosedTable, behind: DisclosedTable | None, title: str,
    marked: frozenset[str], address: str,
) -> Sketch:  # fmt: skip
    if panel.drawing is Drawing.CURVE:
        return Sketch(Drawing.CURVE, chart_of_steps(panel, table, title), address)
    if not table.by:
        chart = chart_beside(panel, table, title, cells_beside(panel, table))
        return Sketch(panel.drawing, chart, address)
    gathered = _gathered(panel, table, behind)
    if panel.drawing is Drawing.MAP and (area := map_of(panel.id, table, title, gathered, marked)):
        return Sketch(Drawing.MAP, area, address)
    kind = Drawing.DOTS if panel.drawing is Drawing.MAP or _is_no_series(panel, table) else (
        panel.drawing)  # fmt: skip
    chart = chart_of(replace(panel, drawing=kind), table, title, behind, marked)
    return Sketch(kind, chart, address)


def _is_no_series(panel: Panel, table: DisclosedTable) -> bool:
    """Whether a line would join nothing: it joins months, at least two of them."""
    known = sum(cell.value is not None for cell in table.cells)
    return panel.drawing is Drawing.TIME and (known < 2 or table.by != (Grain.MONTH,))


def _grid(panel: Panel, table: DisclosedTable, behind: DisclosedTable | None, trace: Trace) -> Grid:
    if panel.drawing is Drawing.CURVE:
        return grid_of_steps(table)
    if not table.by:
        return grid_beside(table, cells_beside(panel, table))
    return grid_of(panel, table, behind, trace)


def _state(panel: Panel, table: DisclosedTable) -> State:
    is_empty = panel.drawing is not Drawing.CURVE or not table.total.n
    if is_empty and not table.cells and not table.is_withheld and table.total.hidden is None:
        return State("empty", "Rien dans cette période", NOTHING_THERE, id=panel.id)
    if table.total.hidden in SILENCES:
        title = f"{table.metric.title}{NBSP}: pas de réponse"
        return State("empty", title, SILENCES[table.total.hidden], id=panel.id)
    return State("secret", f"{table.metric.title}{NBSP}: trop peu pour être montré", TOO_FEW,
                 id=panel.id)  # fmt: skip


NOTHING_THERE = (
    "Les fichiers reçus ne contiennent rien pour cette période et ces filtres. "
    "Élargissez la période ou retirez un filtre."
)
TOO_FEW = (
    "Ce chiffre existe, mais il porte sur si peu de personnes qu’il en désignerait une. "
    "Retirez un filtre ou élargissez la période."
)
SILENCES = {
    Hidden.NO_DATA: "Les fichiers reçus ne disent pas ce qu’il faut pour le calculer.",
    Hidden.NOT_REACHED: "Trop de dossiers sont encore ouverts pour que ce délai soit connu.",
}


def _how(panel: Panel, table: DisclosedTable, behind: DisclosedTable | None) -> str:
    by = dimension_title(table.metric, table.by[0]) if table.by else ""
    top = french.percent(share_top(panel, table, behind))
    how = typeset(panel.how).format(by=f"par {by[:1].lower()}{by[1:]}", top=top)
    if panel.drawing is Drawing.MAP and not wired.contours(table.by[0]):
        return f"{how} {without_contours(table)}"
    if panel.drawing in (Drawing.BARS, Drawing.DOTS) and len(table.cells) > MOST_BARS:
        return f"{how} Les {MOST_BARS} premiers{THIN}; tous sont dans le tableau."
    return how


def _facts(table: DisclosedTable, days: tuple[date, date]) -> list[tuple[str, str]]:
    filters = french.enumerate_words(words.key(*pair) for pair in table.where)
    return [
        ("Effectif", _effectif(table)),
        ("Intervalle", _interval(table)),
        ("Source", _source(table)),
        ("Période", words.days(*days)),
        *([("Filtré", filters)] if filters else []),
        ("Publication", french.moment(table.published_at)),
        ("Masqué", words.hidden_because(table)),
    ]


def _effectif(table: DisclosedTable) -> str:
    n = table.total.n
    if n is None:
        counted = [cell.n for cell in table.cells if cell.n is not None]
        if table.total.hidden in (Hidden.THRESHOLD, Hidden.DOMINANCE) or not counted:
            return "masqué"
        return "voir chaque ligne du tableau"
    base = bases(table.metric)[0]
    is_persons = base.kind is Kind.DISTINCT or base.relation not in _OF_ROWS
    noun = "personnes" if is_persons else ROW_NOUNS.get(base.fact, "lignes")
    return french.count(n, noun.removesuffix("s"), noun)


_OF_ROWS = frozenset({Relation.ROWS, Relation.YEAR_BEFORE})


def _interval(table: DisclosedTable) -> str:
    metric, total = table.metric, table.total
    if metric.interval is Interval.NONE:
        if total.low is None or total.value is None:
            return "sans objet, tout est compté"
        return f"{words.interval(metric, total)}, par l’effet de la protection"
    if total.value is None:
        return words.interval_method(metric)
    said = words.interval(metric, total)
    return f"{words.value(metric, total.value)}, {said} ({words.interval_method(metric)})"


def _source(table: DisclosedTable) -> str:
    titles = sorted({i.title for i in table.inputs})
    if len(titles) > MOST_SOURCES:
        left = len(titles) - MOST_SOURCES
        titles = [*titles[:MOST_SOURCES], f"et {left} autres fichiers"]
    synthetic = " (données fictives)" if any(i.is_synthetic for i in table.inputs) else ""
    return f"{f'{THIN}; '.join(titles)}{synthetic}"


MOST_SOURCES = 3
"""How many files are named; the page of publications names all."""


def _steps(table: DisclosedTable) -> list[Part]:
    metric = table.metric
    return [
        Part(f"Définition {metric.id}, version {metric.version}",
             reverse("insights:metric", args=[metric.id])),
        Part(f"{french.count(len(table.inputs), 'fichier')}, "
             f"publication du {french.day(table.published_at.date())}"),
        Part(f"Protection{NBSP}: {_protection(table)}"),
    ]  # fmt: skip


def _protection(table: DisclosedTable) -> str:
    if not table.threshold:
        return "aucune, il n’y a personne dans ces données"
    said = f"rien sous {table.threshold}{NBSP}personnes, ni ce qui permettrait de le retrouver"
    if not table.noise:
        return said
    return (
        f"{said}{THIN}; chaque effectif est décalé d’au plus {table.noise}{NBSP}personnes, "
        "les lignes ne s’ajoutent donc pas exactement au total"
    )


def _may_trace(table: DisclosedTable, actor: Actor) -> bool:
    """Whether `actor` may follow the figure to its lines, in a sector of its sources."""
    if table.metric.kind.is_derived or table.metric.relation is not Relation.ROWS:
        return False
    sectors = {Sector(i.sector) for i in table.inputs if i.sector}
    return any(actor.may(Capability.SEE_LINES, table.authority, sector) for sector in sectors)


def trace_url(question: Question) -> str:
    """The way to the lines of the files behind `question`."""
    metric = urlencode({"metric": question.metric})
    return f"{reverse('sources:trace')}?{metric}&{address_of(question)}"
