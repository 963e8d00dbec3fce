"""Answering what the first readers of a release will ask, before any of them can.

On a large release a page of questions reads for seconds: sixteen readers would wait for one
another. What they are given is kept on disk beside the release (see `core.metrics.keeping`).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fcntl import LOCK_EX, flock
from functools import partial
from typing import TYPE_CHECKING

from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.core.release import Manifest, is_large

if TYPE_CHECKING:
    from parvis.apps.ui.question.asked import Asked

Step = tuple[str, Callable[[], object]]
log = logging.getLogger(__name__)


def prepare(home: Home, manifest: Manifest, progress: Progress) -> None:
    """Answer the usual pages of every authority from `manifest`, whatever release is in use.

    What is known already is not asked again: interrupted, it goes on where it was. A page that
    cannot be answered is noted and left to its readers: it must not keep a town from its figures.
    """
    if not is_large(manifest):
        return
    from parvis.apps import wired
    from parvis.engines.duckdb.reader import HeldReader

    with _one_at_a_time(home), wired.holding(HeldReader(home, manifest.id)):
        steps = [step for code in _authorities(manifest) for step in _steps(code, manifest)]
        for rank, (label, answer) in enumerate(steps):
            progress(rank / len(steps), f"Réponses préparées : {label}")
            try:
                answer()
            except Exception:
                log.exception("release %s: %s is left to its readers", manifest.id, label)


@contextmanager
def _one_at_a_time(home: Home) -> Iterator[None]:
    """Two processes that follow a publication would ask the same: the second finds it answered."""
    home.answers.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home.answers / ".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _authorities(manifest: Manifest) -> list[str]:
    return sorted({code for note in manifest.tables for code in note.extents})


def _steps(code: str, manifest: Manifest) -> Iterator[Step]:
    """Each question for everybody then for each target, the home page, an exploration."""
    from django.http import QueryDict

    from parvis.apps import wired
    from parvis.apps.insights.answers import usual_question
    from parvis.apps.insights.explore import explored
    from parvis.apps.insights.home import home_of
    from parvis.core.access import OPERATOR

    for name, inquiry in wired.inquiries().items():
        asked = usual_question(name, code)
        for one in (asked, replace(asked, is_whole=True), replace(asked, is_compared=True)):
            yield inquiry.title, partial(_page, one, manifest)
        for target in inquiry.targets:
            one = replace(asked, target=target)
            yield f"{inquiry.title} {target.title}", partial(_page, one, manifest)
    yield "accueil", partial(home_of, code)
    yield "exploration", partial(explored, QueryDict(), OPERATOR, code)


def _page(asked: "Asked", manifest: Manifest) -> None:
    """The answers of one page, and its drawings."""
    from parvis.apps.ui.question.page import page_of
    from parvis.apps.ui.question.shell import Figure
    from parvis.core.access import OPERATOR

    for figure in page_of(asked, OPERATOR, manifest).figures:
        if isinstance(figure, Figure):
            _ = figure.drawn
