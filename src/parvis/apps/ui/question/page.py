"""The page of a question made of metrics: its answer, its figures, and what it cannot say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from parvis.apps import wired
from parvis.apps.ui.question import findings, words
from parvis.apps.ui.question.asked import TARGET, Asked
from parvis.apps.ui.question.doors import QUESTIONS
from parvis.apps.ui.question.figures import figure_of
from parvis.apps.ui.question.files import links
from parvis.apps.ui.question.filters import filters_of
from parvis.apps.ui.question.reading import (
    bases,
    beside,
    facts_held,
    is_plain,
    table_of,
)
from parvis.apps.ui.question.shell import Figure, Link, Part, QuestionView, State
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.charts import Size
from parvis.core.errors import Refused
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.comparing import Against, Comparison
from parvis.core.metrics.definition import Additivity, Metric
from parvis.core.metrics.period import Period
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.core.questions import Panel
from parvis.core.release import Manifest

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Answered:
    """One panel with its tables, or the reason why it has none."""

    panel: Panel
    table: DisclosedTable | None
    behind: DisclosedTable | None = None
    compared: Comparison | None = None
    refusal: str = ""
    is_awaited: bool = False


def page_of(asked: Asked, actor: Actor, manifest: Manifest) -> QuestionView:
    """The page that answers `asked` from the release in use."""
    answered = [answer_of(panel, asked) for panel in panels_of(asked)]
    return page_with(asked, actor, manifest, answered)


def panels_of(asked: Asked) -> list[Panel]:
    """The figures of a page."""
    panels = asked.inquiry.panels
    return [panel for panel in panels if asked.is_whole or panel.is_for(asked.target_id)]


def page_with(
    asked: Asked, actor: Actor, manifest: Manifest, answered: Sequence[Answered]
) -> QuestionView:
    """The page of what is answered; what is awaited has its place in it."""
    inquiry, extents = asked.inquiry, extents_of(manifest, asked.authority)
    return QuestionView(
        id=inquiry.id,
        title=inquiry.title,
        answer=tuple(_said(asked, answered)),
        figures=tuple(figure_in(one, asked, actor, extents) for one in answered),
        also=(*((asked.note,) if asked.note else ()), *_also(answered)),
        targets=tuple(_targets(asked)),
        filters=tuple(filters_of(asked, extents)),
        kept=((TARGET, asked.target.id),) if asked.target else (),
        hint=inquiry.hint,
        after=_after(inquiry.after),
        awaited=sum(one.is_awaited for one in answered),
    )


def extents_of(manifest: Manifest, authority: str) -> Mapping[str, Days]:
    """The days of each fact that the release holds of `authority`."""
    held = facts_held(manifest, authority)
    return {fact: note.extents[authority] for fact, note in held.items()}


def answer_of(panel: Panel, asked: Asked) -> Answered:
    """The tables of one figure, or why there is none."""
    metrics = wired.metrics()
    try:
        table = table_of(asked.question(panel, metrics[panel.metric]))
        behind = None
        if panel.reference:
            behind = table_of(asked.question(panel, metrics[panel.reference]))
    except Refused as refusal:
        return Answered(panel, None, refusal=_sentence(refusal))
    return Answered(panel, table, behind, _compared(panel, asked))


def _sentence(refusal: Refused) -> str:
    said = refusal.sentence()
    return said[:1].upper() + said[1:]


def _compared(panel: Panel, asked: Asked) -> Comparison | None:
    """The same beside a year earlier; None where both are not known whole.

    Pairs and arrivals are compared only where somebody asks it: they are long to read.
    """
    metric = wired.metrics()[panel.metric]
    if asked.period is None or not (asked.is_compared or is_plain(metric)):
        return None
    try:
        question = asked.question(panel, metric)
        return beside(question, Against.YEAR_BEFORE)
    except Refused:
        return None


def figure_in(
    one: Answered, asked: Asked, actor: Actor, extents: Mapping[str, Days]
) -> Figure | State:
    """One figure of a page, or what stands in its place."""
    if one.is_awaited:
        return State("awaited", wired.metrics()[one.panel.metric].title, AWAITED, id=one.panel.id)
    if one.table is None:
        return State("empty", wired.metrics()[one.panel.metric].title, one.refusal,
                     id=one.panel.id)  # fmt: skip
    behind = one.behind
    if asked.is_compared and one.compared:
        behind = behind or one.compared.then
    days = days_of(one.table.metric, one.table.period, extents)
    return figure_of(
        one.panel,
        one.table,
        behind,
        days=days,
        actor=actor,
        marked=asked.marked(one.panel),
        downloads=_downloads(asked, one.panel),
        address=_pictures(asked, one.panel),
    )


AWAITED = "Ce chiffre se calcule : personne ne l’avait encore demandé sous ce filtre.".replace(
    " :", f"{NBSP}:")  # fmt: skip


def _downloads(asked: Asked, panel: Panel) -> tuple[Link, ...]:
    address = reverse("insights:figure", args=[asked.inquiry.id, panel.id, "csv"])
    return links(address.removesuffix(".csv"), asked.address())


def _pictures(asked: Asked, panel: Panel) -> str:
    """Where the images of a figure are, "{size}" left to fill."""
    address = reverse("insights:drawing", args=[asked.inquiry.id, panel.id, Size.WIDE])
    return f"{address.replace(f'{Size.WIDE}.svg', '{size}.svg')}{asked.address()}"


def days_of(metric: Metric, period: Period | None, extents: Mapping[str, Days]) -> Days:
    """The days that a figure is about: those of its moving parts, states set aside."""
    found = bases(metric)
    moving = [b for b in found if b.additivity is not Additivity.SEMI_ADDITIVE]
    known = [extents[b.fact] for b in moving or found if b.fact in extents]
    if known and not moving:
        return (max(d[1] for d in known),) * 2
    if not known:
        return (period.start, period.end - timedelta(days=1)) if period else (date.min, date.max)
    return words.covered(period, (min(d[0] for d in known), max(d[1] for d in known)))


def _said(asked: Asked, answered: Iterable[Answered]) -> Iterator[Part]:
    """The clauses of the answer that have something to say, a space between them."""
    tables = {one.panel.id: one for one in answered if one.table is not None}
    for clause in asked.inquiry.clauses:
        one = tables.get(clause.figure)
        if one is None or one.table is None or not clause.is_for(asked.target_id):
            continue
        parts = findings.parts(clause.saying, one.table, one.behind, f"#{clause.figure}")
        if parts:
            yield from parts
            yield Part(" ")


def _also(answered: Iterable[Answered]) -> Iterator[str]:
    """What cannot be concluded, and what has changed in a year."""
    known = [one for one in answered if one.table is not None]
    shares = (one.table for one in known if one.table and one.table.metric.unit == "%")
    wide = dict.fromkeys(name for table in shares for name in findings.unsaid(table))
    if wide:
        yield f"Intervalle trop large pour conclure{NBSP}: {french.enumerate_words(wide)}."
    pairs = [one.compared for one in known if one.compared]
    moves = dict.fromkeys(moved for pair in pairs if (moved := findings.moved(pair)))
    if moves:
        yield f"Depuis un an{NBSP}: {f'{THIN}; '.join(moves)}."
    elif pairs:
        yield "Depuis un an, rien de distinguable n’a changé dans l’ensemble."


def _targets(asked: Asked) -> Iterator[Link]:
    if not asked.inquiry.targets:
        return
    yield Link("Tous", asked.address(**{TARGET: ""}), asked.target is None)
    for target in asked.inquiry.targets:
        yield Link(target.title, asked.address(**{TARGET: target.id}), target == asked.target)


def _after(after: str) -> Link | None:
    found = next((door for door in QUESTIONS if door[0] == after), None)
    return Link(found[1], reverse(found[2], args=found[3])) if found else None
