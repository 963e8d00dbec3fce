"""Who waits to write in the embedded database: as long as said, then served at once."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from parvis.site.embedded import journal, tables
from parvis.site.embedded.base import DatabaseWrapper
from parvis.site.embedded.tables import lay_out

pytestmark = pytest.mark.django_db


def opened(file: Path, patience_s: float) -> DatabaseWrapper:
    """A connection of its own, as a page has."""
    pragmas = "PRAGMA journal_mode=WAL;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": patience_s, "init_command": pragmas,
               "check_same_thread": False}  # fmt: skip
    link = DatabaseWrapper({**connection.settings_dict, "NAME": str(file), "OPTIONS": options})
    link.connect()
    return link


def write(link: DatabaseWrapper, value: int) -> None:
    with link.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (%s)", [value])


def patience_ms(link: DatabaseWrapper) -> Any:
    with link.cursor() as cursor:
        return cursor.execute("PRAGMA busy_timeout").fetchone()[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    first = opened(tmp_path / "t.sqlite3", 1)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE t (value integer)")
    first.close()
    return tmp_path / "t.sqlite3"


def test_past_its_patience_a_writer_is_told_and_may_try_again(file: Path) -> None:
    holder, hurried = opened(file, 1), opened(file, 0.05)
    holder._start_transaction_under_autocommit()
    with pytest.raises(OperationalError, match="locked"):
        hurried._start_transaction_under_autocommit()
    assert patience_ms(hurried) == 50
    holder._rollback()
    hurried._start_transaction_under_autocommit()
    write(hurried, 1)
    hurried._commit()
    holder.close()
    hurried.close()


def test_a_writer_is_served_once_the_other_is_done(file: Path) -> None:
    holder, begun = opened(file, 30), threading.Event()
    holder._start_transaction_under_autocommit()
    write(holder, 1)

    def follow() -> None:
        waiting = opened(file, 30)
        begun.set()
        waiting._start_transaction_under_autocommit()
        write(waiting, 2)
        waiting._commit()
        waiting.close()

    thread = threading.Thread(target=follow)
    thread.start()
    begun.wait(10)
    holder._commit()
    thread.join(20)
    with holder.cursor() as cursor:
        assert cursor.execute("SELECT value FROM t ORDER BY 1").fetchall() == [(1,), (2,)]
    holder.close()


def test_the_journal_is_moved_until_told_to_stop(file: Path, monkeypatch: Any) -> None:
    link = opened(file, 1)
    write(link, 3)
    stop, moved = threading.Event(), []

    class Once:
        """Goes round once."""

        def wait(self, seconds: float) -> bool:
            moved.append(seconds)
            return len(moved) > 1

    monkeypatch.setattr(journal, "connection", link)
    journal.keep_short(Once())  # type: ignore[arg-type]
    assert moved == [journal.EVERY_S] * 2
    assert not stop.is_set()


def test_only_an_empty_database_is_laid_out_at_once(file: Path) -> None:
    held, empty = opened(file, 1), opened(file.with_name("new.sqlite3"), 1)
    for link in (held, empty):
        lay_out(link)
    assert held.introspection.table_names() == ["t"]
    assert "audit_journalentry" in empty.introspection.table_names()
    held.close()
    empty.close()


def test_tables_that_cannot_be_written_are_not_there_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = opened(tmp_path / "full.sqlite3", 1)
    monkeypatch.setattr(tables, "SCRIPT", tmp_path / "cut.sql")
    (tmp_path / "cut.sql").write_text("BEGIN; CREATE TABLE a (b); INSERT INTO absent VALUES (1);")
    with pytest.raises(OperationalError, match="absent"):
        lay_out(link)
    link.close()
    assert opened(tmp_path / "full.sqlite3", 1).introspection.table_names() == []
