"""Reads of the screens of figures: definitions, and the pages of questions, kept by release."""

from dataclasses import replace

from django.http import QueryDict

from parvis.apps import wired
from parvis.apps.insights.changes import Moved, moved_in
from parvis.apps.ui.question import reading
from parvis.apps.ui.question.asked import PERIOD, Asked, asked_of
from parvis.apps.ui.question.opening import known_period, not_known_then, usual_period
from parvis.apps.ui.question.page import page_of
from parvis.apps.ui.question.shell import QuestionView
from parvis.core.access import Actor, Capability, Grant
from parvis.core.errors import NotVisible
from parvis.core.metrics.definition import Metric
from parvis.core.once import once
from parvis.core.ports import WarehouseReader

KEPT_PAGES = 256
"""About 50 kB each: every question under its usual filters."""


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


def whole_page(asked: Asked, actor: Actor) -> QuestionView:
    """The same with the figures of every target."""
    return question_page(replace(asked, is_whole=True), actor)


@once(KEPT_PAGES)
def _page(
    reader: WarehouseReader, release: str, asked: Asked, rights: frozenset[Grant]
) -> QuestionView:
    return page_of(asked, Actor("reader", "", rights), reader.manifest())


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
