"""Reading the release in use: closed to everything else, and never in the way of publishing."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.period import Grain, key_of
from parvis.core.metrics.query import Aggregate, GroupBy, Measure, Plan, Question
from parvis.engines.duckdb.connect import open_release
from parvis.engines.duckdb.manifest import database_of
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.compile import compiled
from parvis.gate.inputs import ReleaseInput
from staged import NOW, TOWN, facts, metrics, publish, stage_rows


def _meals(staging: Path, served: int, days: int = 3) -> ReleaseInput:
    rows = [
        {"site": "Verne", "site_type": "M", "date": date(2024, 3, 1) + timedelta(days=n)}
        | {"planned": served, "served": served}
        for n in range(days)
    ]
    return stage_rows(rows, staging, "nantes_cantine", sha256=f"{served:064}")


def test_a_home_without_a_release_says_so(home: Home) -> None:
    with pytest.raises(Refused, match="rien n’a encore été publié"):
        DuckDBReader(home).manifest()


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '64GB'",
        "CREATE TABLE t AS SELECT 1",
        "DELETE FROM meal_service",
    ],
)
def test_a_release_is_open_to_reading_and_to_nothing_else(
    home: Home, staging: Path, attempt: str
) -> None:
    manifest = publish(home, [_meals(staging, 10)])
    with open_release(database_of(home, manifest.id)) as connection, pytest.raises(duckdb.Error):
        connection.execute(attempt)


def test_the_reader_follows_the_pointer_and_a_snapshot_does_not(home: Home, staging: Path) -> None:
    reader = DuckDBReader(home)
    first = publish(home, [_meals(staging, 10)])
    held = reader.snapshot()
    second = publish(home, [_meals(staging, 70)], now=NOW + timedelta(hours=1))
    assert held.manifest() == first
    assert reader.manifest() == second
    assert reader.snapshot() is reader.snapshot()
    plan = _plan("meal_service", "served_on", (), Measure(Aggregate.SUM, "served"))
    assert held.run(plan).rows == ((30.0,),)
    assert reader.snapshot().run(plan).rows == ((210.0,),)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One for all examples: each makes the table it reads."""
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@settings(max_examples=60, deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2100, 1, 1)), grain=st.sampled_from(Grain))
def test_the_engine_cuts_days_as_the_calendar_of_core(
    connection: duckdb.DuckDBPyConnection, day: date, grain: Grain
) -> None:
    plan = _plan("t", "d", (GroupBy("d", grain),), Measure(Aggregate.ROWS))
    sql, parameters = compiled(plan, DUCKDB)
    connection.execute(
        "CREATE OR REPLACE TABLE t AS SELECT '41269' AS authority, CAST(? AS DATE) d", [day]
    )
    ((first, count),) = connection.execute(sql, parameters).fetchall()
    assert (key_of(date.fromisoformat(first), grain), count) == (key_of(day, grain), 1)


def test_the_same_shape_of_question_compiles_once_whatever_its_values() -> None:
    plan = _plan("t", "d", (), Measure(Aggregate.ROWS))
    sql, _ = compiled(plan, DUCKDB)
    other = Plan(**{**{f: getattr(plan, f) for f in plan.__slots__}, "authority": "'; DROP"})
    assert compiled(other, DUCKDB)[0] is sql
    assert "DROP" not in sql


def test_opening_the_current_release_from_cold_is_quick(home: Home, staging: Path) -> None:
    """Under 100 ms on an idle machine (`parvis bench release`); here with room for a busy one."""
    publish(home, [_meals(staging, 10, days=2000)])
    script = (
        "import sys, time; from pathlib import Path; from parvis.core.home import Home;"
        "from parvis.engines.duckdb.reader import DuckDBReader; start = time.perf_counter();"
        f"DuckDBReader(Home(Path({str(home.root)!r}))).manifest();"
        "print(time.perf_counter() - start)"
    )
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)]
    runs += [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)]
    assert min(float(run.stdout) for run in runs) < 0.5


def test_sixteen_readers_never_fail_nor_wait_while_releases_follow_each_other(
    home: Home, staging: Path
) -> None:
    """Each answer is wholly of one release: the same number every day, so its total is three."""
    publish(home, [_meals(staging, 1)])
    reader, stop = DuckDBReader(home), Event()
    question = Question("meals_served", TOWN, ("day",))

    def read() -> float:
        longest = 0.0
        while not stop.is_set():
            start = time.perf_counter()
            table = answer(question, reader, metrics(), facts())
            longest = max(longest, time.perf_counter() - start)
            values = {cell.value for cell in table.cells}
            assert len(values) == 1
            assert table.total.value == 3 * values.pop()  # type: ignore[operator]
        return longest

    with ThreadPoolExecutor(16) as pool:
        readers = [pool.submit(read) for _ in range(16)]
        try:
            for rank in range(2, 7):
                publish(home, [_meals(staging, rank)], now=NOW + timedelta(hours=rank))
        finally:
            stop.set()
        longest = max(future.result() for future in readers)
    assert longest < 1
    assert answer(question, reader, metrics(), facts()).total.value == 18


def _plan(fact: str, time: str, groups: tuple[GroupBy, ...], *measures: Measure) -> Plan:
    return Plan(fact, TOWN, time, "", None, groups, (), measures)
