"""Connections say nothing of their own, and those of screens can change nothing."""

import duckdb
import pytest

from parvis.engines.duckdb.connect import both_threads, open_release, open_workshop


@pytest.fixture
def release(tmp_path):
    file = tmp_path / "release.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS x")
    return file


def bar(connection) -> bool:
    return connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()[0]


def test_no_progress_bar_writes_into_our_output(release, tmp_path):
    with open_release(release) as reading, open_workshop(tmp_path) as working:
        assert not bar(reading)
        assert not bar(reading.cursor())
        assert not bar(working)


def test_a_second_reader_of_one_process_finds_it_locked_too(release):
    with open_release(release) as first, open_release(release) as second:
        for connection in (first, second):
            with pytest.raises(duckdb.Error, match="locked"):
                connection.execute("SET enable_external_access = true")


@pytest.mark.parametrize(
    "statement",
    [
        "SET lock_configuration = false",
        "SET enable_external_access = true",
        "CREATE TABLE u AS SELECT 1",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/etc/passwd' AS other",
        "INSTALL httpfs",
    ],
)
def test_a_reader_of_a_release_changes_nothing_and_reaches_nothing(release, statement):
    with open_release(release) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_a_thread_that_would_have_nothing_to_do_is_not_started(release, tmp_path):
    small, large = tmp_path / "small.parquet", tmp_path / "large.parquet"
    small.write_bytes(bytes(1_000))
    with large.open("wb") as file:
        file.truncate(5 << 20)
    opened = [
        open_release(release),
        open_workshop(tmp_path, reads=[small]),
        open_workshop(tmp_path, reads=[small, large]),
        open_workshop(tmp_path),
    ]
    found = [_threads(connection) for connection in opened]
    for connection in opened:
        connection.close()
    assert found == [1, 1, 2, 2]


def test_two_threads_are_taken_for_the_time_of_rows_that_two_can_share(tmp_path):
    small = tmp_path / "small.parquet"
    small.write_bytes(bytes(1_000))
    with open_workshop(tmp_path, reads=[small]) as connection:
        meanwhile = []
        for rows in (100_000, 1_000_000):
            with both_threads(connection, rows):
                meanwhile.append(_threads(connection))
        assert meanwhile == [1, 2]
        assert _threads(connection) == 1


def _threads(connection) -> int:
    return connection.execute("SELECT current_setting('threads')").fetchone()[0]
