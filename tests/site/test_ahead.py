"""What readers may choose is answered behind them, by a process that nobody waits for."""

import os
import subprocess
import sys
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.insights import answers, working
from parvis.apps.ui.question import reading
from parvis.core import release
from parvis.core.access import Role
from parvis.core.once import once
from parvis.engines.answers import FileAnswers
from parvis.site import ahead
from parvis.site.wiring import HomePorts
from published import TOWN, published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unasked(published: HomePorts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The published home, taken for a large one, on an empty shelf."""
    shelf = FileAnswers(tmp_path / "answers")
    monkeypatch.setattr(published, "answers", lambda: shelf)
    monkeypatch.setattr(release, "LARGE_ROWS", 1)
    monkeypatch.setattr(working, "_whole", {})
    _forget(monkeypatch)


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_answered", "_stepped", "_beside"):
        compute = getattr(reading, name).__wrapped__
        monkeypatch.setattr(reading, name, once(reading.KEPT_ANSWERS)(compute))
    monkeypatch.setattr(answers, "_page", once(256)(answers._page.__wrapped__))


def _times(most: int) -> Callable[[], bool]:
    """Goes on so many times."""
    left = iter(range(most))
    return lambda: next(left, None) is not None


def test_years_come_first_then_places_then_the_other_periods(unasked: None) -> None:
    offered = ahead.plausible(TOWN)
    is_year = [not one.where and one.period is not None and one.period.label.isdigit()
               for one in offered]  # fmt: skip
    assert is_year == sorted(is_year, reverse=True) and any(is_year)
    placed = [bool(one.where) for one in offered]
    assert any(placed) and placed.index(True) == sum(is_year)
    usual = {answers.usual_question(name, TOWN) for name in wired.inquiries()}
    assert not usual & set(offered), "a publication prepares these"


def test_who_chooses_what_was_gone_ahead_of_waits_for_nothing(
    unasked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = wired.warehouse().manifest()
    assert ahead.go_ahead(manifest.id, _times(2)) == 2
    _forget(monkeypatch)
    monkeypatch.setattr(working, "begun", lambda *_: pytest.fail("it is worked out again"))
    client = Client()
    client.force_login(factories.account(Role.DGS))
    asked = ahead.plausible(TOWN)[0]
    page = client.get(f"/insights/questions/{asked.inquiry.id}/{asked.address()}")
    assert page.status_code == 200 and "Refresh" not in page


def test_it_stops_with_its_server_and_with_its_release(unasked: None) -> None:
    assert ahead.go_ahead(wired.warehouse().manifest().id, lambda: False) == 0
    assert ahead.go_ahead("20200101T000000Z", lambda: True) == 0


def test_one_process_of_a_home_is_enough(unasked: None) -> None:
    folder = wired.home().answers
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".ahead").open("w") as lock:
        flock(lock, LOCK_EX)
        assert ahead.go_ahead(wired.warehouse().manifest().id, lambda: True) == 0


def test_a_small_release_needs_nobody_ahead(
    published: HomePorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("launched"))
    assert ahead.launch(wired.home(), wired.warehouse().manifest()) is None


def test_the_lowest_priority_locks_no_answer(tmp_path: Path) -> None:
    """Whoever reads would else wait for a process that waits for everybody."""
    script = (
        "import os, sys; from pathlib import Path; from parvis.engines import answers\n"
        "os.nice(19); answers.lockf = None; shelf = answers.FileAnswers(Path(sys.argv[1]))\n"
        "with shelf.alone('r', 'one'): print(os.getpriority(os.PRIO_PROCESS, 0))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "19"


def test_it_leaves_at_once_where_its_server_has_gone_before_it(
    unasked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parent is then another process, from its first moment on."""
    told: list[bool] = []
    monkeypatch.setattr(ahead, "start", lambda home: None)
    monkeypatch.setattr(os, "nice", lambda level: level)
    monkeypatch.setattr(ahead, "go_ahead", lambda release, goes_on: told.append(goes_on()))
    for server in (os.getppid(), os.getppid() + 1):
        monkeypatch.setattr(sys, "argv", ["ahead", "20260101T000000Z", str(server)])
        monkeypatch.setenv("PARVIS_HOME", str(wired.home().root))
        ahead.main()
    assert told == [True, False]
