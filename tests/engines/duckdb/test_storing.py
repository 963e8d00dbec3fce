"""Months of a release renewed are those of a release built whole, roll-ups and cohorts included."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.sql_examples import TOWN
from parvis.core.facts import Fact
from parvis.engines.duckdb import spans
from parvis.engines.duckdb.connect import name
from parvis.engines.duckdb.partitions import WHOLE, lay_months, lay_out, share_months
from parvis.engines.duckdb.storing import renew, store
from parvis.engines.sql.partials import table_of
from parvis.gate.columns import SQL_TYPES
from staged import facts

FACTS = ("service_request", "use")
MONTHS = [date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 7, 1)]


@pytest.fixture(scope="module")
def workshop() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _rows(fact: Fact, drawn: list[tuple[int, int, int]]) -> pa.Table:
    """Rows of persons 0 to 5, in one of the months, of one of three values."""
    known = {
        fact.time: [MONTHS[month].replace(day=1 + value) for _, month, value in drawn],
        fact.entity: [(person + 1) << 32 for person, *_ in drawn],
        **{c: [f"V{value}" for *_, value in drawn] for r in fact.rollups for c in r.by},
    }
    rows = {"authority": [TOWN] * len(drawn)}
    rows |= {c.name: known.get(c.name, [None] * len(drawn)) for c in fact.columns}
    return pa.table(rows)


def _typed(fact: Fact, table: str) -> str:
    columns = ", ".join(f"CAST({name(c.name)} AS {SQL_TYPES[c.rule]}) AS {name(c.name)}"
                        for c in fact.columns)  # fmt: skip
    return f"(SELECT authority, {columns} FROM {table})"


def _tables(connection: duckdb.DuckDBPyConnection, fact: Fact, schema: str) -> dict[str, list]:
    tables = [fact.id, *(table_of(fact.id, rollup) for rollup in fact.rollups)]
    return {
        table: sorted(connection.execute(f'FROM {schema}."{table}"').fetchall(), key=str)
        for table in tables
    }


def _fresh(connection: duckdb.DuckDBPyConnection, *schemas: str) -> None:
    for schema in schemas:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")


_DRAWN = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=30
)


@settings(max_examples=25, deadline=None)
@given(before=_DRAWN, after=_DRAWN, changed=st.sets(st.integers(0, 3), min_size=1))
@pytest.mark.parametrize("fact_id", FACTS)
def test_months_renewed_are_those_of_a_table_built_whole(
    workshop: duckdb.DuckDBPyConnection,
    fact_id: str,
    before: list[tuple[int, int, int]],
    after: list[tuple[int, int, int]],
    changed: set[int],
) -> None:
    fact = facts()[fact_id]
    kept = [row for row in before if row[1] not in changed]
    come = [row for row in after if row[1] in changed]
    _fresh(workshop, "whole", "renewed")
    for label, rows in (("before", before), ("come", come), ("all_rows", [*kept, *come])):
        workshop.register(label, _rows(fact, rows))
    store(workshop, fact, _typed(fact, "all_rows"), f"whole.{fact.id}")
    store(workshop, fact, _typed(fact, "before"), f"renewed.{fact.id}")
    renew(workshop, fact, _typed(fact, "come"), f"renewed.{fact.id}",
          [MONTHS[month] for month in changed])  # fmt: skip
    assert _tables(workshop, fact, "renewed") == _tables(workshop, fact, "whole")


@pytest.mark.parametrize("fact_id", FACTS)
def test_years_written_at_once_are_in_the_order_of_years_written_one_by_one(
    workshop: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, fact_id: str
) -> None:
    fact = facts()[fact_id]
    _fresh(workshop, "at_once", "one_by_one")
    workshop.register("drawn", _rows(fact, [(n % 6, n % 4, n % 3) for n in range(100)]))
    held = [store(workshop, fact, _typed(fact, "drawn"), f"at_once.{fact.id}")]
    monkeypatch.setattr(spans, "_FEW", 0)
    held.append(store(workshop, fact, _typed(fact, "drawn"), f"one_by_one.{fact.id}"))
    at_once, one_by_one = (
        [workshop.execute(f'FROM {way}."{table}"').fetchall()
         for table in (fact.id, *(table_of(fact.id, rollup) for rollup in fact.rollups))]
        for way in ("at_once", "one_by_one")
    )  # fmt: skip
    assert at_once == one_by_one
    assert held[0] == held[1]
    assert held[0].months == dict.fromkeys(MONTHS, 25)
    assert held[0].extents == {TOWN: (MONTHS[0], MONTHS[-1].replace(day=3))}


def test_cohorts_are_those_that_pandas_counts(workshop: duckdb.DuckDBPyConnection) -> None:
    import pandas as pd

    rng = np.random.default_rng(4)
    drawn = list(zip(*(rng.integers(0, top, 400).tolist() for top in (60, 4, 3)), strict=True))
    fact = facts()["service_request"]
    _fresh(workshop, "whole")
    workshop.register("all_rows", _rows(fact, drawn))
    store(workshop, fact, _typed(fact, "all_rows"), f"whole.{fact.id}")
    frame = pd.DataFrame(drawn, columns=["person", "month", "value"])
    frame["cohort"] = frame.groupby("person")["month"].transform("min")
    expected = frame.groupby(["cohort", "month"])["person"].agg(["size", "nunique"])
    found = workshop.execute(
        'SELECT cohort, opened_on, _rows, persons FROM whole."service_request__cohort" '
        "WHERE cohort IS NOT NULL AND opened_on IS NOT NULL ORDER BY ALL"
    ).fetchall()
    assert [(MONTHS.index(c), MONTHS.index(m), n, p) for c, m, n, p in found] == [
        (*keys, *row)
        for keys, row in zip(expected.index, expected.to_numpy().tolist(), strict=True)
    ]
    ((total,),) = workshop.execute(
        'SELECT persons FROM whole."service_request__cohort" '
        "WHERE cohort IS NULL AND opened_on IS NULL"
    ).fetchall()
    assert total == frame["person"].nunique()


def test_a_month_that_has_not_changed_is_the_same_file(
    workshop: duckdb.DuckDBPyConnection, tmp_path
) -> None:
    fact = facts()["service_request"]
    _fresh(workshop, "whole")
    many = [(n % 6, n % 2, n % 3) for n in range(22_000)]
    workshop.register("all_rows", _rows(fact, many))
    table = f"whole.{fact.id}"
    held = store(workshop, fact, _typed(fact, "all_rows"), table)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    lay_out(workshop, fact, table, old, held.months)
    assert sorted(p.name for p in (old / fact.id).iterdir()) == [
        "2023-11.parquet", "2023-12.parquet"]  # fmt: skip
    share_months(old, new, fact.id, {"2023-12.parquet"})
    lay_months(workshop, fact, table, new, [MONTHS[1]])
    same, other = (
        [(p / fact.id / f"2023-{month}.parquet").stat().st_ino for p in (old, new)]
        for month in (11, 12)
    )
    assert same[0] == same[1]
    assert other[0] != other[1]
    ((rows,),) = workshop.execute(f"SELECT count(*) FROM '{new / fact.id}/*.parquet'").fetchall()
    assert rows == held.rows == len(many)
    workshop.register("few", _rows(fact, many[:10]))
    few = tmp_path / "few"
    few.mkdir()
    _fresh(workshop, "small")
    held = store(workshop, fact, _typed(fact, "few"), f"small.{fact.id}")
    lay_out(workshop, fact, f"small.{fact.id}", few, held.months)
    assert [p.name for p in (few / fact.id).iterdir()] == [WHOLE]
