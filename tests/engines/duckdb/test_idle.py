"""An engine serves one use after the other: each finds it as new, alone, and leaves nothing."""

import os
import shutil

import duckdb
import pytest

from parvis.engines.duckdb import idle

SETTINGS = {"threads": 1, "memory_limit": "30MB"}
_TABLES = "SELECT count(*) FROM duckdb_tables() WHERE NOT internal"
_MANY = "CREATE TABLE many AS SELECT i, hash(i) AS h, hash(-i) AS k FROM range(4_000_000) t(i)"


def number(connection, query: str) -> int:
    return connection.execute(query).fetchone()[0]


def use(folder, statement: str) -> int:
    """What `statement` finds in a database of its own, once a table and a view are made there."""
    with idle.borrow(SETTINGS, spill=folder) as connection:
        connection.execute("CREATE TABLE raw AS SELECT 7 AS seven")
        connection.execute("CREATE VIEW records AS FROM raw")
        connection.execute("CREATE TEMP TABLE seen AS FROM raw")
        return number(connection, statement)


@pytest.fixture(autouse=True)
def none_idle():
    idle.close_idle()
    yield
    idle.close_idle()


def test_uses_one_after_the_other_have_one_engine_and_see_nothing_of_each_other(tmp_path) -> None:
    for _ in range(3):
        assert use(tmp_path, "SELECT seven FROM records") == 7
    (engine,) = idle._idle.values()
    assert number(engine, _TABLES) == 0
    assert number(engine, "SELECT count(*) FROM duckdb_databases() WHERE NOT internal") == 1
    with idle.borrow(SETTINGS, spill=tmp_path) as connection:
        assert number(connection, _TABLES) == 0
        assert number(connection, "SELECT count(*) FROM duckdb_views() WHERE NOT internal") == 0


def test_an_engine_that_has_served_long_enough_is_not_kept(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(idle, "_MOST_USES", 3)
    kept = []
    for _ in range(7):
        use(tmp_path, "SELECT 1")
        kept += [tuple(idle._idle.values())]
    assert [len(engines) for engines in kept] == [1, 1, 0, 1, 1, 0, 1]
    assert kept[0] == kept[1]
    assert kept[3] == kept[4] != kept[0]


def test_nothing_is_remembered_of_a_file_that_was_read(tmp_path) -> None:
    file = tmp_path / "rows.parquet"
    use(tmp_path, f"COPY (FROM range(9) t(i)) TO '{file}' (FORMAT parquet)")
    assert use(tmp_path, f"SELECT sum(i) FROM read_parquet('{file}')") == 36
    (engine,) = idle._idle.values()
    assert number(engine, "SELECT count(*) FROM duckdb_external_file_cache()") == 0


def test_an_engine_that_was_given_much_is_not_kept(tmp_path) -> None:
    settings = {**SETTINGS, "memory_limit": "200MB"}
    with idle.borrow(settings, spill=tmp_path) as connection:
        connection.execute(_MANY)
    assert not idle._idle


def test_two_uses_at_once_have_an_engine_each(tmp_path) -> None:
    with idle.borrow(SETTINGS, spill=tmp_path) as connection:
        connection.execute("CREATE TABLE raw AS SELECT 1 AS one")
        assert use(tmp_path, "SELECT seven FROM raw") == 7
        assert number(connection, "SELECT one FROM raw") == 1
        assert number(connection, "SELECT count(*) FROM duckdb_databases() WHERE NOT internal") == 2
    assert len(idle._idle) == 1


def test_other_settings_are_those_of_another_engine(tmp_path) -> None:
    use(tmp_path, "SELECT 1")
    with idle.borrow({**SETTINGS, "memory_limit": "10MB"}, spill=tmp_path) as connection:
        assert number(connection, "SELECT current_setting('memory_limit')") == "9.5 MiB"
        assert number(connection, "SELECT current_setting('TimeZone')") == "UTC"
        assert not number(connection, "SELECT current_setting('enable_progress_bar')")


def test_each_use_spills_into_its_own_folder_and_leaves_no_memory_taken(tmp_path) -> None:
    for name in ("one", "other", "last"):
        folder = tmp_path / name
        with idle.borrow(SETTINGS, spill=folder) as connection:
            connection.execute(_MANY)
            assert sum(f.stat().st_size for f in folder.iterdir()) > 10_000_000
            connection.execute("DROP TABLE many")
        (engine,) = idle._idle.values()
        assert idle._held(engine) < 1e6
        shutil.rmtree(folder, ignore_errors=True)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_told_and_the_next_use_is_as_any(tmp_path) -> None:
    with pytest.raises(duckdb.ConversionException):
        use(tmp_path, "SELECT CAST('seven' AS INTEGER)")
    with pytest.raises(ZeroDivisionError), idle.borrow(SETTINGS, spill=tmp_path) as connection:
        connection.execute("BEGIN; CREATE TABLE raw AS SELECT 1 AS one")
        connection.execute("FROM raw")
        raise ZeroDivisionError
    assert use(tmp_path, "SELECT seven FROM records") == 7


def test_a_forked_process_makes_an_engine_of_its_own(tmp_path) -> None:
    settings = {**SETTINGS, "threads": 2}
    with idle.borrow(settings, spill=tmp_path):
        pass
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with idle.borrow(settings, spill=tmp_path) as connection:
                found = number(connection, "SELECT count(*) FROM range(1_000_000) t(i) WHERE i > 0")
            status = int(found != 999_999)
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
