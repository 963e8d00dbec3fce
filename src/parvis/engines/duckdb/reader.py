"""Reading the release in use: one connection per release and process, one cursor per call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from threading import Lock
from typing import Any

import duckdb

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.period import Grain, key_of
from parvis.core.metrics.query import GroupBy, Plan, RawTable, narrowed
from parvis.core.ports import Written
from parvis.core.release import Manifest
from parvis.engines.duckdb.connect import open_release
from parvis.engines.duckdb.manifest import check_whole, database_of, read_manifest
from parvis.engines.duckdb.words import DUCKDB
from parvis.engines.secrets import noise_key
from parvis.engines.sql.compile import ARRAYS, compiled, compiled_each, is_by_entity
from parvis.engines.sql.partials import table_of

_KEPT_RESULTS = 256


class OpenRelease:
    """One immutable release, open; its connection closes with the last who holds this."""

    def __init__(self, home: Home, release: str) -> None:
        self._manifest = read_manifest(home, release)
        check_whole(home, self._manifest)
        self._secret = noise_key(home.noise_key)
        connection = open_release(database_of(home, release))
        self._tables = _tables(connection)
        self._kept = lru_cache(maxsize=_KEPT_RESULTS)(partial(_run, connection))
        self._kept_each = lru_cache(maxsize=_KEPT_RESULTS)(partial(_run_each, connection))

    def manifest(self) -> Manifest:
        """What went into this release."""
        return self._manifest

    def secret(self) -> bytes:
        """What the noise of this home is drawn from."""
        return self._secret

    def run(self, plan: Plan) -> RawTable:
        """Exact aggregates; the last ones are kept, since a release never changes."""
        return self._kept(self._able(plan))

    def run_each(self, plan: Plan, groupings: Sequence[tuple[int, ...]]) -> Sequence[RawTable]:
        """The same, grouped by the keys of `plan` at each of these places, read in one pass."""
        able = self._able(plan)
        if is_by_entity(able):
            return self._kept_each(able, tuple(groupings))
        return [self._kept(narrowed(able, places)) for places in groupings]

    def sql(self, plan: Plan) -> Written:
        """What `run` runs."""
        return Written(*compiled(self._able(plan), DUCKDB))

    def _able(self, plan: Plan) -> Plan:
        """The plan with those of its roll-ups that this release holds."""
        held = tuple(r for r in plan.rollups if table_of(plan.fact, r) in self._tables)
        return replace(plan, rollups=held)


def _tables(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    found = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return frozenset(table for (table,) in found)


def _run(connection: duckdb.DuckDBPyConnection, plan: Plan) -> RawTable:
    sql, parameters = compiled(plan, DUCKDB)
    with connection.cursor() as cursor:
        result = cursor.execute(sql, parameters)
        rows = _with_arrays(result) if _has_arrays(plan) else result.fetchall()
    labelled = (_labelled(row, plan.group_by) for row in rows)
    return RawTable(keys=len(plan.group_by), rows=tuple(labelled))


def _run_each(
    connection: duckdb.DuckDBPyConnection, plan: Plan, groupings: tuple[tuple[int, ...], ...]
) -> tuple[RawTable, ...]:
    sql, parameters = compiled_each(plan, groupings, DUCKDB)
    with connection.cursor() as cursor:
        rows = cursor.execute(sql, parameters).fetchall()
    found: list[list[tuple[Any, ...]]] = [[] for _ in groupings]
    width = len(plan.group_by)
    for rank, *row in rows:
        places = groupings[rank]
        keys = tuple(row[place] for place in places)
        kept = tuple(plan.group_by[place] for place in places)
        found[rank].append(_labelled((*keys, *row[width:]), kept))
    return tuple(
        RawTable(len(places), tuple(rows)) for places, rows in zip(groupings, found, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Pointer:
    """What tells that the pointer was replaced, without reading it."""

    inode: int
    changed_ns: int


class DuckDBReader:
    """Follows the pointer of a home; safe to share between threads."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = Lock()
        self._seen: _Pointer | None = None
        self._release: OpenRelease | None = None

    def manifest(self) -> Manifest:
        """What went into the release in use; Refused if nothing was ever published."""
        return self.snapshot().manifest()

    def snapshot(self) -> OpenRelease:
        """The release in use now; a new one is opened by the first who sees the pointer move."""
        pointer = self._pointer()
        with self._lock:
            if self._release is None or pointer != self._seen:
                release = self._home.current.read_text("utf-8").strip()
                self._release = OpenRelease(self._home, release)
                self._seen = pointer
            return self._release

    def _pointer(self) -> _Pointer:
        try:
            found = self._home.current.stat()
        except FileNotFoundError as error:
            raise Refused("release.none") from error
        return _Pointer(found.st_ino, found.st_mtime_ns)


class HeldReader:
    """Reads one release, whatever the pointer says: a new one is read before it is in use."""

    def __init__(self, home: Home, release: str) -> None:
        self._release = OpenRelease(home, release)

    def manifest(self) -> Manifest:
        """What went into it."""
        return self._release.manifest()

    def snapshot(self) -> OpenRelease:
        """The release itself."""
        return self._release


def _has_arrays(plan: Plan) -> bool:
    return any(m.aggregate in ARRAYS for m in plan.measures)


def _with_arrays(result: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The rows, their lists as NumPy arrays: a hundred thousand hours are no Python objects."""
    return list(zip(*result.fetchnumpy().values(), strict=True))


def _labelled(row: tuple[Any, ...], groups: tuple[GroupBy, ...]) -> tuple[Any, ...]:
    keys = [
        step_label(key, group.grain) if group.grain else key
        for key, group in zip(row, groups, strict=False)
    ]
    return (*keys, *row[len(groups) :])


@lru_cache(maxsize=4_096)
def step_label(day: str, grain: Grain) -> str:
    """The label of the step that holds a day in ISO form; a table repeats the same ones."""
    return key_of(date.fromisoformat(day), grain)
