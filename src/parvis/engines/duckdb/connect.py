"""Connections to DuckDB, as closed as their use allows."""

from contextlib import suppress
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
    "threads": "2",
}

_WORKSHOP = "600MB"
"""What the engine may hold before it spills: the process that publishes then stays below 1 GB."""


def open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches no other file, no network and no extension."""
    connection = duckdb.connect(str(path), read_only=True, config=_READER)
    # Refused only where another reader of this process has opened, and locked, this release.
    with suppress(duckdb.InvalidInputException):
        silence(connection)
        connection.execute("SET lock_configuration = true")
    return connection


def silence(connection: duckdb.DuckDBPyConnection) -> None:
    """No progress bar of the engine's own: it would write in the middle of our standard output."""
    connection.execute("SET enable_progress_bar = false")


def open_workshop(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory that may read and write files.

    It spills to `folder`, which must be on the identified side if identified rows go through.
    Instants are read and written in UTC whatever the machine's time zone.
    """
    settings: _Settings = {
        **_NO_EXTENSION,
        "memory_limit": _WORKSHOP,
        "threads": "2",
        "temp_directory": str(folder),
    }
    connection = duckdb.connect(":memory:", config=settings)
    silence(connection)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def name(identifier: str) -> str:
    """`identifier` quoted as SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` quoted as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
