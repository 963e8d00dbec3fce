"""The worked examples of the definitions, put in a table that an engine reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from parvis.core.facts import Fact, Rule
from parvis.core.metrics.definition import FLAG_OF, Metric
from parvis.core.metrics.figures import figure
from parvis.core.metrics.query import Question, plan_of, without_groups
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.compile import compiled
from parvis.gate.columns import SQL_TYPES

TOWN = "41269"


def example_table(connection: duckdb.DuckDBPyConnection, fact: Fact, rows: Any) -> None:
    """Create the table of `fact` with the rows of an example; what they leave out is null."""
    columns = ", ".join(f"{name(c.name)} {SQL_TYPES[c.rule]}" for c in fact.columns)
    connection.execute(f"CREATE OR REPLACE TABLE {name(fact.id)} (authority VARCHAR, {columns})")
    for row in rows:
        values = {fact.time: date(2024, 3, 1), **row}
        typed = [_typed(c.rule, values.get(c.name)) for c in fact.columns]
        marks = ", ".join("?" * (len(typed) + 1))
        connection.execute(f"INSERT INTO {name(fact.id)} VALUES ({marks})", [TOWN, *typed])


def _typed(rule: Rule, value: Any) -> Any:
    if rule in (Rule.PERSON, Rule.UNIT) and value is not None:
        return int.from_bytes(str(value).encode(), "big") << 32
    return value


def example_value(metric: Metric, facts: Mapping[str, Fact]) -> float | None:
    """The exact value of a metric on the rows of its example."""
    fact = facts[metric.fact]
    with duckdb.connect() as connection:
        example_table(connection, fact, metric.example["rows"])
        plan = without_groups(plan_of(Question(metric.id, TOWN), metric, fact))
        sql, values = compiled(_without_rollups(plan), DUCKDB)
        row = connection.execute(sql, values).fetchone()
    assert row is not None
    return figure(metric, (), row).value


def _without_rollups(plan: Any) -> Any:
    from dataclasses import replace

    return replace(plan, rollups=())


def flags() -> frozenset[str]:
    """The flags that relations add."""
    return frozenset(FLAG_OF.values())
