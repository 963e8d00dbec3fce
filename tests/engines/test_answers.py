"""Answers on disk: whole or not there, bounded, and gone with their release."""

from pathlib import Path

import pytest

from parvis.core.home import Home
from parvis.engines import answers
from parvis.engines.answers import FileAnswers, forget_answers


def test_what_one_process_keeps_another_finds(tmp_path: Path) -> None:
    FileAnswers(tmp_path / "kept").keep("r1", "name", b"content")
    other = FileAnswers(tmp_path / "kept")
    assert other.find("r1", "name") == b"content"
    assert other.find("r2", "name") is None and other.find("r1", "other") is None
    assert [p.name for p in (tmp_path / "kept" / "r1").iterdir()] == ["name"], "no draft is left"


def test_filters_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit nothing is kept, and what was prepared first stays."""
    monkeypatch.setattr(answers, "MOST", 3)
    for name in "abcde":
        FileAnswers(tmp_path).keep("r1", name, b"x")
    shelf = FileAnswers(tmp_path)
    assert [shelf.find("r1", name) is not None for name in "abcde"] == [True] * 3 + [False] * 2


def test_a_disk_that_cannot_be_written_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    shelf = FileAnswers(tmp_path / "kept")
    shelf.keep("r1", "name", b"content")
    assert shelf.find("r1", "name") is None


def test_the_answers_of_a_withdrawn_release_go_with_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    forget_answers(home, kept={"r1"})
    for release in ("r1", "r2"):
        FileAnswers(home.answers).keep(release, "name", b"content")
    forget_answers(home, kept={"r1"})
    assert FileAnswers(home.answers).find("r1", "name") == b"content"
    assert not (home.answers / "r2").exists()


def test_the_edition_is_that_of_the_code_that_computes_and_protects() -> None:
    edition = FileAnswers(Path()).edition()
    assert len(edition) == 64 and edition == FileAnswers(Path()).edition()
