"""What each web process does once, behind its first readers, so that none of them waits for it."""

import gc
from contextlib import suppress
from threading import Event, Thread


def warm_up_behind() -> None:
    """Start the engine of charts and answer the first page, in a thread of their own.

    It does so again for each new publication: most of its readers come later. The filters that
    they may choose are then answered by a process of the lowest priority.
    """
    Thread(target=_follow, name="warm-up", daemon=True).start()


LOOK_SECONDS = 20
"""Between two looks at which release is in use."""


def _follow() -> None:
    from parvis.apps import wired
    from parvis.apps.ui.question.reading import release_in_use
    from parvis.site.ahead import launch

    known, pause, ahead = None, Event(), None
    while True:
        found = release_in_use()
        release = found.id if found else ""
        if release != known:
            known = release
            warm_up()
            ahead = launch(wired.home(), found) if found else None
        if ahead is not None and ahead.poll() is not None:
            ahead = None
        pause.wait(LOOK_SECONDS)


def warm_up() -> None:
    """Finish what a publication prepares; answer for the principal authority, and rank it.

    Answers and drawings are kept by what computes them. What the jobs import is imported too:
    who asks for one does not wait for that.
    """
    from django.db import connection

    from parvis.apps import wired
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.insights.answers import has_figures
    from parvis.apps.insights.home import home_of
    from parvis.apps.jobs.definitions import definitions
    from parvis.apps.ui.question.reading import release_in_use

    wired.charts().warm_up()
    definitions()
    if (manifest := release_in_use()) is not None:
        wired.prepare(manifest, lambda done, label: None)
    town = principal()
    connection.close()
    if town is not None and has_figures(town.code):
        home_of(town.code)
        _draw(town.code)
    if town is not None:
        _rank(town.code)
    # What is loaded now stays: the collector need not read it again at each large answer.
    gc.collect()
    gc.freeze()


def _draw(code: str) -> None:
    """Draw the usual questions: their pages then hold their charts from the first reader on."""
    from parvis.apps import wired
    from parvis.apps.insights.answers import question_page, usual_question
    from parvis.apps.ui.question.shell import Figure
    from parvis.core.access import OPERATOR

    for name in wired.inquiries():
        for figure in question_page(usual_question(name, code), OPERATOR).figures:
            if isinstance(figure, Figure):
                _ = figure.drawn


def _rank(code: str) -> None:
    """Rank the commune among all of France; nothing where official statistics are not held."""
    from parvis.apps.palmares.door import learn
    from parvis.core.errors import Refused

    with suppress(Refused):
        learn(code)
