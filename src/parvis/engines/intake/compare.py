"""Two deliveries of one source side by side, in DuckDB."""

from pathlib import Path

import duckdb

from parvis.core.ingest.comparison import (
    FEWEST_COMPARED,
    Column,
    Finding,
    compare_columns,
    compare_keys,
    compare_rows,
)
from parvis.core.ingest.contract import NUMERIC, Contract, Field, FieldType
from parvis.engines.duckdb.connect import silence
from parvis.engines.intake.sql import named, quoted

_MOST_VALUES = 30
_SPREAD = frozenset({FieldType.TEXT, FieldType.BOOLEAN})


def compare(before: Path, after: Path, *, contract: Contract) -> list[Finding]:
    """What the typed rows of `after` say beside those of `before`."""
    with duckdb.connect(config={"threads": "2", "memory_limit": "500MB"}) as connection:
        silence(connection)
        for view, path in (("before", before), ("after", after)):
            connection.execute(f"CREATE VIEW {view} AS FROM read_parquet({quoted(str(path))})")
        rows, later = (
            _number(connection, f"SELECT count(*) FROM {v}") for v in ("before", "after")
        )
        found = [*compare_rows(rows, later)]
        if contract.is_snapshot:
            gone = f"SELECT count(*) FROM before ANTI JOIN after USING ({named(contract.key)})"
            found += compare_keys(rows, _number(connection, gone), contract)
        if min(rows, later) < FEWEST_COMPARED:
            return found
        columns = [_column(connection, field) for field in contract.fields]
        return [*found, *compare_columns(columns)]


def _column(connection: duckdb.DuckDBPyConnection, field: Field) -> Column:
    name = named([field.name])
    was, now = (
        _share(connection, f"SELECT count({name}) / count(*) FROM {v}") for v in ("before", "after")
    )
    distance = 0.0
    if field.type in NUMERIC:
        distance = _share(
            connection,
            f"SELECT abs((SELECT avg({name}) FROM after) - avg({name}))"
            f" / nullif(stddev_samp({name}), 0) FROM before",
        )
    elif field.type in _SPREAD and not field.is_identifying:
        distance = _variation(connection, name)
    return Column(field.title or field.name, was, now, distance, field.type in NUMERIC)


def _variation(connection: duckdb.DuckDBPyConnection, name: str) -> float:
    """Half the sum of the differences between shares; 0 where values are too many to compare."""
    several = _number(connection, f"SELECT approx_count_distinct({name}) FROM before")
    if several > _MOST_VALUES:
        return 0.0
    shares = (
        f"SELECT {name} AS v, count(*) / sum(count(*)) OVER () AS s FROM {view}"
        f" WHERE {name} IS NOT NULL GROUP BY 1"
        for view in ("before", "after")
    )
    one, other = shares
    return _share(
        connection,
        f"SELECT sum(abs(coalesce(a.s, 0) - coalesce(b.s, 0))) / 2"
        f" FROM ({one}) a FULL JOIN ({other}) b USING (v)",
    )


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(_share(connection, query))


def _share(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(query).fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0
