"""Typed, identified rows as an intake leaves them, made without one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.facts import Fact, fact_from, joined
from parvis.core.home import Home
from parvis.core.ingest.contract import Contract, FieldType, contract_from
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.parsing import metric_from
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import Manifest
from parvis.engines.definitions import read_definitions
from parvis.gate.inputs import ReleaseInput
from parvis.gate.release import build

KEY = EpochKey(bytes(range(32)))
NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
TOWN = "41269"

CANTEEN = """
    SELECT site_type, CAST("date" AS DATE) AS "date",
        TRY_CAST(prevision AS BIGINT) AS planned, TRY_CAST(reel AS BIGINT) AS served,
        site_nom AS site, row_number() OVER () + 1 AS _line
    FROM read_csv('{path}', all_varchar = true)
"""
PARIS = """
    SELECT id_dmr AS number, timezone('Europe/Paris', datedecl) AS opened_at, type AS category,
        prefixe AS channel, arrondissement AS district, adresse AS address, id_dmr,
        row_number() OVER () + 1 AS _line
    FROM read_parquet('{path}')
"""
BOSTON = """
    SELECT case_enquiry_id, timezone('America/New_York', CAST(open_dt AS TIMESTAMP)) AS opened_at,
        timezone('America/New_York', CAST(target_dt AS TIMESTAMP)) AS due_at,
        timezone('America/New_York', CAST(closed_dt AS TIMESTAMP)) AS closed_at,
        reason AS category, source AS channel, neighborhood AS district,
        row_number() OVER () + 1 AS _line
    FROM read_parquet('{path}')
"""


@lru_cache
def facts() -> Mapping[str, Fact]:
    """The facts shipped."""
    return joined({f.id: f for f in (fact_from(d, n) for n, d in read_definitions("facts"))})


@lru_cache
def metrics() -> Mapping[str, Metric]:
    """The metrics shipped."""
    found = (metric_from(d, n, facts()) for n, d in read_definitions("metrics"))
    return {m.id: m for m in found}


@lru_cache
def contracts() -> Mapping[str, Contract]:
    """The contracts shipped that feed a fact."""
    found = (contract_from(d, n) for n, d in read_definitions("contracts"))
    return {c.id: c for c in found if c.fact}


def stage_sql(sql: str, source: Path, folder: Path, contract: str, **more: Any) -> ReleaseInput:
    """A delivery made of a query over a real file."""
    rows = folder / f"{contract}.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({sql.format(path=source)}) TO '{rows}'")
    return delivery(rows, contract, **more)


ARROW_TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.DECIMAL: pa.float64(),
    FieldType.DATE: pa.date32(),
    FieldType.DATETIME: pa.timestamp("us", tz="UTC"),
    FieldType.BOOLEAN: pa.bool_(),
}


def stage_rows(
    rows: Sequence[Mapping[str, Any]],
    folder: Path,
    contract: str,
    types: Mapping[str, pa.DataType] | None = None,
    **more: Any,
) -> ReleaseInput:
    """A delivery made of literal rows, each with the fields it has; lines count from 2."""
    typed = {f.name: ARROW_TYPES[f.type] for f in contracts()[contract].fields}
    schema = pa.schema([("_line", pa.int64()), *{**typed, **(types or {})}.items()])
    assert all(set(row) <= set(schema.names) for row in rows)
    numbered = [{"_line": line, **row} for line, row in enumerate(rows, 2)]
    path = folder / f"{contract}-{more.get('sha256', 'a')[:4]}.parquet"
    pq.write_table(pa.Table.from_pylist(numbered, schema), path)
    return delivery(path, contract, **more)


def delivery(rows: Path, contract: str, **more: Any) -> ReleaseInput:
    """The delivery that `rows` hold."""
    definition = contracts()[contract]
    defaults = {
        "authority": TOWN,
        "sector": definition.sector,
        "contract": definition,
        "rows": rows,
        "sha256": "a" * 64,
        "received_at": NOW,
        "observed_until": None,
        "row_count": pq.read_metadata(rows).num_rows,
        "is_synthetic": True,
    }
    return ReleaseInput(**{**defaults, **more})


def publish(home: Home, inputs: Sequence[ReleaseInput], **more: Any) -> Manifest:
    """Publish `inputs` in `home` with the definitions shipped."""
    arguments = {
        "home": home,
        "facts": facts(),
        "key": KEY,
        "now": NOW,
        "code_version": "0.1.0",
        "progress": lambda done, label: None,
    }
    return build(inputs, **{**arguments, **more})
