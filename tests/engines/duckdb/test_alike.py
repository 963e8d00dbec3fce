"""Pairs counted by kind of entity are those of everybody; years seen are those of the rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.facts import Rollup
from parvis.core.metrics.definition import OTHER, Relation
from parvis.core.metrics.period import Grain, parse_period
from parvis.core.metrics.query import Aggregate, GroupBy, Measure, Plan, narrowed
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.sql.alike import are_alike
from parvis.engines.sql.compile import compiled, compiled_each

COUNTED = (Measure(Aggregate.ROWS), Measure(Aggregate.PERSONS), Measure(Aggregate.KEY))
PAIRS = Plan("t", "41269", "d", "person", parse_period("2023"), (GroupBy("v"), GroupBy(OTHER)), (),
             COUNTED, over="v", relation=Relation.TOGETHER)  # fmt: skip
PLACES = tuple(places for size in range(3) for places in combinations(range(2), size))
rows = st.lists(
    st.tuples(st.integers(0, 6), st.dates(date(2021, 1, 1), date(2024, 12, 31)),
              st.sampled_from(["a", "b", "c", None])),
    max_size=40,
)  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One for all tests: each makes the tables that it reads."""
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


def _table(
    connection: duckdb.DuckDBPyConnection, found: list[tuple[int, date, str | None]]
) -> None:
    connection.execute("CREATE OR REPLACE TABLE t (authority VARCHAR, d DATE, v VARCHAR, w VARCHAR,"
                       "person UBIGINT)")  # fmt: skip
    persons, days, values = ([row[place] for row in found] for place in range(3))
    keys = [None if person == 0 else person << 40 for person in persons]
    connection.execute(
        "INSERT INTO t SELECT '41269', unnest(?::DATE[]), unnest(?::VARCHAR[]), 'x', "
        "unnest(?::UBIGINT[])", [days, values, keys])  # fmt: skip


def _at_once(connection: duckdb.DuckDBPyConnection, plan: Plan) -> dict[int, list[Any]]:
    sql, values = compiled_each(plan, PLACES, DUCKDB)
    found: dict[int, list[Any]] = {rank: [] for rank in range(len(PLACES))}
    for rank, *row in connection.execute(sql, values).fetchall():
        kept = [row[place] for place in PLACES[rank]]
        found[rank].append((*kept, *(_number(n) for n in row[2:])))
    return found


def _one_by_one(connection: duckdb.DuckDBPyConnection, plan: Plan, rank: int) -> list[Any]:
    """The same through the plan that pairs the values of everybody."""
    sql, values = compiled(narrowed(plan, PLACES[rank]), DUCKDB)
    keys = len(PLACES[rank])
    return [(*row[:keys], *(_number(n) for n in row[keys:]))
            for row in connection.execute(sql, values).fetchall()]  # fmt: skip


def _number(value: Any) -> Any:
    return None if value is None else int(value)


def _same(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    found = _at_once(connection, plan)
    for rank in range(len(PLACES)):
        assert sorted(map(repr, found[rank])) == sorted(
            map(repr, _one_by_one(connection, plan, rank))
        )


@settings(max_examples=25, deadline=None)
@given(found=rows, period=st.sampled_from(["2023", "2022/2023", "2023-S1", "2022"]),
       relation=st.sampled_from([Relation.TOGETHER, Relation.NEXT]))  # fmt: skip
def test_counting_kinds_of_entities_gives_what_pairing_everybody_does(
    connection: duckdb.DuckDBPyConnection,
    found: list[tuple[int, date, str | None]],
    period: str,
    relation: Relation,
) -> None:
    plan = replace(PAIRS, period=parse_period(period), relation=relation,
                   filters=(("w", "x"),))  # fmt: skip
    assert are_alike(plan)
    _table(connection, found)
    _same(connection, plan)


def test_values_beyond_those_that_have_a_bit_are_counted_all_the_same(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = [(person, date(2023, 5, 1), f"v{(person * 7 + rank) % 80:02}")
             for person in range(1, 30) for rank in range(3)]  # fmt: skip
    assert are_alike(PAIRS)
    assert len({value for *_, value in found}) > 64
    _table(connection, found)
    _same(connection, PAIRS)


@pytest.mark.parametrize(
    "other",
    [{"period": None}, {"period": parse_period("2023-T2")}, {"relation": Relation.ROWS},
     {"group_by": (GroupBy("v"), GroupBy("d", Grain.YEAR))}, {"filters": ((OTHER, "a"),)},
     {"measures": (Measure(Aggregate.SUM, "w"),)}],
)  # fmt: skip
def test_what_is_not_pairs_of_one_year_only_counted_is_read_as_it_was(other: Any) -> None:
    assert not are_alike(replace(PAIRS, **other))


@pytest.mark.parametrize("relation", [Relation.RETURNING, Relation.ARRIVING, Relation.NEXT])
def test_a_roll_up_by_year_says_who_was_seen_as_the_rows_do(
    connection: duckdb.DuckDBPyConnection, relation: Relation
) -> None:
    found = [(person, date(2020 + (person * rank) % 5, 1 + rank, 1), "ab"[rank % 2])
             for person in range(1, 12) for rank in range(1, 8)]  # fmt: skip
    flag = "is_back" if relation is Relation.RETURNING else "is_new"
    measures = COUNTED if relation is Relation.NEXT else (
        *COUNTED, Measure(Aggregate.PERSONS_TRUE, flag))  # fmt: skip
    plain = replace(PAIRS, relation=relation, group_by=(GroupBy("v"),), measures=measures)
    rolled = replace(plain, rollups=(Rollup(Grain.YEAR, ("v",), ()),))
    _table(connection, found)
    connection.execute("CREATE OR REPLACE TABLE t__year__v AS SELECT DISTINCT authority, v, "
                       "person, CAST(date_trunc('year', d) AS DATE) AS d FROM t")  # fmt: skip
    for period in ("2022", "2023", "2023/2024"):
        one, two = (replace(plan, period=parse_period(period)) for plan in (plain, rolled))
        sql, values = compiled(two, DUCKDB)
        assert "t__year__v" in sql
        assert sorted(connection.execute(*compiled(one, DUCKDB)).fetchall()) == sorted(
            connection.execute(sql, values).fetchall()
        )


@settings(max_examples=25, deadline=None)
@given(found=rows, relation=st.sampled_from([Relation.RETURNING, Relation.ARRIVING]),
       period=st.sampled_from(["2022", "2023", "2022/2023"]))  # fmt: skip
def test_days_set_aside_before_reading_change_nothing(
    connection: duckdb.DuckDBPyConnection,
    found: list[tuple[int, date, str | None]],
    relation: Relation,
    period: str,
) -> None:
    """The oracle reads everything, by year, and keeps the year that is asked."""
    plan = replace(PAIRS, relation=relation, group_by=(GroupBy("v"), GroupBy("d", Grain.YEAR)),
                   measures=COUNTED)  # fmt: skip
    asked = replace(plan, period=parse_period(period))
    assert asked.period
    _table(connection, found)
    everything = connection.execute(*compiled(replace(plan, period=None), DUCKDB)).fetchall()
    kept = [row for row in everything
            if asked.period.start <= date.fromisoformat(row[1]) < asked.period.end]  # fmt: skip
    assert sorted(map(repr, kept)) == sorted(
        map(repr, connection.execute(*compiled(asked, DUCKDB)).fetchall())
    )
