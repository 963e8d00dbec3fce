"""The records of a file inside DuckDB: the view `records`, all text, whatever wrote the file.

Its columns are `_line` (physical line, 1 is the first), `_width` (cells found where their
number is wrong, else null) and `c0`, `c1`, ... as received.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.ingest.quarantine import RESTORED_SHAPE
from parvis.engines.duckdb import idle
from parvis.engines.duckdb.connect import silence
from parvis.engines.intake.careful import Region, Row, rewrite, write_records
from parvis.engines.intake.limits import MEBI, Limits, human
from parvis.engines.intake.sql import AS_WRITTEN, quoted
from parvis.engines.intake.structure import IrregularError, check_quotes, starts

_SPILL = "spill"
_LARGE = MEBI // 4
_AT_ONCE = ",late_materialization"
"""The last rows of a small file are read with the others, not looked for by line and then read."""


def connect(scratch: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A private in-memory database that spills into `scratch` and never reaches the network."""
    connection = duckdb.connect(
        config={**_settings(limits), "temp_directory": str(scratch / _SPILL)}
    )
    silence(connection)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def borrow(scratch: Path, limits: Limits, *, size: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """As `connect`, to type a file of `size` bytes; the engine of small files is kept for others.

    They have one thread: the engine takes all their rows together, and a second one would prepare
    itself for nothing.
    """
    if size < _LARGE:
        settings = {**_settings(limits), "threads": 1, "disabled_optimizers": AS_WRITTEN + _AT_ONCE}
        with idle.borrow(settings, spill=scratch / _SPILL) as connection:
            yield connection
    else:
        with connect(scratch, limits) as connection:
            connection.execute(f"SET disabled_optimizers = {quoted(AS_WRITTEN)}")
            yield connection


def _settings(limits: Limits) -> dict[str, idle.Setting]:
    return {
        "threads": limits.threads,
        "memory_limit": limits.memory,
        "autoinstall_known_extensions": False,
    }


def load_text(
    connection: duckdb.DuckDBPyConnection, region: Region, scratch: Path, limits: Limits
) -> None:
    """Make the view `records` of a text file; in place if it is regular."""
    try:
        _read_in_place(connection, region, limits)
    except IrregularError:
        connection.execute("DROP TABLE IF EXISTS raw")
        target = scratch / "careful.parquet"
        rewrite(region, target, limits)
        _take(connection, target)


def load_rows(
    connection: duckdb.DuckDBPyConnection, rows: Iterator[Row], width: int, scratch: Path
) -> None:
    """Make the view `records` of rows already told apart, of `width` cells each."""
    target = scratch / "rows.parquet"
    write_records(rows, width, target)
    _take(connection, target)


def _take(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    connection.execute(f"CREATE TABLE raw AS FROM read_parquet({quoted(str(target))})")
    connection.execute("CREATE VIEW records AS FROM raw")
    target.unlink()


def _read_in_place(connection: duckdb.DuckDBPyConnection, region: Region, limits: Limits) -> None:
    """The view `records` by the engine's own reader; IrregularError if it may see other ones."""
    if not region.is_regular or region.width == 1:
        raise IrregularError
    lines = check_quotes(region.path, offset=region.offset, delimiter=region.delimiter)
    _read_raw(connection, region, limits)
    names = ", ".join(f"c{i}" for i in range(region.width))
    read, filled = _counts(connection, f"count(*), count(coalesce({names}))")
    line = "rowid" if read == lines else _placed(connection, region, limits)
    blank = f" WHERE coalesce({names}) IS NOT NULL" if filled < read else ""
    connection.execute(
        f"CREATE VIEW records AS SELECT {line} + {region.line} AS _line,"
        f" NULL::INTEGER AS _width, {names} FROM raw{blank}"
    )


def _read_raw(connection: duckdb.DuckDBPyConnection, region: Region, limits: Limits) -> None:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(region.width))
    source = (
        f"CREATE TABLE raw AS SELECT * FROM read_csv({quoted(str(region.path))},"
        f" auto_detect = false, header = false, skip = {region.line - 1},"
        f" max_line_size = {limits.record},"
        f" delim = {quoted(region.delimiter)}, quote = '\"', escape = '\"',"
        f" columns = {{{columns}}})"
    )
    try:
        connection.execute(source)
    except duckdb.InvalidInputException as error:
        raise IrregularError from error


def _placed(connection: duckdb.DuckDBPyConnection, region: Region, limits: Limits) -> str:
    """SQL of the line of each record of `raw`, counted from 0, where they have several each;
    IrregularError where the engine sees others than are told apart here."""
    lines = starts(region.path, offset=region.offset, longest=limits.record)
    if _counts(connection, "count(*)") != (len(lines),):
        raise IrregularError
    connection.register("lines", pa.table({"_at": lines}))
    connection.execute("ALTER TABLE raw RENAME TO unplaced")
    connection.execute("CREATE TABLE raw AS FROM unplaced POSITIONAL JOIN lines")
    connection.execute("DROP TABLE unplaced")
    return "_at"


def _counts(connection: duckdb.DuckDBPyConnection, counts: str) -> tuple[int, ...]:
    return connection.execute(f"SELECT {counts} FROM raw").fetchone() or ()


def parquet_names(path: Path, *, filename: str, limits: Limits) -> tuple[str, ...]:
    """The column names of a Parquet file; Refused if it is damaged, nested or too big."""
    where = Where(filename)
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused("file.truncated", where=where) from error
    with file:
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(i).total_byte_size for i in groups)
        schema = file.schema_arrow
    if size > limits.expanded:
        raise Refused("file.bomb", where=where, limit=human(limits.expanded))
    for column in schema:
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
            raise Refused("file.nested_columns", where=where, column=column.name)
    return tuple(schema.names)


def load_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, names: tuple[str, ...], *, filename: str
) -> None:
    """Make the view `records` of a Parquet file; the line of a record is its rank."""
    cells = ", ".join(f"CAST(column{i} AS VARCHAR) AS c{i}" for i in range(len(names)))
    aliases = ", ".join(f"column{i}" for i in range(len(names)))
    try:
        connection.execute(
            f"CREATE TABLE raw AS SELECT {cells}"
            f" FROM read_parquet({quoted(str(path))}) AS source({aliases})"
        )
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        if "No space left" in str(error):
            raise
        raise Refused("file.truncated", where=Where(filename)) from error
    connection.execute(
        "CREATE VIEW records AS SELECT rowid + 1 AS _line, NULL::INTEGER AS _width, * FROM raw"
    )


def parquet_sample(connection: duckdb.DuckDBPyConnection, rows: int) -> list[tuple[str, ...]]:
    """The first `rows` records, as text, "" for null."""
    found = connection.execute(f"SELECT * FROM raw LIMIT {rows}").fetchall()
    return [tuple("" if cell is None else cell for cell in row) for row in found]


def restore_quarantine(connection: duckdb.DuckDBPyConnection, width: int) -> None:
    """Take back from the records the apostrophes that the quarantine's export had added."""
    shape = quoted(f"(?s){RESTORED_SHAPE}")
    cells = ", ".join(
        f"c{i} = CASE WHEN regexp_full_match(c{i}, {shape}) THEN substr(c{i}, 2) ELSE c{i} END"
        for i in range(width)
    )
    connection.execute(f"UPDATE raw SET {cells}")
