"""Filters that nobody has asked yet, answered one at a time behind everybody else.

A process of its own, at the lowest priority: `python -m parvis.site.ahead RELEASE SERVER`, the home
in PARVIS_HOME, SERVER the process that launched it. It draws nothing, keeps what it learns where
readers look for it, and stops once its release is no longer in use or its server has gone.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import TYPE_CHECKING

from parvis.core.home import Home
from parvis.core.release import Manifest, is_large
from parvis.site.home import home_at
from parvis.site.start import start

if TYPE_CHECKING:
    from parvis.apps.ui.question.asked import Asked

LOWEST = 19
_YEAR_LETTERS = 4


def main() -> None:
    """Answer what the pages of the release in use offer to choose, until told to stop."""
    os.nice(LOWEST)
    start(home_at(os.environ["PARVIS_HOME"]))
    release, server = sys.argv[1:]
    go_ahead(release, lambda: os.getppid() == int(server))


def launch(home: Home, manifest: Manifest) -> "subprocess.Popen[bytes] | None":
    """The process that goes ahead of the readers of `manifest`; None where none would wait."""
    if not is_large(manifest):
        return None
    command = [sys.executable, "-m", "parvis.site.ahead", manifest.id, str(os.getpid())]
    return subprocess.Popen(command, env={**os.environ, "PARVIS_HOME": str(home.root)})


def go_ahead(release: str, goes_on: Callable[[], bool]) -> int:
    """Answer each plausible filter; how many pages were looked at before it had to stop.

    One process of a home does it: another finds it at work and leaves.
    """
    from parvis.apps import wired
    from parvis.apps.insights.working import Work
    from parvis.apps.ui.question.reading import release_in_use

    done = 0
    with _alone(wired.home()) as is_mine:
        if not is_mine or (manifest := release_in_use()) is None:
            return 0
        codes = sorted({code for note in manifest.tables for code in note.extents})
        for asked in (one for code in codes for one in plausible(code)):
            now = release_in_use()
            if not goes_on() or now is None or now.id != release:
                break
            Work(asked, manifest).run()
            done += 1
    return done


@contextmanager
def _alone(home: Home) -> Iterator[bool]:
    home.answers.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home.answers / ".ahead").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def plausible(code: str) -> "list[Asked]":
    """Each question with one choice that its own page offers: years first, then places and
    channels, then the other periods."""
    from django.http import QueryDict

    from parvis.apps import wired
    from parvis.apps.insights.answers import asked_question

    choices = [
        (rank, name, f"{field}={value}")
        for name in wired.inquiries()
        for rank, field, value in _offered(name, code)
    ]
    return [
        asked_question(name, QueryDict(said), code)
        for _, name, said in sorted(choices, key=lambda choice: choice[0])
    ]


def _offered(name: str, code: str) -> Iterator[tuple[int, str, str]]:
    """Rank, name and value of each choice of a page but those in force."""
    from urllib.parse import quote

    from parvis.apps import wired
    from parvis.apps.insights.answers import usual_question
    from parvis.apps.ui.question.asked import COMPARED, PERIOD
    from parvis.apps.ui.question.filters import filters_of
    from parvis.apps.ui.question.page import extents_of

    extents = extents_of(wired.warehouse().manifest(), code)
    for one in filters_of(usual_question(name, code), extents):
        for option in (o for _, options in one.groups for o in options):
            if option.value and not option.is_chosen and one.name != COMPARED:
                is_year = one.name == PERIOD and len(option.value) == _YEAR_LETTERS
                rank = 0 if is_year and option.value.isdigit() else 2 if one.name == PERIOD else 1
                yield rank, one.name, quote(option.value)


if __name__ == "__main__":
    main()
