"""What the first readers of a large release ask is answered before it is in use."""

from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.insights import answers
from parvis.apps.ui.question import page, reading
from parvis.apps.ui.question.asked import Asked
from parvis.core import release
from parvis.core.access import Role
from parvis.core.once import once
from parvis.core.ports import Progress
from parvis.engines.answers import FileAnswers
from parvis.engines.duckdb import reader
from parvis.site.wiring import HomePorts
from published import published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = ("qui", "profil", "interets", "moyens", "satisfaits", "agir")


def silent(done: float, label: str) -> None:
    """Nobody watches."""


@pytest.fixture
def forgotten(published: HomePorts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FileAnswers:
    """The published home as a process that knows no answer yet, on an empty shelf."""
    shelf = FileAnswers(tmp_path / "answers")
    monkeypatch.setattr(published, "answers", lambda: shelf)
    monkeypatch.setattr(release, "LARGE_ROWS", 1)
    _forget(monkeypatch)
    return shelf


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_answered", "_stepped", "_beside"):
        compute = getattr(reading, name).__wrapped__
        monkeypatch.setattr(reading, name, once(reading.KEPT_ANSWERS)(compute))
    for name in ("_page", "_changes"):
        monkeypatch.setattr(answers, name, once(256)(getattr(answers, name).__wrapped__))


def _kept(shelf: FileAnswers) -> dict[Path, int]:
    """Each answer and when it was written."""
    return {path: path.stat().st_mtime_ns for path in shelf._folder.rglob("*") if path.is_file()}


def _prepare(progress: Progress = silent) -> None:
    wired.prepare(wired.warehouse().manifest(), progress)


def test_the_first_reader_of_another_process_reads_nothing_of_the_release(
    forgotten: FileAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(factories.account(Role.DGS))
    labels: list[str] = []
    _prepare(lambda done, label: labels.append(label))
    assert len(labels) > 20 and all(label.startswith("Réponses préparées") for label in labels)
    _forget(monkeypatch)

    def read(*asked: object) -> None:
        raise AssertionError(f"the release was read for {asked[1]}")

    fresh = reader.DuckDBReader(wired.home())
    monkeypatch.setattr(wired.ports, "warehouse", lambda: fresh)
    monkeypatch.setattr(reader, "_run", read)
    monkeypatch.setattr(reader, "_run_each", read)
    for address in ("/insights/", *(f"/insights/questions/{name}/" for name in QUESTIONS),
                    "/insights/questions/qui/?cible=seniors", "/insights/explorer/",
                    "/insights/documents/rapport-activite/"):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_a_page_that_fails_is_left_to_its_readers(
    forgotten: FileAnswers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in one question keeps no town from its publication."""
    whole = page.page_of

    def failing(asked: Asked, *rest: object) -> object:
        if asked.inquiry.id == "qui":
            raise ZeroDivisionError
        return whole(asked, *rest)

    monkeypatch.setattr(page, "page_of", failing)
    _prepare()
    assert "is left to its readers" in caplog.text
    assert len(_kept(forgotten)) > 20


def test_a_small_release_is_put_in_use_at_once(
    forgotten: FileAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "LARGE_ROWS", 10_000_000)
    _prepare(lambda done, label: pytest.fail("nothing is prepared"))
    assert not _kept(forgotten)


def test_a_preparation_that_was_interrupted_goes_on_where_it_was(
    forgotten: FileAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(done: float, label: str) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _prepare(stopped)
    kept = _kept(forgotten)
    assert kept
    _forget(monkeypatch)
    _prepare()
    assert kept.items() < _kept(forgotten).items()
