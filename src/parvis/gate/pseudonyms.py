"""Identifiers replaced by pseudonyms, in memory or in the identified spill, nowhere else."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from parvis.core.privacy.cellkey import PSEUDONYM_BITS
from parvis.core.privacy.pseudonym import EpochKey, pseudonym
from parvis.gate.conform import CONFORMED, SECTOR

TABLE = "pseudonyms"
_BATCH = 100_000
_DIGITS = PSEUDONYM_BITS // 4
"""Hexadecimal digits of a pseudonym that cross."""


def pseudonymise(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], key: EpochKey
) -> None:
    """Create `TABLE`: the pseudonym of each identifier of `columns` of the conformed rows."""
    connection.execute(
        f"CREATE OR REPLACE TABLE {TABLE} (authority VARCHAR, sector VARCHAR, "
        "identifier VARCHAR, pseudonym BIGINT)"
    )
    for column in columns:
        found = connection.cursor().execute(
            f"SELECT DISTINCT authority, {SECTOR}, {column} FROM {CONFORMED} "
            f"WHERE {column} IS NOT NULL"
        )
        while batch := found.fetchmany(_BATCH):
            _add(connection, batch, key)


def _add(
    connection: duckdb.DuckDBPyConnection, batch: list[tuple[str, str, str]], key: EpochKey
) -> None:
    keys = {(a, s): key.of_realm(a, s) for a, s in {(a, s) for a, s, _ in batch}}
    authorities, sectors, identifiers = zip(*batch, strict=True)
    made = [int(pseudonym(keys[a, s], i)[:_DIGITS], 16) for a, s, i in batch]
    texts = {"a": authorities, "s": sectors, "i": identifiers}
    arrow = pa.table(
        {
            **{k: pa.array(v, pa.string()) for k, v in texts.items()},
            "p": pa.array(made, pa.int64()),
        }
    )
    connection.register("batch", arrow)
    connection.execute(f"INSERT INTO {TABLE} FROM batch")
    connection.unregister("batch")
