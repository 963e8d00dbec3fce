"""Connections to DuckDB, as closed as their use allows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

_Settings = dict[str, str | bool | int | float | list[str]]
_NO_EXTENSION: _Settings = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_READER: _Settings = {
    **_NO_EXTENSION,
    "enable_external_access": "false",
    "memory_limit": "1GB",
}

_PIECE = 122_880
"""Rows by which the engine shares work out."""
_FEW = 4 << 20
"""Bytes of Parquet that one thread reads as fast as two: of rows that make one piece, a second gets
none, and keeps a processor busy looking for some."""
_SMALL = 16 << 20
"""The same of a warehouse, whose tables are many and take whole blocks."""

_WORKSHOP = "600MB"
"""What the engine may hold before it spills: the process that publishes then stays below 1 GB."""


def open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches no other file, no network and no extension."""
    settings = {**_READER, "threads": threads_for([path], _SMALL)}
    connection = duckdb.connect(str(path), read_only=True, config=settings)
    # Refused only where another reader of this process has opened, and locked, this release.
    with suppress(duckdb.InvalidInputException):
        silence(connection)
        connection.execute("SET lock_configuration = true")
    return connection


def silence(connection: duckdb.DuckDBPyConnection) -> None:
    """No progress bar of the engine's own: it would write in the middle of our standard output."""
    connection.execute("SET enable_progress_bar = false")


def open_workshop(
    folder: Path, *, file: str = "", reads: Iterable[Path] = ()
) -> duckdb.DuckDBPyConnection:
    """A connection that may read and write files; its own tables are in memory.

    It spills to `folder`, which must be on the identified side if identified rows go through. With
    `file`, a name in that folder, tables are kept there, compressed: what spills from memory is
    not, and takes many times the room. Whoever opens it sweeps the folder: nothing is put in order
    at the end. `reads`: all the files that it will read, if they are known: small ones are read by
    one thread. Instants are read and written in UTC whatever the machine's time zone.
    """
    settings: _Settings = {
        **_NO_EXTENSION,
        "memory_limit": _WORKSHOP,
        "threads": threads_for(reads, _FEW),
        "temp_directory": str(folder),
    }
    connection = duckdb.connect(str(folder / file) if file else ":memory:", config=settings)
    silence(connection)
    connection.execute("SET TimeZone = 'UTC'")
    if file:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    return connection


def threads_for(reads: Iterable[Path], most: int) -> int:
    """One thread for files of `most` bytes together; two beyond, or where no file is known.

    One that is absent weighs nothing: whoever reads it says so.
    """
    sizes = [path.stat().st_size if path.is_file() else 0 for path in reads]
    return 1 if sizes and sum(sizes) <= most else 2


@contextmanager
def both_threads(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[None]:
    """Two threads meanwhile, whatever the connection has, if there are `rows` for two of them."""
    ((own,),) = connection.execute("SELECT current_setting('threads')").fetchall()
    connection.execute(f"SET threads = {2 if rows > _PIECE else own}")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {own}")


@contextmanager
def in_any_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is written meanwhile without being sorted comes in whatever order.

    Rows then go to their table as they are read, instead of waiting in memory for those before
    them. For tables that are read by filter or sorted later, never for files that are published.
    """
    connection.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        connection.execute("SET preserve_insertion_order = true")


def name(identifier: str) -> str:
    """`identifier` quoted as SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` quoted as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
