"""Reads of the screens of figures: definitions, and the pages of questions, kept by release."""

from collections.abc import Iterable
from dataclasses import replace

from django.http import QueryDict

from parvis.apps import wired
from parvis.apps.insights import working
from parvis.apps.insights.changes import Moved, moved_in
from parvis.apps.ui.question import reading
from parvis.apps.ui.question.asked import PERIOD, Asked, asked_of
from parvis.apps.ui.question.opening import known_period, not_known_then, usual_period
from parvis.apps.ui.question.page import (
    answer_of,
    extents_of,
    figure_in,
    page_of,
    page_with,
    panels_of,
)
from parvis.apps.ui.question.shell import Figure, QuestionView, State
from parvis.core import release
from parvis.core.access import Actor, Capability, Grant
from parvis.core.errors import NotVisible
from parvis.core.metrics.definition import Metric
from parvis.core.once import once
from parvis.core.ports import WarehouseReader

KEPT_PAGES = 256
"""About 50 kB each: every question under its usual filters."""


READER = "reader"


def definitions() -> list[Metric]:
    """Every metric, by title."""
    return sorted(wired.metrics().values(), key=lambda metric: metric.title)


def definition(metric_id: str) -> Metric | None:
    """One metric; None if there is none of that name."""
    return wired.metrics().get(metric_id)


def has_figures(authority: str) -> bool:
    """Whether the release in use holds anything of `authority`."""
    manifest = reading.release_in_use()
    return manifest is not None and bool(reading.facts_held(manifest, authority))


def asked_question(inquiry_id: str, query: QueryDict, authority: str) -> Asked:
    """What an address asks of one of the questions; NotVisible where there is no such question."""
    inquiry = wired.inquiries().get(inquiry_id)
    manifest = reading.release_in_use()
    if inquiry is None or manifest is None:
        raise NotVisible(inquiry_id)
    usual = usual_period(manifest, authority)
    opened = known_period(manifest, authority, inquiry, usual)
    asked = asked_of(query, inquiry, authority, opened)
    if opened == usual or query.get(PERIOD, "").strip() or not opened:
        return asked
    return replace(asked, note=not_known_then(usual, opened))


def question_page(asked: Asked, actor: Actor) -> QuestionView:
    """The page of a question, kept by release, by what is asked and by what `actor` may follow."""
    reader = wired.warehouse()
    return _page(reader, reader.manifest().id, asked, _rights(actor, asked.authority))


def page_soon(asked: Asked, actor: Actor) -> QuestionView:
    """The page, or what is known of it after a moment: the rest is then worked out behind.

    Of a small release, and of what was answered before, it is the whole page at once.
    """
    manifest = wired.warehouse().manifest()
    if not release.is_large(manifest) or working.is_known(asked, manifest):
        return question_page(asked, actor)
    work = working.begun(asked, manifest)
    if work.is_over_soon():
        return question_page(asked, actor)
    return page_with(asked, _reader(actor, asked.authority), manifest, work.so_far())


def are_known_soon(pages: Iterable[Asked]) -> bool:
    """Whether every page is known, after a moment at most: else they are worked out behind."""
    manifest = wired.warehouse().manifest()
    if not release.is_large(manifest):
        return True
    unknown = [asked for asked in pages if not working.is_known(asked, manifest)]
    works = [working.begun(asked, manifest) for asked in unknown]
    return all(work.is_over_soon() for work in works)


def figure_alone(asked: Asked, figure_id: str, actor: Actor) -> Figure | State | None:
    """One figure of a page, which does not wait for the others; None where it has none such."""
    panel = next((panel for panel in panels_of(asked) if panel.id == figure_id), None)
    if panel is None:
        return None
    extents = extents_of(wired.warehouse().manifest(), asked.authority)
    return figure_in(answer_of(panel, asked), asked, _reader(actor, asked.authority), extents)


def whole_page(asked: Asked, actor: Actor) -> QuestionView:
    """The same with the figures of every target."""
    return question_page(replace(asked, is_whole=True), actor)


@once(KEPT_PAGES)
def _page(
    reader: WarehouseReader, release: str, asked: Asked, rights: frozenset[Grant]
) -> QuestionView:
    return page_of(asked, Actor(READER, "", rights), reader.manifest())


def _reader(actor: Actor, authority: str) -> Actor:
    """Nobody in particular, with those rights of `actor` that change a page."""
    return Actor(READER, "", _rights(actor, authority))


def _rights(actor: Actor, authority: str) -> frozenset[Grant]:
    """What of an actor's grants changes a page: those that open the lines of files."""
    lines = actor.authorities(Capability.SEE_LINES)
    return frozenset(g for g in actor.grants if g.authority == authority and authority in lines)


def usual_question(inquiry_id: str, authority: str) -> Asked:
    """A question as it is asked by who chooses nothing."""
    return asked_question(inquiry_id, QueryDict(), authority)


def changes(authority: str) -> tuple[Moved, ...]:
    """What moved since the year before and is no noise, over every question."""
    reader = wired.warehouse()
    return _changes(reader, reader.manifest().id, authority)


@once(KEPT_PAGES)
def _changes(reader: WarehouseReader, release: str, authority: str) -> tuple[Moved, ...]:
    return tuple(moved_in([usual_question(name, authority) for name in wired.inquiries()]))
