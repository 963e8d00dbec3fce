"""Engines kept between two uses: to make one takes longer than what a small file asks of it.

One is left idle for each kind of settings, and it holds nothing of a use: what a use makes is in a
database of its own, which goes with it, and no file is remembered. One that was given much is
closed, for it would keep the memory.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakKeyDictionary

import duckdb

from parvis.engines.duckdb.connect import literal, silence

Setting = str | int | bool
Settings = Mapping[str, Setting]
"""Those of the whole engine; `temp_directory` is not one of them."""

_Key = tuple[tuple[str, Setting], ...]
_idle: dict[_Key, duckdb.DuckDBPyConnection] = {}

_MOST_USES = 100
"""Each use leaves a little memory that the engine frees only when it is closed."""
_MUCH = 16 << 20
"""Bytes in use at the end, above which an engine is not kept."""

_uses: WeakKeyDictionary[duckdb.DuckDBPyConnection, int] = WeakKeyDictionary()


@contextmanager
def borrow(settings: Settings, *, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private database in memory, of an engine that serves nobody else meanwhile.

    It spills into `spill`. Tables, views and the settings of the session go with it; who borrows
    changes no setting of the whole engine but by `settings`.
    """
    engine = _take(settings, spill)
    engine.execute("ATTACH ':memory:' AS work")
    try:
        with engine.cursor() as connection:
            connection.execute("USE work")
            silence(connection)
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    finally:
        _give_back(settings, engine)


def _take(settings: Settings, spill: Path) -> duckdb.DuckDBPyConnection:
    engine = _idle.pop(_key(settings), None)
    if engine is not None:
        # One that has spilled keeps to the folder it spilled into.
        with suppress(duckdb.Error):
            engine.execute(f"SET temp_directory = {literal(str(spill))}")
            return engine
        engine.close()
    own: dict[str, Setting] = {"temp_directory": str(spill), "enable_external_file_cache": False}
    return duckdb.connect(config={**settings, **own})


def _give_back(settings: Settings, engine: duckdb.DuckDBPyConnection) -> None:
    _uses[engine] = _uses.get(engine, 0) + 1
    try:
        is_kept = _uses[engine] < _MOST_USES and _held(engine) <= _MUCH
        engine.execute("DETACH work")
    except duckdb.Error:  # as where the engine has found itself broken
        is_kept = False
    if not is_kept or _idle.setdefault(_key(settings), engine) is not engine:
        engine.close()


def _held(engine: duckdb.DuckDBPyConnection) -> int:
    """Bytes that the engine has in memory."""
    query = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory()"
    ((held,),) = engine.execute(query).fetchall()
    return int(held)


def _key(settings: Settings) -> _Key:
    return tuple(sorted(settings.items()))


def close_idle() -> None:
    """Close the engines that serve nobody."""
    for key in tuple(_idle):
        if engine := _idle.pop(key, None):
            engine.close()


# A process that is forked has none of the threads that an engine counts on.
os.register_at_fork(before=close_idle)
