"""Pages that nobody has asked of a large release: each is worked out once, behind its readers.

A reader waits a moment, then is given what is known; the page comes again by itself until it is
whole. Whoever asks the same meanwhile is given the same work, in this process by its name, in
another by the lock of each answer (see `core.metrics.keeping`).
"""

from collections.abc import Iterator
from contextlib import nullcontext
from contextvars import copy_context
from logging import getLogger
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic

from django.db import connection

from parvis.apps import wired
from parvis.apps.ui.question.asked import Asked
from parvis.apps.ui.question.page import (
    Answered,
    answer_of,
    extents_of,
    figure_in,
    page_with,
    panels_of,
)
from parvis.apps.ui.question.reading import is_known as is_table_known
from parvis.core.access import Actor
from parvis.core.questions import Panel
from parvis.core.release import Manifest

PATIENCE = 1.0
"""Seconds that a first reader waits for a whole page before being given what is known of it."""
AT_ONCE = 2
"""Figures read from a release at the same time by one process: the engine takes every core."""
MOST = 32
"""Pages worked out at the same time; the readers of one more are told to come again."""
AGAIN_SECONDS = 4
KNOWN = 4_096
"""Pages known to be whole, so that a warm page looks at no shelf."""
_NOBODY = Actor("nobody", "")
_reading = BoundedSemaphore(AT_ONCE)
_guard = Lock()
_running: dict[tuple[str, Asked], "Work"] = {}
_whole: dict[tuple[str, Asked], None] = {}
log = getLogger(__name__)


class Work:
    """One page being worked out: what is answered so far, and whether it is over."""

    def __init__(self, asked: Asked, manifest: Manifest) -> None:
        self._asked, self._manifest = asked, manifest
        self._answered: dict[str, Answered] = {}
        self._begun_at = monotonic()
        self.over = Event()

    def is_over_soon(self) -> bool:
        """Wait for the end, never longer than the patience of its first reader."""
        left = self._begun_at + PATIENCE - monotonic()
        return self.over.wait(max(0.0, left))

    def so_far(self) -> list[Answered]:
        """Every figure of the page: those that are answered, and those that are awaited."""
        known = dict(self._answered)
        return [known.get(panel.id) or Answered(panel, None, is_awaited=True)
                for panel in panels_of(self._asked)]  # fmt: skip

    def run(self) -> None:
        """Answer each figure, those that the sentence speaks of first."""
        try:
            for panel in _in_order(self._asked):
                with nullcontext() if _is_panel_known(panel, self._asked) else _reading:
                    self._answer(panel)
            page_with(self._asked, _NOBODY, self._manifest, self.so_far())
        except Exception:
            log.exception("%s is left to its readers", self._asked.inquiry.id)
        finally:
            connection.close()
            with _guard:
                _running.pop((self._manifest.id, self._asked), None)
            self.over.set()

    def _answer(self, panel: Panel) -> None:
        """Its tables, and what its drawing reads besides."""
        one = answer_of(panel, self._asked)
        figure_in(one, self._asked, _NOBODY, extents_of(self._manifest, self._asked.authority))
        self._answered[panel.id] = one


def is_known(asked: Asked, manifest: Manifest) -> bool:
    """Whether the page of `asked` needs no reading of the release."""
    key = (manifest.id, asked)
    if key in _whole:
        return True
    found = all(_is_panel_known(panel, asked) for panel in panels_of(asked))
    if found and len(_whole) < KNOWN:
        _whole[key] = None
    return found


def _is_panel_known(panel: Panel, asked: Asked) -> bool:
    metrics = wired.metrics()
    names = filter(None, (panel.metric, panel.reference))
    return all(is_table_known(asked.question(panel, metrics[name])) for name in names)


def _in_order(asked: Asked) -> Iterator[Panel]:
    """The figures of the sentence first."""
    said = {clause.figure for clause in asked.inquiry.clauses if clause.is_for(asked.target_id)}
    yield from sorted(panels_of(asked), key=lambda panel: panel.id not in said)


def begun(asked: Asked, manifest: Manifest) -> Work:
    """The work on `asked`, begun by this reader or by another one."""
    key = (manifest.id, asked)
    with _guard:
        if (found := _running.get(key)) is not None:
            return found
        work = Work(asked, manifest)
        if len(_running) >= MOST:
            return work
        _running[key] = work
    Thread(target=copy_context().run, args=(work.run,), name="working", daemon=True).start()
    return work
