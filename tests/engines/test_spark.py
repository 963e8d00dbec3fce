"""Golden: every metric on a fact is equal on DuckDB and on Spark, on its example, cell by cell."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from engines.sql_examples import TOWN, example_table
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Plan, Question, plan_of
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.spark.reader import bound, plain_row, session, without_rollups
from parvis.engines.spark.words import SPARK
from parvis.engines.sql.compile import compiled
from staged import facts, metrics

pytestmark = pytest.mark.long
BASE = {m.id: m for m in metrics().values() if not m.kind.is_derived}


@pytest.fixture(scope="module")
def spark() -> Any:
    """A local Spark, stopped at the end."""
    running = session()
    yield running
    running.stop()


def _plans(metric: Metric, connection: duckdb.DuckDBPyConnection) -> list[Plan]:
    """Everything at once, by each dimension, by three; then in one year, in one month, of a value.

    The year and the month are the last of the example, and the value one that its rows have.
    """
    fact = facts()[metric.fact]
    groups = [(), *((name,) for name in metric.dimensions), metric.dimensions[:3]]
    asked = [Question(metric.id, TOWN, by) for by in dict.fromkeys(groups)]
    day = name(metric.time or fact.time)
    ((last,),) = connection.execute(f"SELECT max({day}) FROM {name(fact.id)}").fetchall()
    for period in (f"{last:%Y}", f"{last:%Y-%m}"):
        for by in dict.fromkeys(((), metric.dimensions[:1], metric.dimensions[-1:])):
            asked.append(Question(metric.id, TOWN, by, parse_period(period)))
    for column in [c for c in metric.dimensions if fact.has(c)][:1]:
        found = connection.execute(
            f"SELECT CAST({name(column)} AS VARCHAR) FROM {name(fact.id)} "
            f"WHERE {name(column)} IS NOT NULL ORDER BY 1 LIMIT 1"
        ).fetchall()
        where = tuple((column, value) for (value,) in found)
        asked.append(Question(metric.id, TOWN, (), parse_period(f"{last:%Y}"), where))
    return [without_rollups(plan_of(question, metric, fact)) for question in asked]


@pytest.mark.parametrize("metric", BASE.values(), ids=BASE)
def test_both_engines_find_the_same(spark: Any, metric: Metric, tmp_path: Path) -> None:
    fact = facts()[metric.fact]
    file = tmp_path / "rows.parquet"
    with duckdb.connect() as connection:
        example_table(connection, fact, metric.example["rows"])
        connection.execute(f"COPY {name(fact.id)} TO '{file}'")
        spark.read.parquet(str(file)).createOrReplaceTempView(fact.id)
        for plan in _plans(metric, connection):
            sql, values = compiled(plan, DUCKDB)
            ours = connection.execute(sql, values).fetchall()
            sql, values = compiled(plan, SPARK)
            rows = spark.sql(sql, args={k: bound(v) for k, v in values.items()}).collect()
            width = len(plan.group_by)
            theirs = [plain_row(tuple(row), plan) for row in rows]
            assert _comparable(theirs, width) == _comparable(ours, width), plan


def _comparable(rows: list[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    found = [
        (*(str(key) for key in row[:width]), *(_value(value) for value in row[width:]))
        for row in rows
    ]
    return sorted(found, key=str)


def _value(value: Any) -> Any:
    if isinstance(value, list | np.ndarray):
        return tuple(sorted(round(float(one), 9) for one in value))
    return None if value is None else round(float(value), 9)
